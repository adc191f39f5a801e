package io.belfry.server.api;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The MD5 under which the body of a call is signed. One digest is kept for each thread, since
 * looking one up costs as much as a small body.
 *
 * <p>Thread: thread-safe.
 */
final class BodyHash {
  private static final int DIGITS = 32;
  private static final ThreadLocal<MessageDigest> MD5 = ThreadLocal.withInitial(BodyHash::digest);

  private BodyHash() {}

  /**
   * Whether the hexadecimal digits, of either case, are the hash of the body. Takes the same time
   * wherever they differ.
   */
  static boolean isOf(byte[] body, String digits) {
    byte[] hash = MD5.get().digest(body);
    if (digits.length() != 2 * hash.length) {
      return false;
    }
    int difference = 0;
    for (int i = 0; i < hash.length; i++) {
      difference |= (hash[i] >> 4 & 0xF) ^ digit(digits.charAt(2 * i));
      difference |= (hash[i] & 0xF) ^ digit(digits.charAt(2 * i + 1));
    }
    return difference == 0;
  }

  /** Whether the text could be such a hash. */
  static boolean isWellFormed(String digits) {
    for (int i = 0; i < digits.length(); i++) {
      if (digit(digits.charAt(i)) < 0) {
        return false;
      }
    }
    return digits.length() == DIGITS;
  }

  // Not Character.digit, which takes digits of other scripts too. What is no digit equals none.
  private static int digit(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    int lower = c | 0x20;
    return c < 0x80 && lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java runtime has no MD5.", e);
    }
  }
}
