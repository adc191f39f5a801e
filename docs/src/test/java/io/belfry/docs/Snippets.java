package io.belfry.docs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Code that is shown in documents. In a test it stands between {@code // snippet: name} and {@code
 * // end}; in a document it is the block below {@code <!-- snippet: name -->}, with those imports
 * of the test above it that it needs. Kotlin is shown with the imports that stand in the region.
 *
 * <p>Thread: stateless.
 */
final class Snippets {
  private static final Pattern REGION =
      Pattern.compile(
          "^ *// snippet: ([a-z0-9-]+)\\n(.*?)^ *// end$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern BLOCK =
      Pattern.compile(
          "^(?:<!-- snippet: ([a-z0-9-]+) -->\\n)?```(java|kotlin)\\n(.*?)^```$",
          Pattern.MULTILINE | Pattern.DOTALL);

  private static final Pattern IMPORT =
      Pattern.compile(
          "^import ((?:io\\.belfry|java|javax|jakarta|com\\.google|org\\.springframework)\\.[\\w.]+\\.(\\w+));$",
          Pattern.MULTILINE);
  private static final Pattern NO_CODE =
      Pattern.compile("\"(?:\\\\.|[^\"\\\\])*\"|//[^\n]*|/\\*.*?\\*/", Pattern.DOTALL);
  private static final Pattern OF_TESTS = Pattern.compile("io\\.belfry\\.(?:testkit|server)\\..*");

  private Snippets() {}

  /**
   * A block of Java in a document.
   *
   * @param name of its snippet; empty when it has none
   * @param code as shown
   */
  record Block(String name, String code) {}

  /** The regions of all tests of this module and of those that it cannot run, by name. */
  static SortedMap<String, String> ofTests() {
    SortedMap<String, String> snippets = new TreeMap<>();
    List<Path> tests =
        new ArrayList<>(Pages.below(Pages.ROOT.resolve("docs/src/test/java"), ".java"));
    tests.addAll(Pages.below(Pages.ROOT.resolve("spring-test/src/test/java"), ".java"));
    tests.addAll(Pages.below(Pages.ROOT.resolve("client-kotlin/src/test/kotlin"), ".kt"));
    for (Path test : tests) {
      String source = Pages.read(test);
      for (MatchResult region : REGION.matcher(source).results().toList()) {
        String code = stripped(region.group(2));
        if (snippets.put(region.group(1), imports(source, code) + code) != null) {
          throw new AssertionError("Two snippets are named " + region.group(1) + ".");
        }
      }
    }
    return snippets;
  }

  /** The imports whose types the code names, and an empty line; nothing when it names none. */
  private static String imports(String source, String code) {
    String bare = NO_CODE.matcher(code).replaceAll("");
    StringBuilder imports = new StringBuilder();
    for (MatchResult line : IMPORT.matcher(source).results().toList()) {
      boolean isUsed = Pattern.compile("\\b" + line.group(2) + "\\b").matcher(bare).find();
      if (isUsed && !OF_TESTS.matcher(line.group(1)).matches()) {
        imports.append(line.group()).append('\n');
      }
    }
    return imports.isEmpty() ? "" : imports.append('\n').toString();
  }

  // Without its last line break, which stripIndent would take for a line without indentation.
  private static String stripped(String region) {
    return region.stripTrailing().stripIndent() + "\n";
  }

  /** The blocks of a page, top to bottom. */
  static List<Block> blocksOf(String page) {
    return BLOCK
        .matcher(page)
        .results()
        .map(
            (MatchResult found) ->
                new Block(found.group(1) == null ? "" : found.group(1), found.group(3)))
        .toList();
  }

  /** The page with each named block replaced by its snippet. */
  static String renewed(String page, SortedMap<String, String> snippets) {
    return BLOCK
        .matcher(page)
        .replaceAll(
            (MatchResult found) -> {
              String code = found.group(1) == null ? null : snippets.get(found.group(1));
              return Matcher.quoteReplacement(
                  code == null
                      ? found.group()
                      : "<!-- snippet: "
                          + found.group(1)
                          + " -->\n```"
                          + found.group(2)
                          + "\n"
                          + code
                          + "```");
            });
  }
}
