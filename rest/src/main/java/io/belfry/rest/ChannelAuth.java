package io.belfry.rest;

import io.belfry.protocol.json.Json;
import java.util.Optional;

/**
 * What a channel auth endpoint answers.
 *
 * <p>Thread: immutable.
 *
 * @param auth token, {@code KEY:SIGNATURE}
 * @param channelData signed JSON text of a member, exactly as signed; empty on channels without
 *     members
 * @param sharedSecret key of an encrypted channel in base64, for this client alone; empty on other
 *     channels
 * @see "rules HTTP-151, HTTP-152, HTTP-153"
 */
public record ChannelAuth(
    String auth, Optional<String> channelData, Optional<String> sharedSecret) {
  /** The ready answer; send it with status 200 and {@code application/json}. */
  public String toJson() {
    return Json.objectText(
        json -> {
          json.writeStringProperty("auth", auth);
          channelData.ifPresent(data -> json.writeStringProperty("channel_data", data));
          sharedSecret.ifPresent(secret -> json.writeStringProperty("shared_secret", secret));
        });
  }

  @Override
  public String toString() {
    return "ChannelAuth[***]";
  }
}
