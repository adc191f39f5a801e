package io.belfry.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The project's rules and the tests that name them, read from their sources.
 *
 * <p>Thread: immutable.
 *
 * @param listed every id as often as a table lists it, in order
 * @param proofs for each id that a test names, the files of those tests
 */
record Rules(List<String> listed, SortedMap<String, SortedSet<String>> proofs) {
  private static final String ID = "[A-Z]{2,5}-\\d{2,3}";
  private static final Pattern ROW =
      Pattern.compile("^\\| *(" + ID + ") *\\| *[MS] *\\| *\\S.*\\|\\s*$", Pattern.MULTILINE);
  private static final Pattern TAG = Pattern.compile("@Tag\\(\\s*\"(" + ID + ")\"\\s*\\)");
  private static final String PROVEN = "proven.md";

  Rules {
    listed = List.copyOf(listed);
    proofs = Collections.unmodifiableSortedMap(new TreeMap<>(proofs));
  }

  /** Reads the tables below {@code docs/rules} and the test sources of all modules. */
  static Rules of(Path root) throws IOException {
    List<String> listed = new ArrayList<>();
    for (Path table : filesBelow(root.resolve("docs/rules"), ".md")) {
      if (!table.endsWith(PROVEN) && !table.endsWith("README.md")) {
        listed.addAll(idsIn(Files.readString(table), ROW));
      }
    }
    SortedMap<String, SortedSet<String>> proofs = new TreeMap<>();
    for (Path module : modulesOf(root)) {
      List<Path> tests = new ArrayList<>(filesBelow(module.resolve("src/test/java"), ".java"));
      tests.addAll(filesBelow(module.resolve("src/test/kotlin"), ".kt"));
      for (Path test : tests) {
        for (String id : idsIn(Files.readString(test), TAG)) {
          proofs.computeIfAbsent(id, unused -> new TreeSet<>()).add(nameOf(module, test));
        }
      }
    }
    return new Rules(listed, proofs);
  }

  /** The file that holds {@link #provenTable}. */
  static Path provenFile(Path root) {
    return root.resolve("docs/rules").resolve(PROVEN);
  }

  /** The ids that a table lists in {@code text}, or that a test names in it. */
  static List<String> listedIn(String text) {
    return idsIn(text, ROW);
  }

  /** The ids that tests name in {@code source}. */
  static List<String> namedIn(String source) {
    return idsIn(source, TAG);
  }

  /** Each rule with the tests that prove it, as Markdown. */
  String provenTable() {
    StringBuilder table =
        new StringBuilder(
            """
            # Which tests prove which rule

            Written by `RulesCoveredTest`; [README.md](README.md) tells how.

            | Rule | Tests |
            |---|---|
            """);
    for (String id : new TreeSet<>(listed)) {
      table.append("| ").append(id).append(" | ");
      table.append(String.join(", ", proofs.getOrDefault(id, Collections.emptySortedSet())));
      table.append(" |\n");
    }
    return table.toString();
  }

  private static List<String> idsIn(String text, Pattern pattern) {
    return pattern.matcher(text).results().map((MatchResult found) -> found.group(1)).toList();
  }

  private static List<Path> modulesOf(Path root) throws IOException {
    try (Stream<Path> folders = Files.list(root)) {
      return folders.filter(folder -> Files.exists(folder.resolve("pom.xml"))).sorted().toList();
    }
  }

  private static List<Path> filesBelow(Path folder, String suffix) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String nameOf(Path module, Path test) {
    String file = String.valueOf(test.getFileName());
    return module.getFileName() + "/" + file.substring(0, file.lastIndexOf('.'));
  }
}
