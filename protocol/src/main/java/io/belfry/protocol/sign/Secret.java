package io.belfry.protocol.sign;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The secret of one app key. It signs and compares, and never shows itself: {@link #toString} is
 * {@code ***}.
 *
 * <p>The HMAC (RFC 2104) is made of two digests that have taken up the key already; they are copied
 * for each use, which spares the key schedule and needs no lock. {@code javax.crypto} would do the
 * same after loading every security provider of the JDK, which a start can feel.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules THR-07, THR-47"
 */
public final class Secret {
  private static final String ALGORITHM = "SHA-256";
  private static final int BLOCK_BYTES = 64;
  private static final byte INNER_PAD = 0x36;
  private static final byte OUTER_PAD = 0x5c;

  private final MessageDigest inner;
  private final MessageDigest outer;
  private final int length;

  private Secret(byte[] utf8) {
    byte[] key = utf8.length > BLOCK_BYTES ? digest().digest(utf8) : utf8;
    inner = keyed(key, INNER_PAD);
    outer = keyed(key, OUTER_PAD);
    length = utf8.length;
  }

  private static MessageDigest keyed(byte[] key, byte pad) {
    byte[] block = Arrays.copyOf(key, BLOCK_BYTES);
    for (int i = 0; i < BLOCK_BYTES; i++) {
      block[i] ^= pad;
    }
    MessageDigest digest = digest();
    digest.update(block);
    return digest;
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance(ALGORITHM);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java runtime has no " + ALGORITHM + ".", e);
    }
  }

  /**
   * The secret with this text; its UTF-8 bytes are the key.
   *
   * @throws IllegalArgumentException if it is empty
   */
  public static Secret of(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException(
          "The app secret is empty. Expected the secret of the app.");
    }
    return new Secret(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Length in bytes; below 16 it is worth a warning. */
  public int length() {
    return length;
  }

  /** Lower-case hex HMAC-SHA256 of the UTF-8 bytes of the text. */
  public String sign(String text) {
    return HexFormat.of().formatHex(hmac(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** HMAC-SHA256 of the bytes. */
  public byte[] hmac(byte[] bytes) {
    try {
      byte[] hash = ((MessageDigest) inner.clone()).digest(bytes);
      return ((MessageDigest) outer.clone()).digest(hash);
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("The digest of this Java runtime cannot be copied.", e);
    }
  }

  /** Whether the signature is the one of the text. Takes the same time wherever they differ. */
  public boolean hasSigned(String text, byte[] signature) {
    return MessageDigest.isEqual(hmac(text.getBytes(StandardCharsets.UTF_8)), signature);
  }

  @Override
  public String toString() {
    return "***";
  }
}
