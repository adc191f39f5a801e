package io.belfry.protocol;

import java.util.Optional;

/**
 * Id of a signed-in user: 1 to 128 code points, anything but control characters and lone
 * surrogates. Compared exactly, without any normalisation. Ordered by code points; and since they
 * have an order, ids made to collide cost a hash map no more than a tree does.
 *
 * <p>Thread: immutable.
 *
 * @param text the id as the application signed it
 * @see "rules THR-12, USR-010"
 */
public record UserId(String text) implements Comparable<UserId> {
  private static final int ANY_LENGTH = Integer.MAX_VALUE;

  /** Longest id unless an app sets another limit, in code points. */
  public static final int DEFAULT_MAX_LENGTH = 128;

  /**
   * Takes a text that is known to be a user id of whatever length.
   *
   * @throws IllegalArgumentException if it is none
   */
  public UserId {
    if (!isWellFormed(text, ANY_LENGTH)) {
      throw new IllegalArgumentException(
          "User id \""
              + Shortened.of(text)
              + "\" is malformed. Expected at least one character, none of them a control character.");
    }
  }

  /**
   * Reads an id of at most {@link #DEFAULT_MAX_LENGTH} code points; empty when it is not
   * acceptable.
   */
  public static Optional<UserId> parse(String text) {
    return parse(text, DEFAULT_MAX_LENGTH);
  }

  /** Reads an id of at most {@code maxLength} code points; empty when it is not acceptable. */
  public static Optional<UserId> parse(String text, int maxLength) {
    return isWellFormed(text, maxLength) ? Optional.of(new UserId(text)) : Optional.empty();
  }

  private static boolean isWellFormed(String text, int maxLength) {
    if (text.isEmpty() || text.codePointCount(0, text.length()) > maxLength) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        return false;
      }
    }
    return !Surrogates.hasLone(text);
  }

  @Override
  public int compareTo(UserId other) {
    int shorter = Math.min(text.length(), other.text.length());
    for (int i = 0; i < shorter; i++) {
      char mine = text.charAt(i);
      char others = other.text.charAt(i);
      if (mine != others) {
        return Character.compare(rank(mine), rank(others));
      }
    }
    return Integer.compare(text.length(), other.text.length());
  }

  // Pairs of surrogates stand for code points behind all that are one char.
  private static char rank(char c) {
    if (c < Character.MIN_SURROGATE) {
      return c;
    }
    int surrogates = Character.MAX_SURROGATE - Character.MIN_SURROGATE + 1;
    int behind = Character.MAX_VALUE - Character.MAX_SURROGATE;
    return (char) (Character.isSurrogate(c) ? c + behind : c - surrogates);
  }

  @Override
  public String toString() {
    return text;
  }
}
