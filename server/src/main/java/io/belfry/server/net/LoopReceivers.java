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

  // A lane and the window of its client in one number; the window is 0 where nothing is compressed.
  private static final int WINDOW_SHIFT = 28;
  private static final int LANE_BITS = (1 << WINDOW_SHIFT) - 1;

  private final LoopWrites writes;
  private final Deflation deflation;
  private final LoopCounts counts;
  private Subscription[] subscriptions = new Subscription[FIRST_CAPACITY];
  // The same in the same places: a delivery need not go through the subscriptions.
  private Subscriber[] receivers = new Subscriber[FIRST_CAPACITY];
  private int[] ways = new int[FIRST_CAPACITY];
  private int size;
  private int compressing;

  /**
   * Nobody yet.
   *
   * @param deflation compresses for those who have agreed on it
   * @param counts takes note of frames of which no connection knows
   */
  LoopReceivers(LoopWrites writes, Deflation deflation, LoopCounts counts) {
    this.writes = writes;
    this.deflation = deflation;
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
    ways[size] = receiver.outlet() instanceof NettyWire wire ? way(wire) : LoopWrites.NO_LANE;
    compressing += window(ways[size]) > 0 ? 1 : 0;
    subscription.moveTo(size);
    size++;
  }

  private static int way(NettyWire wire) {
    return wire.lane() | wire.deflate().windowBits() << WINDOW_SHIFT;
  }

  private static int window(int way) {
    return way >>> WINDOW_SHIFT;
  }

  @Override
  @SuppressWarnings(
      "NullAway") // the slot behind the last one is empty on purpose, so that nothing is kept alive
  public void remove(Subscription subscription) {
    int position = subscription.position();
    compressing -= window(ways[position]) > 0 ? 1 : 0;
    size--;
    Subscription last = subscriptions[size];
    subscriptions[position] = last;
    receivers[position] = receivers[size];
    ways[position] = ways[size];
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
  @SuppressWarnings("ReferenceEquality") // a frame is itself and no other
  public void deliver(OutboundFrame outbound, @Nullable Subscriber excluded) {
    NettyFrame frame = (NettyFrame) outbound;
    NettyFrame compressed = compressing == 0 ? frame : frame.compressed(deflation);
    if (compressed == frame) {
      deliverOne(frame, excluded);
    } else {
      deliverEither(frame, compressed, excluded);
    }
  }

  // Backwards: a subscriber that overflows leaves while we walk, and the one moved into its place
  // was already served.
  @SuppressWarnings("ReferenceEquality") // a connection is itself and no other
  private void deliverOne(NettyFrame frame, @Nullable Subscriber excluded) {
    Subscriber[] all = receivers;
    int[] to = ways;
    LoopWrites.Queue queue = writes.queueFor(size);
    int byLane = 0;
    for (int i = size - 1; i >= 0; i--) {
      Subscriber receiver = all[i];
      if (receiver == excluded) {
        continue;
      }
      if (writes.tryWrite(to[i] & LANE_BITS, frame, queue)) {
        byLane++;
      } else {
        receiver.send(frame);
      }
    }
    count(byLane, (long) byLane * frame.size());
  }

  // The same where the receivers get one of two frames.
  @SuppressWarnings("ReferenceEquality") // a connection is itself and no other
  private void deliverEither(
      NettyFrame plain, NettyFrame compressed, @Nullable Subscriber excluded) {
    Subscriber[] all = receivers;
    int[] to = ways;
    LoopWrites.Queue queue = writes.queueFor(size);
    int needed = Deflate.windowBitsFor(plain);
    int byLane = 0;
    long bytes = 0;
    for (int i = size - 1; i >= 0; i--) {
      Subscriber receiver = all[i];
      if (receiver == excluded) {
        continue;
      }
      NettyFrame frame = window(to[i]) >= needed ? compressed : plain;
      if (writes.tryWrite(to[i] & LANE_BITS, frame, queue)) {
        byLane++;
        bytes += frame.size();
      } else {
        receiver.send(plain);
      }
    }
    count(byLane, bytes);
  }

  private void count(int frames, long bytes) {
    counts.add(Hot.MESSAGES_SENT, frames);
    counts.add(Hot.BYTES_SENT, bytes);
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
    ways = Arrays.copyOf(ways, capacity);
  }
}
