package io.belfry.client.channel;

import io.belfry.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * An event as it came.
 *
 * <p>Thread: immutable.
 */
public final class PusherEvent {
  private final String eventName;
  private final String data;
  private final @Nullable String channelName;
  private final @Nullable String userId;

  /** An event of those parts; channel and user where there are any. */
  public PusherEvent(
      String eventName, @Nullable String channelName, @Nullable String userId, String data) {
    this.eventName = eventName;
    this.data = data;
    this.channelName = channelName;
    this.userId = userId;
  }

  /** Name of the event. */
  public String getEventName() {
    return eventName;
  }

  /** Payload: a string's content, or the JSON text of any other value. */
  public String getData() {
    return data;
  }

  /** The same as {@link #getData}. */
  public String data() {
    return data;
  }

  /** Channel it came on; null for events that belong to none. */
  public @Nullable String getChannelName() {
    return channelName;
  }

  /** Member that sent it; null except for client events on presence channels. */
  public @Nullable String getUserId() {
    return userId;
  }

  /**
   * One property by its name on the wire.
   *
   * @param key {@code event}, {@code data}, {@code channel} or {@code user_id}
   * @return null when the event has no such property
   */
  public @Nullable Object getProperty(String key) {
    return switch (key) {
      case "event" -> eventName;
      case "data" -> data;
      case "channel" -> channelName;
      case "user_id" -> userId;
      default -> null;
    };
  }

  /** The event as JSON text, its data as a string. */
  public String toJson() {
    return Json.objectText(
        json -> {
          json.writeStringProperty("event", eventName);
          if (channelName != null) {
            json.writeStringProperty("channel", channelName);
          }
          json.writeStringProperty("data", data);
          if (userId != null) {
            json.writeStringProperty("user_id", userId);
          }
        });
  }

  /** {@link #toJson}. */
  @Override
  public String toString() {
    return toJson();
  }
}
