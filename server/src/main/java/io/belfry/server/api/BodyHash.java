package io.belfry.server.api;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

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
    return isWellFormed(digits)
        && MessageDigest.isEqual(HexFormat.of().parseHex(digits), MD5.get().digest(body));
  }

  /** Whether the text could be such a hash. */
  static boolean isWellFormed(String digits) {
    for (int i = 0; i < digits.length(); i++) {
      if (!HexFormat.isHexDigit(digits.charAt(i))) {
        return false;
      }
    }
    return digits.length() == DIGITS;
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java runtime has no MD5.", e);
    }
  }
}
