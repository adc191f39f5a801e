package io.belfry.rest;

import io.belfry.protocol.ChannelKind;
import io.belfry.protocol.ChannelKind.Trait;
import io.belfry.protocol.ChannelName;
import io.belfry.protocol.EventName;
import io.belfry.protocol.Shortened;
import io.belfry.protocol.SocketId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An event with where it goes. It is checked when it is made, so that a mistake shows where it was
 * made.
 *
 * <p>Thread: immutable.
 *
 * @param name event name, 1 to 200 characters, not beginning with {@code pusher:} or {@code
 *     pusher_internal:}
 * @param data payload, sent as it is; usually JSON text
 * @param channels 1 to 100 names of channels
 * @param excludedSocketId connection that must not get it
 */
public record Event(
    String name, String data, List<String> channels, Optional<String> excludedSocketId) {
  private static final int MAX_CHANNELS = 100;

  /**
   * Checks every part.
   *
   * @throws IllegalArgumentException with what is wrong
   */
  public Event {
    channels = List.copyOf(channels);
    checkName(name);
    if (channels.isEmpty() || channels.size() > MAX_CHANNELS) {
      throw new IllegalArgumentException(
          "The event goes to "
              + channels.size()
              + " channels. Expected 1 to "
              + MAX_CHANNELS
              + ".");
    }
    channels.forEach(Event::checkChannel);
    boolean isAnyEncrypted =
        channels.stream().anyMatch(channel -> ChannelKind.of(channel).has(Trait.ENCRYPTED));
    if (isAnyEncrypted) {
      throw new IllegalArgumentException(
          "This version does not encrypt events for private-encrypted- channels yet.");
    }
    excludedSocketId.ifPresent(SocketId::new);
  }

  /** An event for one channel. */
  public static Event of(String channel, String name, String data) {
    return new Event(name, data, List.of(channel), Optional.empty());
  }

  /** The same event for more channels. */
  public Event alsoTo(String... more) {
    List<String> all = new ArrayList<>(channels);
    all.addAll(List.of(more));
    return new Event(name, data, all, excludedSocketId);
  }

  /** The same event, not for the connection of that socket id. */
  public Event excluding(String socketId) {
    return new Event(name, data, channels, Optional.of(socketId));
  }

  private static void checkName(String name) {
    int length = name.codePointCount(0, name.length());
    if (length == 0 || length > EventName.DEFAULT_MAX_LENGTH || EventName.isReserved(name)) {
      throw new IllegalArgumentException(
          "The event name \""
              + Shortened.of(name)
              + "\" is not allowed. Expected 1 to 200 characters, not beginning with pusher:.");
    }
  }

  private static void checkChannel(String channel) {
    if (ChannelName.parse(channel).isEmpty()) {
      throw new IllegalArgumentException(
          "The channel name \""
              + Shortened.of(channel)
              + "\" is malformed. Expected 1 to 200 of A-Z a-z 0-9 _ - = @ , . ;");
    }
  }
}
