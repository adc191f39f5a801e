package io.belfry.server.net;

import io.belfry.server.channel.OutboundFrame;
import io.belfry.server.channel.Receivers;
import io.belfry.server.channel.Subscriber;
import io.belfry.server.channel.Subscription;
import io.belfry.server.metrics.LoopCounts;
import io.belfry.server.metrics.LoopCounts.Hot;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Receivers in plain arrays that a delivery walks from the back to the front. Where the lane of one
 * is open, its frame goes there without a look at the connection: of ten thousand that are served
 * in turn none is in the processor's caches, and each object less is a wait less. A subscription
 * knows its position, so leaving costs one move and no search.
 *
 * <p>Thread: confined to its event loop.
 */
final class LoopReceivers implements Receivers {
  private static final int FIRST_CAPACITY = 2;
  private static final int SMALL_CAPACITY = 16;

  private final LoopWrites writes;
  private final LoopCounts counts;
  private Subscription[] subscriptions = new Subscription[FIRST_CAPACITY];
  // The same in the same places: a delivery need not go through the subscriptions.
  private Subscriber[] receivers = new Subscriber[FIRST_CAPACITY];
  private int[] lanes = new int[FIRST_CAPACITY];
  private int size;

  /**
   * Nobody yet.
   *
   * @param counts takes note of frames of which no connection knows
   */
  LoopReceivers(LoopWrites writes, LoopCounts counts) {
    this.writes = writes;
    this.counts = counts;
  }

  @Override
  public void add(Subscription subscription) {
    if (size == receivers.length) {
      resize(size * 2);
    }
    Subscriber receiver = subscription.subscriber();
    subscriptions[size] = subscription;
    receivers[size] = receiver;
    lanes[size] = receiver.outlet() instanceof NettyWire wire ? wire.lane() : LoopWrites.NO_LANE;
    subscription.moveTo(size);
    size++;
  }

  @Override
  @SuppressWarnings(
      "NullAway") // the slot behind the last one is empty on purpose, so that nothing is kept alive
  public void remove(Subscription subscription) {
    int position = subscription.position();
    size--;
    Subscription last = subscriptions[size];
    subscriptions[position] = last;
    receivers[position] = receivers[size];
    lanes[position] = lanes[size];
    last.moveTo(position);
    subscriptions[size] = null;
    receivers[size] = null;
    subscription.moveTo(Subscription.NOT_ACTIVE);
    if (receivers.length > SMALL_CAPACITY && size < receivers.length / 4) {
      resize(receivers.length / 2);
    }
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // a connection is itself and no other
  public void deliver(OutboundFrame outbound, @Nullable Subscriber excluded) {
    NettyFrame frame = (NettyFrame) outbound;
    Subscriber[] all = receivers;
    int[] ways = lanes;
    LoopWrites.Queue queue = writes.queueFor(size);
    int byLane = 0;
    // Backwards: a subscriber that overflows leaves while we walk, and the one moved into its place
    // was already served.
    for (int i = size - 1; i >= 0; i--) {
      Subscriber receiver = all[i];
      if (receiver == excluded) {
        continue;
      }
      if (writes.tryWrite(ways[i], frame, queue)) {
        byLane++;
      } else {
        receiver.send(frame);
      }
    }
    counts.add(Hot.MESSAGES_SENT, byLane);
    counts.add(Hot.BYTES_SENT, (long) byLane * frame.size());
  }

  @Override
  public void forEach(Consumer<Subscriber> action) {
    Subscriber[] all = receivers;
    for (int i = size - 1; i >= 0; i--) {
      action.accept(all[i]);
    }
  }

  private void resize(int capacity) {
    subscriptions = Arrays.copyOf(subscriptions, capacity);
    receivers = Arrays.copyOf(receivers, capacity);
    lanes = Arrays.copyOf(lanes, capacity);
  }
}
