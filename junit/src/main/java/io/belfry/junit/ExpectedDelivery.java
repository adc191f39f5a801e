package io.belfry.junit;

import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An event that a test expects; {@link #to} and {@link #toSocket} wait for it. Each delivery is
 * found once, so two expectations need two events.
 *
 * <p>Thread: immutable.
 */
public final class ExpectedDelivery {
  private final Deliveries deliveries;
  private final String event;
  private final @Nullable String channel;
  private final @Nullable String data;

  ExpectedDelivery(
      Deliveries deliveries, String event, @Nullable String channel, @Nullable String data) {
    this.deliveries = deliveries;
    this.event = event;
    this.channel = channel;
    this.data = data;
  }

  /** The same, on that channel. */
  public ExpectedDelivery on(String newChannel) {
    return new ExpectedDelivery(deliveries, event, newChannel, data);
  }

  /** The same, with exactly that payload. */
  public ExpectedDelivery withData(String newData) {
    return new ExpectedDelivery(deliveries, event, channel, newData);
  }

  /**
   * Waits until a connection that is signed in as that user has got it.
   *
   * @throws AssertionError if it does not come in time, with what came instead
   */
  public Delivery to(String user) {
    return find("to " + user, delivery -> user.equals(delivery.user()));
  }

  /**
   * Waits until that connection has got it.
   *
   * @throws AssertionError if it does not come in time, with what came instead
   */
  public Delivery toSocket(String socketId) {
    return find("to connection " + socketId, delivery -> socketId.equals(delivery.socketId()));
  }

  /** As {@link #toSocket}. */
  public Delivery to(TestClient client) {
    return toSocket(client.socketId());
  }

  private Delivery find(String receiver, Predicate<Delivery> isReceiver) {
    String wanted =
        "event "
            + event
            + (channel == null ? "" : " on " + channel)
            + (data == null ? "" : " with " + data)
            + " "
            + receiver;
    return deliveries.take(
        wanted,
        one ->
            isReceiver.test(one)
                && event.equals(one.event())
                && (channel == null || channel.equals(one.channel()))
                && (data == null || Objects.equals(data, one.data())),
        isReceiver);
  }
}
