package io.belfry.protocol;

/**
 * Lone surrogates: halves of a character that no UTF-8 text can hold but a JSON escape can. Names,
 * ids and signed documents with one are refused, because two libraries would sign different bytes
 * for them.
 *
 * <p>Thread: stateless.
 *
 * @see "rule THR-28"
 */
public final class Surrogates {
  private Surrogates() {}

  /** Whether the text holds a surrogate without its other half. */
  public static boolean hasLone(CharSequence text) {
    int i = 0;
    while (i < text.length()) {
      int codePoint = Character.codePointAt(text, i);
      if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
        return true;
      }
      i += Character.charCount(codePoint);
    }
    return false;
  }
}
