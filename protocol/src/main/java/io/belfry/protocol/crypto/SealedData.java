package io.belfry.protocol.crypto;

import io.belfry.protocol.json.MalformedJson;
import io.belfry.protocol.json.ObjectCursor;
import io.belfry.protocol.json.ObjectCursor.Strictness;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The data of an event of an encrypted channel, still closed.
 *
 * <p>Thread: immutable.
 *
 * @see "rules CL-017, HOOK-086"
 */
public final class SealedData {
  private final byte[] nonce;
  private final byte[] ciphertext;

  private SealedData(byte[] nonce, byte[] ciphertext) {
    this.nonce = nonce;
    this.ciphertext = ciphertext;
  }

  /** Reads it; empty when no secret at all could open it. */
  public static Optional<SealedData> parse(String data) {
    byte[] nonce = null;
    byte[] ciphertext = null;
    try (ObjectCursor members = ObjectCursor.over(data, Strictness.OPAQUE)) {
      for (String name = members.next(); name != null; name = members.next()) {
        switch (name) {
          case "nonce" -> nonce = bytes(members.string());
          case "ciphertext" -> ciphertext = bytes(members.string());
          default -> {}
        }
      }
    } catch (MalformedJson e) {
      return Optional.empty();
    }
    return nonce != null
            && nonce.length == SecretBox.NONCE_BYTES
            && ciphertext != null
            && ciphertext.length >= XSalsa20Poly1305.TAG_BYTES
        ? Optional.of(new SealedData(nonce, ciphertext))
        : Optional.empty();
  }

  private static byte @Nullable [] bytes(@Nullable String base64) {
    try {
      return base64 == null ? null : Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** What is in it; empty when it was closed with another secret, or changed. */
  public Optional<String> open(SecretBox box) {
    return box.open(nonce, ciphertext).map(plain -> new String(plain, StandardCharsets.UTF_8));
  }
}
