package io.belfry.rest;

import io.belfry.protocol.ChannelKind.Trait;
import io.belfry.protocol.ChannelName;
import io.belfry.protocol.EventName;
import io.belfry.protocol.Shortened;
import io.belfry.protocol.SocketId;
import io.belfry.protocol.Surrogates;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An event with where it goes. It is checked when it is made, so that a mistake shows where it was
 * made.
 *
 * <p>Thread: immutable.
 *
 * @see "rules HTTP-154, HTTP-156, HTTP-158"
 */
public final class Event {
  private static final int MAX_CHANNELS = 100;
  private static final Pattern IDEMPOTENCY_KEY = Pattern.compile("[\\x21-\\x7E]{1,128}");

  private final String name;
  private final String data;
  private final List<ChannelName> channels;
  private final Extras extras;

  private Event(String name, String data, List<ChannelName> channels, Extras extras) {
    this.name = name;
    this.data = data;
    this.channels = channels;
    this.extras = extras;
  }

  private record Extras(
      Optional<SocketId> excluded,
      List<ChannelAttribute> attributes,
      Optional<String> idempotencyKey) {
    private static final Extras NONE = new Extras(Optional.empty(), List.of(), Optional.empty());
  }

  /**
   * An event for one channel.
   *
   * @param name 1 to 200 characters, not beginning with {@code pusher:} or {@code pusher_internal:}
   * @param data payload, sent as it is; usually JSON text
   * @throws IllegalArgumentException if an argument is malformed
   */
  public static Event of(String channel, String name, String data) {
    return of(List.of(channel), name, data);
  }

  /**
   * An event for several channels.
   *
   * @param channels 1 to 100 names; only one if it is the name of an encrypted channel
   * @throws IllegalArgumentException if an argument is malformed
   */
  public static Event of(List<String> channels, String name, String data) {
    if (channels.isEmpty() || channels.size() > MAX_CHANNELS) {
      throw new IllegalArgumentException(
          "The event goes to " + channels.size() + " channels. Expected 1 to 100.");
    }
    List<ChannelName> names = channels.stream().map(Checked::channel).toList();
    if (names.size() > 1 && names.stream().anyMatch(Event::isEncrypted)) {
      throw new IllegalArgumentException(
          "An event for an encrypted channel can go to that channel only, as each has its own key."
              + " Trigger it once for each channel, or use triggerBatch.");
    }
    checkName(name);
    Checked.text(data);
    return new Event(name, data, names, Extras.NONE);
  }

  /**
   * An event for one channel whose payload is a plain text: it is sent as a JSON string, quotes and
   * all, as the libraries of some languages do with every string.
   *
   * @throws IllegalArgumentException if an argument is malformed
   */
  public static Event ofText(String channel, String name, String text) {
    return of(channel, name, Pusher.jsonString(text));
  }

  /**
   * The same event, not for the connection of that socket id.
   *
   * @throws IllegalArgumentException if it is none
   */
  public Event excluding(String socketId) {
    Optional<SocketId> excluded = Optional.of(Checked.socketId(socketId));
    return with(new Extras(excluded, extras.attributes, extras.idempotencyKey));
  }

  /** The same event with another payload, sent as it is; usually JSON text. */
  public Event withData(String other) {
    return new Event(name, Checked.text(other), channels, extras);
  }

  /** The same event, asking for counts of its channels at the moment it is published. */
  public Event withInfo(ChannelAttribute... attributes) {
    ChannelAttribute.refuseCache(attributes);
    return with(new Extras(extras.excluded, List.of(attributes), extras.idempotencyKey));
  }

  /**
   * The same event, to be published once however often it is triggered within two minutes.
   *
   * @param key 1 to 128 visible ASCII characters, another one for each event
   * @throws IllegalArgumentException if it is anything else
   */
  public Event withIdempotencyKey(String key) {
    return with(new Extras(extras.excluded, extras.attributes, Optional.of(checkedKey(key))));
  }

  /** The event's name. */
  public String name() {
    return name;
  }

  /** The payload, not encrypted. */
  public String data() {
    return data;
  }

  /** Names of the channels it goes to. */
  public List<String> channels() {
    return channels.stream().map(ChannelName::text).toList();
  }

  List<ChannelName> channelNames() {
    return channels;
  }

  Optional<SocketId> excluded() {
    return extras.excluded;
  }

  List<ChannelAttribute> attributes() {
    return extras.attributes;
  }

  Optional<String> idempotencyKey() {
    return extras.idempotencyKey;
  }

  static String checkedKey(String key) {
    if (!IDEMPOTENCY_KEY.matcher(key).matches()) {
      throw new IllegalArgumentException(
          "The idempotency key \""
              + Shortened.of(key)
              + "\" is malformed. Expected 1 to 128 visible ASCII characters, such as a UUID.");
    }
    return key;
  }

  private Event with(Extras other) {
    return new Event(name, data, channels, other);
  }

  private static boolean isEncrypted(ChannelName channel) {
    return channel.kind().has(Trait.ENCRYPTED);
  }

  private static void checkName(String name) {
    int length = name.codePointCount(0, name.length());
    boolean isLengthAllowed = length > 0 && length <= EventName.DEFAULT_MAX_LENGTH;
    if (!isLengthAllowed || EventName.isReserved(name) || Surrogates.hasLone(name)) {
      throw new IllegalArgumentException(
          "The event name \""
              + Shortened.of(name)
              + "\" is not allowed. Expected 1 to 200 characters, not beginning with pusher: or"
              + " pusher_internal:.");
    }
  }

  @Override
  public String toString() {
    return "Event[" + Shortened.of(name) + " to " + channels + "]";
  }
}
