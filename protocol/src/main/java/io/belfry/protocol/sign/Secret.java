package io.belfry.protocol.sign;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret of one app key. It signs and compares, and never shows itself: {@link #toString} is
 * {@code ***}.
 *
 * <p>The HMAC is prepared by each thread that uses it, when it first does, which spares the key
 * schedule and a lock, and a start the search through the providers of the JDK.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules THR-07, THR-47"
 */
public final class Secret {
  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;
  private final ThreadLocal<Mac> ofThread = ThreadLocal.withInitial(this::prepared);
  private final int length;

  private Secret(byte[] utf8) {
    key = new SecretKeySpec(utf8, ALGORITHM);
    length = utf8.length;
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
    return ofThread.get().doFinal(bytes);
  }

  private Mac prepared() {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java runtime has no " + ALGORITHM + ".", e);
    }
  }

  /** Whether the signature is the one of the text. Takes the same time wherever they differ. */
  public boolean hasSigned(String text, byte[] signature) {
    return hasSigned(text.getBytes(StandardCharsets.UTF_8), signature);
  }

  /** The same for a text that is there as bytes already. */
  public boolean hasSigned(byte[] text, byte[] signature) {
    return MessageDigest.isEqual(hmac(text), signature);
  }

  @Override
  public String toString() {
    return "***";
  }
}
