package io.belfry.server.config.file;

import java.util.List;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Says what is wrong with a text that is no YAML. The parser's own sentences repeat what stands
 * there, which may be a secret, so each is said in words of its own.
 *
 * <p>Thread: stateless.
 *
 * @see "rule LIM-045"
 */
final class YamlMistake {
  // Each line has the beginning of what the parser says, and what is said here.
  private static final List<List<String>> SENTENCES =
      """
      found undefined alias > a value that begins with * has to stand in quotes
      found undefined tag handle > a value that begins with ! has to stand in quotes
      found character '\t > blanks indent a line, and here stands a tab
      found character '\\t > blanks indent a line, and here stands a tab
      found character ' > a value that begins with @, ` or % has to stand in quotes
      mapping values are not allowed > a value with a colon and a blank in it has to stand in quotes
      mapping keys are not allowed > a value that begins with ? has to stand in quotes
      sequence entries are not allowed > a list begins on a line of its own
      could not find expected ':' > a name has no colon and value, here or in the line before
      expected <block end> > this line is indented in another way than those it belongs to
      expected ',' or '}' > a brace is not closed, or a value with a brace or a comma has to stand in quotes
      expected ',' or ']' > a bracket is not closed, or a value with a comma has to stand in quotes
      expected the node content > a value is missing, or one that begins so has to stand in quotes
      found unexpected end of stream > a quote is not closed
      found unexpected document separator > a quote is not closed
      found unknown escape character > a \\ in double quotes begins an escape; take single ones
      expected escape sequence > a \\ in double quotes begins an escape; take single ones
      expected alphabetic or numeric > a value that begins with & or * has to stand in quotes
      unexpected character found > a value that begins with & or * has to stand in quotes
      but found another document > a file holds one document, and --- begins another
      too deep > groups and lists are nested deeper than any setting
      """
          .lines()
          .map(line -> List.of(line.split(" > ", 2)))
          .toList();

  private YamlMistake() {}

  /** What is wrong, and in which line. */
  static ConfigProblem of(YamlEngineException e, String text) {
    if (e instanceof MarkedYamlEngineException marked) {
      int line = marked.getProblemMark().or(marked::getContextMark).map(Mark::getLine).orElse(0);
      String sentence =
          hasTemplate(text, line)
              ? "Here stands a placeholder such as ${NAME}, which nothing fills in. Let secret_file"
                  + " name a file that holds the secret, or set a variable such as"
                  + " BELFRY_APPS_0_KEYS_0_SECRET."
              : "This is not valid YAML" + reason(marked) + ".";
      return new ConfigProblem("line " + (line + 1), sentence);
    }
    if (e instanceof ReaderException unreadable) {
      int end = Math.min(unreadable.getPosition(), text.length());
      long line = 1 + text.substring(0, end).chars().filter(c -> c == '\n').count();
      return new ConfigProblem(
          "line " + line, "Here stands a character that no YAML has. Delete it.");
    }
    return new ConfigProblem("file", "This is not valid YAML, or longer than 2 MiB.");
  }

  private static String reason(MarkedYamlEngineException e) {
    String problem = String.valueOf(e.getProblem());
    return SENTENCES.stream()
        .filter(known -> problem.startsWith(known.get(0)))
        .map(known -> ": " + known.get(1))
        .findFirst()
        .orElse("");
  }

  // A template ends early where braces have a meaning, and the mistake shows a line later at times.
  private static boolean hasTemplate(String text, int line) {
    return text.lines().skip(Math.max(0, line - 1)).limit(2).anyMatch(near -> near.contains("${"));
  }
}
