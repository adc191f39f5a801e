package io.belfry.server.refusal;

import java.util.ArrayList;
import java.util.List;

/**
 * Texts of the same JSON as the libraries of several languages write it. Whoever decodes what was
 * signed and encodes it again sends one of these instead.
 *
 * <p>Thread: stateless.
 */
final class Serialisations {
  private static final int HEX_DIGITS = 4;
  private static final int HEX = 16;
  private static final char FIRST_NOT_ASCII = 0x80;
  private static final char FIRST_SHOWN = 0x20;

  private Serialisations() {}

  /**
   * How a library writes JSON.
   *
   * @param gap what stands behind colons and commas
   * @param escapesSlashes whether a slash has a backslash before it
   * @param escapesLetters whether letters beyond ASCII are written as numbers
   */
  private record Style(String gap, boolean escapesSlashes, boolean escapesLetters) {}

  /** The other texts of that JSON; nothing about a text that is no JSON can be relied on. */
  static List<String> of(String json) {
    List<String> texts = new ArrayList<>();
    for (String gap : new String[] {"", " "}) {
      for (boolean slashes : new boolean[] {false, true}) {
        for (boolean letters : new boolean[] {false, true}) {
          texts.add(written(json, new Style(gap, slashes, letters)));
        }
      }
    }
    texts.add(json.strip());
    // Encoded once too often, and once too seldom.
    texts.add(quoted(json));
    if (json.startsWith("\"")) {
      texts.add(unquoted(json));
    }
    return texts.stream().distinct().filter(text -> !text.equals(json)).toList();
  }

  private static String quoted(String text) {
    StringBuilder to = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      append(to, text.charAt(i), new Style("", false, false));
    }
    return to.append('"').toString();
  }

  private static String unquoted(String json) {
    StringBuilder content = new StringBuilder();
    decode(json, 1, content);
    return content.toString();
  }

  private static String written(String json, Style style) {
    StringBuilder to = new StringBuilder(json.length() + HEX);
    int i = 0;
    while (i < json.length()) {
      char c = json.charAt(i);
      if (c == '"') {
        StringBuilder content = new StringBuilder();
        i = decode(json, i + 1, content);
        to.append('"');
        content.chars().forEach(one -> append(to, (char) one, style));
        to.append('"');
      } else {
        if (!Character.isWhitespace(c)) {
          to.append(c);
        }
        if (c == ':' || c == ',') {
          to.append(style.gap());
        }
        i++;
      }
    }
    return to.toString();
  }

  /** Reads the string that begins there; the place behind its end. */
  private static int decode(String json, int from, StringBuilder content) {
    int i = from;
    while (i < json.length() && json.charAt(i) != '"') {
      char c = json.charAt(i);
      if (c != '\\' || i + 1 >= json.length()) {
        content.append(c);
        i++;
      } else if (json.charAt(i + 1) == 'u' && i + 2 + HEX_DIGITS <= json.length()) {
        content.append(number(json, i + 2));
        i += 2 + HEX_DIGITS;
      } else {
        content.append(unescaped(json.charAt(i + 1)));
        i += 2;
      }
    }
    return i + 1;
  }

  private static char number(String json, int at) {
    int number = 0;
    for (int i = at; i < at + HEX_DIGITS; i++) {
      number = number * HEX + Math.max(0, Character.digit(json.charAt(i), HEX));
    }
    return (char) number;
  }

  private static char unescaped(char c) {
    return switch (c) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'b' -> '\b';
      case 'f' -> '\f';
      default -> c;
    };
  }

  private static void append(StringBuilder to, char c, Style style) {
    switch (c) {
      case '"', '\\' -> to.append('\\').append(c);
      case '\n' -> to.append("\\n");
      case '\r' -> to.append("\\r");
      case '\t' -> to.append("\\t");
      case '\b' -> to.append("\\b");
      case '\f' -> to.append("\\f");
      case '/' -> to.append(style.escapesSlashes() ? "\\/" : "/");
      default -> {
        if (c < FIRST_SHOWN || (c >= FIRST_NOT_ASCII && style.escapesLetters())) {
          String hex = Integer.toHexString(c);
          to.append("\\u").append("0".repeat(HEX_DIGITS - hex.length())).append(hex);
        } else {
          to.append(c);
        }
      }
    }
  }
}
