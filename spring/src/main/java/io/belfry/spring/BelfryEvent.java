package io.belfry.spring;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.Shortened;
import io.belfry.protocol.UserId;
import io.belfry.rest.Event;
import io.belfry.rest.Pusher;
import java.util.List;

/**
 * An event to publish in the application, which goes to Belfry after the transaction has committed,
 * and not at all when it is rolled back; outside of a transaction at once.
 *
 * <pre>{@code
 * events.publishEvent(BelfryEvent.toUser("42", "order-shipped", new Shipped(7)));
 * }</pre>
 *
 * <p>Nobody waits for the answer: an event that the server does not get is in the log and in the
 * metric {@code belfry.calls.lost}.
 *
 * <p>Thread: immutable, if the payload is.
 *
 * @see "rules HTTP-220, HTTP-221, HTTP-222"
 */
public final class BelfryEvent {
  private final Event address;
  private final Object payload;

  private BelfryEvent(Event address, Object payload) {
    this.address = address;
    this.payload = payload;
  }

  /**
   * An event to all connections that are signed in as a user.
   *
   * @param payload becomes JSON after the commit, by the application's mapper; a string goes as it
   *     is. Give a record of its own rather than an entity.
   * @throws IllegalArgumentException if the user id or the name is malformed
   */
  public static BelfryEvent toUser(String userId, String name, Object payload) {
    UserId user =
        UserId.parse(userId)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "The user id \"" + Shortened.of(userId) + "\" is malformed."));
    return toChannel(ChannelName.serverToUser(user).text(), name, payload);
  }

  /**
   * An event to all subscribers of a channel.
   *
   * @throws IllegalArgumentException if an argument is malformed
   */
  public static BelfryEvent toChannel(String channel, String name, Object payload) {
    return toChannels(List.of(channel), name, payload);
  }

  /**
   * An event to all subscribers of 1 to 100 channels, only one if it is an encrypted one.
   *
   * @throws IllegalArgumentException if an argument is malformed
   */
  public static BelfryEvent toChannels(List<String> channels, String name, Object payload) {
    return new BelfryEvent(Event.of(channels, name, ""), payload);
  }

  /** The same event, not for the connection of that socket id. */
  public BelfryEvent excluding(String socketId) {
    return new BelfryEvent(address.excluding(socketId), payload);
  }

  /** What the server library sends. */
  Event event(Pusher pusher) {
    return address.withData(pusher.payload(payload));
  }

  /** Says where it goes, and shows no payload. */
  @Override
  public String toString() {
    return "Belfry" + address;
  }
}
