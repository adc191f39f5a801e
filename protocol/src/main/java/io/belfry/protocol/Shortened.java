package io.belfry.protocol;

/**
 * A value from outside cut to what an error message or a log line may carry: 64 characters, with a
 * dot for what would break the line, turn its direction or not show.
 *
 * <p>Thread: stateless.
 */
public final class Shortened {
  private static final int MAX_CHARACTERS = 64;

  private Shortened() {}

  /** The text, at most 64 characters long and on one line. */
  public static String of(String text) {
    return of(text, MAX_CHARACTERS);
  }

  /** The text, at most that many characters long and on one line. */
  public static String of(String text, int maxCharacters) {
    int length = Math.min(text.length(), maxCharacters);
    StringBuilder shown = new StringBuilder(length + 1);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      boolean lone = Character.isSurrogate(c) && !isPaired(text, i, length);
      shown.append(isHidden(c) || lone ? '.' : c);
    }
    return text.length() > length ? shown.append('…').toString() : shown.toString();
  }

  private static boolean isHidden(char c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  private static boolean isPaired(String text, int i, int length) {
    char c = text.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 < length && Character.isLowSurrogate(text.charAt(i + 1));
    }
    return i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
  }
}
