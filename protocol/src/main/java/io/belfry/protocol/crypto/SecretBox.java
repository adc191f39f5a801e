package io.belfry.protocol.crypto;

import static io.belfry.protocol.crypto.XSalsa20Poly1305.TAG_BYTES;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/**
 * NaCl's secretbox: XSalsa20 with a Poly1305 tag in front of the encrypted bytes. It needs Bouncy
 * Castle at run time.
 *
 * <p>Thread: immutable.
 *
 * @see "rule HTTP-158"
 */
public final class SecretBox {
  /** Length of a nonce, which must never be used twice with one secret. */
  public static final int NONCE_BYTES = 24;

  private final byte[] key;

  /**
   * The box of a channel.
   *
   * @throws IllegalStateException if Bouncy Castle is missing
   */
  public SecretBox(SharedSecret secret) {
    checkAvailable();
    key = secret.bytes();
  }

  /**
   * Makes sure that boxes can be used at all.
   *
   * @throws IllegalStateException if Bouncy Castle is missing
   */
  public static void checkAvailable() {
    try {
      new XSalsa20Poly1305(new byte[SharedSecret.BYTES], new byte[NONCE_BYTES]);
    } catch (NoClassDefFoundError e) {
      throw new IllegalStateException(
          "Encrypted channels need Bouncy Castle, which is not there. Add the dependency"
              + " org.bouncycastle:bcprov-jdk18on.",
          e);
    }
  }

  /**
   * Closes a message in the box.
   *
   * @param nonce 24 fresh random bytes
   * @return the tag and the encrypted bytes
   * @throws IllegalArgumentException if the nonce has another length
   */
  public byte[] seal(byte[] nonce, byte[] message) {
    if (nonce.length != NONCE_BYTES) {
      throw new IllegalArgumentException(
          "The nonce has " + nonce.length + " bytes. Expected " + NONCE_BYTES + ".");
    }
    XSalsa20Poly1305 cipher = new XSalsa20Poly1305(key, nonce);
    byte[] sealed = new byte[TAG_BYTES + message.length];
    cipher.crypt(message, 0, sealed, TAG_BYTES);
    System.arraycopy(cipher.tag(sealed), 0, sealed, 0, TAG_BYTES);
    return sealed;
  }

  /** Opens the box; empty when it was closed with another secret or nonce, or was changed. */
  public Optional<byte[]> open(byte[] nonce, byte[] sealed) {
    if (nonce.length != NONCE_BYTES || sealed.length < TAG_BYTES) {
      return Optional.empty();
    }
    XSalsa20Poly1305 cipher = new XSalsa20Poly1305(key, nonce);
    if (!MessageDigest.isEqual(cipher.tag(sealed), Arrays.copyOf(sealed, TAG_BYTES))) {
      return Optional.empty();
    }
    byte[] message = new byte[sealed.length - TAG_BYTES];
    cipher.crypt(sealed, TAG_BYTES, message, 0);
    return Optional.of(message);
  }

  @Override
  public String toString() {
    return "SecretBox[***]";
  }
}
