package io.belfry.protocol.crypto;

import java.util.Base64;

/**
 * The 32 bytes from which an application derives the secret of each encrypted channel. They stay on
 * its servers: neither Belfry nor a client ever sees them, and {@link #toString} is {@code ***}.
 *
 * <p>Thread: immutable.
 *
 * @see "rules HTTP-152, THR-47"
 */
public final class MasterKey {
  /** Length of a key. */
  public static final int BYTES = 32;

  private final byte[] bytes;

  private MasterKey(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Reads a key.
   *
   * @param base64 standard base64 of exactly 32 bytes
   * @throws IllegalArgumentException if it is anything else; the message does not show it
   */
  public static MasterKey parse(String base64) {
    byte[] bytes = decoded(base64);
    if (bytes.length != BYTES) {
      throw malformed();
    }
    return new MasterKey(bytes);
  }

  private static byte[] decoded(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      // The cause would show a part of the key.
      throw malformed();
    }
  }

  private static IllegalArgumentException malformed() {
    return new IllegalArgumentException(
        "The encryption master key is malformed. Expected base64 of 32 random bytes, as"
            + " \"openssl rand -base64 32\" prints it.");
  }

  byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public String toString() {
    return "***";
  }
}
