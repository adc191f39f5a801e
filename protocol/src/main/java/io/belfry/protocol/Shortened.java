package io.belfry.protocol;

/**
 * A value from outside cut to what an error message or a log line may carry: 64 characters, control
 * characters shown as a dot.
 *
 * <p>Thread: stateless.
 */
public final class Shortened {
  private static final int MAX_CHARACTERS = 64;

  private Shortened() {}

  /** The text, at most 64 characters long and on one line. */
  public static String of(String text) {
    boolean cut = text.length() > MAX_CHARACTERS;
    StringBuilder shown = new StringBuilder(Math.min(text.length(), MAX_CHARACTERS) + 1);
    for (int i = 0; i < text.length() && i < MAX_CHARACTERS; i++) {
      char c = text.charAt(i);
      boolean lone = Character.isSurrogate(c) && !isPaired(text, i);
      shown.append(Character.isISOControl(c) || lone ? '.' : c);
    }
    return cut ? shown.append('…').toString() : shown.toString();
  }

  private static boolean isPaired(String text, int i) {
    char c = text.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 < Math.min(text.length(), MAX_CHARACTERS)
          && Character.isLowSurrogate(text.charAt(i + 1));
    }
    return i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
  }
}
