package io.belfry.server.config;

import java.util.List;
import java.util.stream.Stream;

/**
 * One setting: all that the reader and the reference page know of it.
 *
 * <p>Thread: immutable.
 *
 * @param path where it stands, with {@code []} for each list
 * @param type what it takes
 * @param shownDefault its value when it is not set, for people
 * @param sentence what it does
 * @param stage whether it has an effect yet
 */
record Setting(String path, Type type, String shownDefault, String sentence, Stage stage) {
  /** Whether a setting has an effect. */
  enum Stage {
    /** It has. */
    BUILT,
    /** It is known, so that a file for a later version can be read, and has none yet. */
    PLANNED
  }

  /** A text of a variable or a flag as the texts of its value: a list is separated by commas. */
  List<String> texts(String text) {
    if (!(type instanceof Type.Texts)) {
      return List.of(text);
    }
    return text.isBlank() ? List.of() : Stream.of(text.split(",", -1)).map(String::strip).toList();
  }

  /** What a setting takes. */
  sealed interface Type {
    /** Whether it takes that text. */
    default boolean takes(String text) {
      return true;
    }

    /** What it takes, for whoever gave something else. */
    default String expected() {
      return "a text";
    }

    /** Any text. */
    record Text() implements Type {}

    /** A text that is never shown. */
    record SecretText() implements Type {}

    /** {@code true} or {@code false}. */
    record Switch() implements Type {
      @Override
      public boolean takes(String text) {
        return text.equals("true") || text.equals("false");
      }

      @Override
      public String expected() {
        return "true or false";
      }
    }

    /** A whole number within a range, both ends included. */
    record Whole(long from, long to) implements Type {
      @Override
      public boolean takes(String text) {
        try {
          long number = Long.parseLong(text);
          return number >= from && number <= to;
        } catch (NumberFormatException e) {
          return false;
        }
      }

      @Override
      public String expected() {
        return "a whole number from " + from + " to " + to;
      }
    }

    /** One word of a few. */
    record Word(List<String> words) implements Type {
      @Override
      public boolean takes(String text) {
        return words.contains(text);
      }

      @Override
      public String expected() {
        return "one of " + String.join(", ", words);
      }
    }

    /** A list of texts. */
    record Texts() implements Type {
      @Override
      public String expected() {
        return "a list of texts";
      }
    }
  }
}
