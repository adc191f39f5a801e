package io.belfry.server.setting.wording;

/**
 * Text as it may stand in a line of a log: whatever would end the line, move the cursor of a
 * terminal or turn the direction of writing is shown by its number, so that nobody outside can
 * write lines of their own or hide some.
 *
 * <p>Thread: stateless.
 */
public final class LineText {
  private static final int HEX_DIGITS = 4;

  private LineText() {}

  /** Writes the text. */
  public static void append(StringBuilder to, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isShown(text, i)) {
        to.append(c);
      } else {
        escape(to, c);
      }
    }
  }

  /**
   * Writes the text as a JSON string; what is no character, for half of one is lost, becomes
   * U+FFFD.
   */
  public static void appendJson(StringBuilder to, String text) {
    to.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        to.append('\\').append(c);
      } else if (Character.isSurrogate(c) && !isPaired(text, i)) {
        escape(to, '\ufffd');
      } else if (isShown(text, i)) {
        to.append(c);
      } else {
        escape(to, c);
      }
    }
    to.append('"');
  }

  private static void escape(StringBuilder to, char c) {
    String hex = Integer.toHexString(c);
    to.append("\\u").append("0".repeat(HEX_DIGITS - hex.length())).append(hex);
  }

  private static boolean isShown(String text, int i) {
    char c = text.charAt(i);
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SURROGATE -> isPaired(text, i);
      default -> true;
    };
  }

  private static boolean isPaired(String text, int i) {
    return Character.isHighSurrogate(text.charAt(i))
        ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
        : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
  }
}
