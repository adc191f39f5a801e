package io.belfry.protocol.sign;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
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

  /**
   * HMAC with another hash than SHA-256. Nothing is verified with it: it tells whoever signed with
   * the wrong one so.
   *
   * @param algorithm name that the JDK has for it, such as {@code HmacSHA1}
   */
  public byte[] hmac(String algorithm, byte[] bytes) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(key.getEncoded(), algorithm));
      return mac.doFinal(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("This Java runtime has no " + algorithm + ".", e);
    }
  }

  /**
   * The secret with these texts around it: what somebody signs with who reads a file with its line
   * end.
   */
  public Secret between(String before, String after) {
    byte[] start = before.getBytes(StandardCharsets.UTF_8);
    byte[] middle = key.getEncoded();
    byte[] end = after.getBytes(StandardCharsets.UTF_8);
    byte[] joined = Arrays.copyOf(start, start.length + middle.length + end.length);
    System.arraycopy(middle, 0, joined, start.length, middle.length);
    System.arraycopy(end, 0, joined, start.length + middle.length, end.length);
    return new Secret(joined);
  }

  /** The secret without white space at its ends; empty when there is none, or nothing else. */
  public Optional<Secret> stripped() {
    String text = new String(key.getEncoded(), StandardCharsets.UTF_8);
    String stripped = text.strip();
    return stripped.isEmpty() || stripped.equals(text)
        ? Optional.empty()
        : Optional.of(Secret.of(stripped));
  }

  @Override
  public String toString() {
    return "***";
  }
}
