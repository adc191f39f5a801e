package io.belfry.cli.apps;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Makes keys and secrets.
 *
 * <p>Thread: stateless.
 *
 * @see "rule LIM-048"
 */
public final class NewSecret {
  private static final int SECRET_BYTES = 16;
  private static final int KEY_BYTES = 10;
  private static final SecureRandom RANDOM = new SecureRandom();

  private NewSecret() {}

  /** A secret: 16 random bytes, in hexadecimal. */
  public static String text() {
    return hex(SECRET_BYTES);
  }

  /** A public key: ten random bytes, in hexadecimal. */
  public static String key() {
    return hex(KEY_BYTES);
  }

  private static String hex(int bytes) {
    byte[] random = new byte[bytes];
    RANDOM.nextBytes(random);
    return HexFormat.of().formatHex(random);
  }
}
