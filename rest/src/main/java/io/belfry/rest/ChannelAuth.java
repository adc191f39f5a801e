package io.belfry.rest;

import io.belfry.protocol.json.Json;
import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a channel auth endpoint answers: {@code {"auth":"KEY:SIGNATURE"}}, with {@code channel_data}
 * and {@code shared_secret} where the channel has them.
 *
 * <p>It is an unmodifiable map of exactly the members that go over the wire, so a framework that
 * turns a returned object into JSON (Spring, Quarkus, Micronaut, Jakarta REST) makes the right
 * answer of it with every mapper and under every naming rule. Where there is no such framework,
 * {@link #toJson} is the ready text.
 *
 * <p>Thread: immutable.
 *
 * @see "rules HTTP-151, HTTP-152, HTTP-153"
 */
public final class ChannelAuth extends AbstractMap<String, String> {
  private final String auth;

  // The names on the wire, for mappers that look at nothing but fields.
  @SuppressWarnings("MemberName")
  private final @Nullable String channel_data;

  @SuppressWarnings("MemberName")
  private final @Nullable String shared_secret;

  /**
   * An answer of these parts.
   *
   * @param auth token, {@code KEY:SIGNATURE}
   * @param channelData signed JSON text of a member, exactly as signed; empty on channels without
   *     members
   * @param sharedSecret key of an encrypted channel in base64, for this client alone; empty on
   *     other channels
   */
  public ChannelAuth(String auth, Optional<String> channelData, Optional<String> sharedSecret) {
    this.auth = auth;
    this.channel_data = channelData.orElse(null);
    this.shared_secret = sharedSecret.orElse(null);
  }

  /** Token, {@code KEY:SIGNATURE}. */
  public String auth() {
    return auth;
  }

  /** Signed JSON text of a member, exactly as signed; empty on channels without members. */
  public Optional<String> channelData() {
    return Optional.ofNullable(channel_data);
  }

  /** Key of an encrypted channel in base64, for this client alone; empty on other channels. */
  public Optional<String> sharedSecret() {
    return Optional.ofNullable(shared_secret);
  }

  /** The ready answer; send it with status 200 and {@code application/json}. */
  public String toJson() {
    return Json.objectText(json -> forEach(json::writeStringProperty));
  }

  @Override
  public Set<Map.Entry<String, String>> entrySet() {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("auth", auth);
    channelData().ifPresent(data -> members.put("channel_data", data));
    sharedSecret().ifPresent(secret -> members.put("shared_secret", secret));
    return Collections.unmodifiableMap(members).entrySet();
  }

  @Override
  public String toString() {
    return "ChannelAuth[***]";
  }
}
