package io.belfry.protocol.crypto;

import io.belfry.protocol.ChannelName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;

/**
 * The key of one encrypted channel, which an auth endpoint hands to the clients it lets in: SHA-256
 * over the channel's name and the application's master key.
 *
 * <p>Thread: immutable.
 *
 * @see "rule HTTP-152"
 */
public final class SharedSecret {
  /** Length of a secret. */
  public static final int BYTES = 32;

  private final byte[] bytes;

  private SharedSecret(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The secret of that channel. */
  public static SharedSecret of(ChannelName channel, MasterKey masterKey) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(channel.text().getBytes(StandardCharsets.UTF_8));
      return new SharedSecret(sha256.digest(masterKey.bytes()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java runtime has no SHA-256.", e);
    }
  }

  /**
   * Reads what an auth endpoint answered; empty when it is not base64 of 32 bytes. Padding may be
   * missing, as it is with some libraries.
   */
  public static Optional<SharedSecret> parse(String base64) {
    try {
      byte[] bytes = Base64.getDecoder().decode(base64);
      return bytes.length == BYTES ? Optional.of(new SharedSecret(bytes)) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Standard base64 with padding, for the answer of an auth endpoint and for nothing else. */
  public String toBase64() {
    return Base64.getEncoder().encodeToString(bytes);
  }

  byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public String toString() {
    return "***";
  }
}
