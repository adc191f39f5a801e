package io.belfry.client.channel;

import io.belfry.client.PayloadReader;
import io.belfry.client.internal.Payloads;
import io.belfry.protocol.Shortened;
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
  private final @Nullable PayloadReader reader;

  /** An event of those parts; channel and user where there are any. */
  public PusherEvent(
      String eventName, @Nullable String channelName, @Nullable String userId, String data) {
    this.eventName = eventName;
    this.data = data;
    this.channelName = channelName;
    this.userId = userId;
    this.reader = null;
  }

  private PusherEvent(PusherEvent event, @Nullable PayloadReader reader) {
    this.eventName = event.eventName;
    this.data = event.data;
    this.channelName = event.channelName;
    this.userId = event.userId;
    this.reader = reader;
  }

  /** The same event, whose data is made an object by that reader; a null one makes none. */
  public PusherEvent readBy(@Nullable PayloadReader other) {
    return new PusherEvent(this, other);
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

  /**
   * Payload as an object, made by what {@code PusherOptions.setPayloadReader} has set, on the
   * caller's thread.
   *
   * @return null where the payload is JSON's {@code null}
   * @throws IllegalStateException if no reader is set
   * @throws io.belfry.client.PayloadException if the payload is no JSON, is nested more than 64
   *     deep, or is none of that type
   * @see "rule CL-036"
   */
  public <T> @Nullable T getData(Class<T> type) {
    return Payloads.read(reader, "the data of event " + Shortened.of(eventName), data, type);
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
