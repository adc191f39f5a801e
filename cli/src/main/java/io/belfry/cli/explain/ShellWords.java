package io.belfry.cli.explain;

import java.util.ArrayList;
import java.util.List;

/**
 * Takes a command line apart as a shell does, without doing anything of what it says.
 *
 * <p>Thread: confined to its caller.
 */
final class ShellWords {
  private final String text;
  private final List<String> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private boolean isInWord;
  private int at;

  private ShellWords(String text) {
    this.text = text;
  }

  static List<String> of(String text) throws NotUnderstood {
    ShellWords reader = new ShellWords(text);
    while (reader.at < text.length()) {
      reader.next();
    }
    reader.end();
    return reader.words;
  }

  private void next() throws NotUnderstood {
    char c = text.charAt(at++);
    switch (c) {
      case ' ', '\t', '\n', '\r' -> end();
      case '\'' -> quoted('\'');
      case '"' -> quoted('"');
      case '\\' -> {
        if (at < text.length() && (text.charAt(at) == '\n' || text.charAt(at) == '\r')) {
          at++;
        } else if (at < text.length()) {
          add(text.charAt(at++));
        }
      }
      default -> add(c);
    }
  }

  private void quoted(char quote) throws NotUnderstood {
    isInWord = true;
    while (at < text.length() && text.charAt(at) != quote) {
      char c = text.charAt(at++);
      boolean isEscape = quote == '"' && c == '\\' && at < text.length();
      if (isEscape && "\"\\$`".indexOf(text.charAt(at)) >= 0) {
        c = text.charAt(at++);
      }
      word.append(c);
    }
    if (at++ >= text.length()) {
      throw new NotUnderstood("A quotation mark of the command is not closed. Paste all of it.");
    }
  }

  private void add(char c) {
    isInWord = true;
    word.append(c);
  }

  private void end() {
    if (isInWord) {
      words.add(word.toString());
      word.setLength(0);
      isInWord = false;
    }
  }
}
