package io.belfry.protocol;

/**
 * Lone surrogates: halves of a character that no UTF-8 text can hold but a JSON escape can. Names, ids and signed documents with one
 * are refused, because two libraries would sign different bytes for them.
 *
 * <p>Thread: stateless.
 *
 * @see "rule THR-28"
 */
public final class Surrogates {
  private Surrogates() {}

  /** Whether the text holds a surrogate without its other half. */
  public static boolean hasLone(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      if (Character.isLowSurrogate(c)
          || i + 1 == text.length()
          || !Character.isLowSurrogate(text.charAt(i + 1))) {
        return true;
      }
      i++;
    }
    return false;
  }
}
