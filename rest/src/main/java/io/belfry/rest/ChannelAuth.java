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
 */
public record ChannelAuth(String auth, Optional<String> channelData) {
  /** The ready answer; send it with status 200 and {@code application/json}. */
  public String toJson() {
    return Json.objectText(
        json -> {
          json.writeStringProperty("auth", auth);
          channelData.ifPresent(data -> json.writeStringProperty("channel_data", data));
        });
  }

  @Override
  public String toString() {
    return "ChannelAuth[***]";
  }
}
