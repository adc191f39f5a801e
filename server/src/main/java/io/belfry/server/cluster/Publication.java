package io.belfry.server.cluster;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.SocketId;
import io.belfry.protocol.message.EventData;
import io.belfry.protocol.message.ServerMessageWriter;
import org.jspecify.annotations.Nullable;

/**
 * One event accepted for one channel, with the text of its frame finished: nobody behind this point
 * looks into it.
 *
 * <p>Thread: immutable; {@code text} must not be written to.
 *
 * @param appId app it belongs to
 * @param channel channel it goes to; a server-to-user channel goes to the user's connections
 * @param excluded connection that must not get it, null for none
 * @param origin who said it
 * @param text UTF-8 text of the message, the same for every receiver
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody, shared by everybody
public record Publication(
    String appId, ChannelName channel, @Nullable SocketId excluded, Origin origin, byte[] text) {

  /** Who says something on a channel. */
  public enum Origin {
    /** The application, over the HTTP API; a cache channel keeps it for newcomers. */
    APPLICATION,
    /** Another client; nobody keeps it. */
    CLIENT
  }

  /**
   * The publication of an event.
   *
   * @param event its name and payload; the payload is delivered byte for byte
   */
  public static Publication of(
      String appId, ChannelName channel, NamedEvent event, @Nullable SocketId excluded) {
    return new Publication(
        appId,
        channel,
        excluded,
        event.origin(),
        ServerMessageWriter.event(event.name(), channel.text(), event.data(), event.userId()));
  }

  /**
   * What happened, apart from where it goes.
   *
   * @param name event name
   * @param data payload, quoted once for all the channels that it goes to
   * @param origin who says it
   * @param userId member id of the sending client on a presence channel, else null
   */
  public record NamedEvent(String name, EventData data, Origin origin, @Nullable String userId) {
    /** An event of the application. */
    public static NamedEvent ofApplication(String name, String data) {
      return new NamedEvent(name, EventData.of(data), Origin.APPLICATION, null);
    }

    /**
     * An event of a client.
     *
     * @param userId its member id on a presence channel, else null
     */
    public static NamedEvent ofClient(String name, EventData data, @Nullable String userId) {
      return new NamedEvent(name, data, Origin.CLIENT, userId);
    }
  }
}
