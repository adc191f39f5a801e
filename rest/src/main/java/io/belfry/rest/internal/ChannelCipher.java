package io.belfry.rest.internal;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.crypto.MasterKey;
import io.belfry.protocol.crypto.SealedData;
import io.belfry.protocol.crypto.SecretBox;
import io.belfry.protocol.crypto.SharedSecret;
import io.belfry.protocol.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Encrypts events for encrypted channels, each with a nonce of its own, and deciphers what clients
 * have said there.
 *
 * <p>Thread: thread-safe if its random generator is.
 *
 * @see "rules HTTP-158, HOOK-086"
 */
public final class ChannelCipher {
  private final MasterKey masterKey;
  private final RandomGenerator random;

  /**
   * A cipher.
   *
   * @param random source of nonces, cryptographically strong
   */
  public ChannelCipher(MasterKey masterKey, RandomGenerator random) {
    this.masterKey = masterKey;
    this.random = random;
  }

  /**
   * The payload that goes over the wire, JSON text with nonce and ciphertext.
   *
   * @throws IllegalStateException if Bouncy Castle is missing
   */
  public String encrypt(ChannelName channel, String payload) {
    byte[] nonce = new byte[SecretBox.NONCE_BYTES];
    random.nextBytes(nonce);
    SecretBox box = new SecretBox(SharedSecret.of(channel, masterKey));
    byte[] sealed = box.seal(nonce, payload.getBytes(StandardCharsets.UTF_8));
    return Json.objectText(
        json -> {
          json.writeStringProperty("nonce", Base64.getEncoder().encodeToString(nonce));
          json.writeStringProperty("ciphertext", Base64.getEncoder().encodeToString(sealed));
        });
  }

  /**
   * The payload that a client has encrypted; empty when it was with another key, or is no payload
   * of an encrypted channel.
   *
   * @param data JSON text with nonce and ciphertext
   * @throws IllegalStateException if Bouncy Castle is missing
   */
  public Optional<String> decrypt(ChannelName channel, String data) {
    SecretBox box = new SecretBox(SharedSecret.of(channel, masterKey));
    return SealedData.parse(data).flatMap(closed -> closed.open(box));
  }
}
