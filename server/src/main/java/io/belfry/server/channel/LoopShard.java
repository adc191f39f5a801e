package io.belfry.server.channel;

import io.belfry.protocol.ChannelKind.Trait;
import io.belfry.protocol.ChannelName;
import io.belfry.protocol.UserId;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One event loop's part of a channel: a plain array that a delivery walks from front to back. A
 * subscription knows its position, so leaving costs one move and no search; order among subscribers
 * means nothing.
 *
 * <p>Thread: confined to its event loop.
 */
public final class LoopShard {
  private static final int FIRST_CAPACITY = 2;

  private final ChannelName channel;
  private final Lanes lanes;
  private Subscription[] active = new Subscription[FIRST_CAPACITY];
  // The same in the same places: a delivery need not go through the subscriptions.
  private Subscriber[] receivers = new Subscriber[FIRST_CAPACITY];
  private int[] laneOf = new int[FIRST_CAPACITY];
  private int activeCount;
  private int heldCount;
  private final @Nullable LocalMembers members;
  private CompletionStage<Opening> occupied = new CompletableFuture<>();

  LoopShard(ChannelName channel, Lanes lanes) {
    this.channel = channel;
    this.lanes = lanes;
    this.members = channel.kind().has(Trait.ROSTER) ? new LocalMembers() : null;
  }

  /** The channel. */
  public ChannelName channel() {
    return channel;
  }

  /** How many connections of this loop get the channel's events. */
  public int size() {
    return activeCount;
  }

  /**
   * Gives the frame to every subscriber but one.
   *
   * @return how many got it by their {@link Lanes}, of which their connections know nothing
   */
  @SuppressWarnings("ReferenceEquality") // a connection is itself and no other
  public int deliver(OutboundFrame frame, @Nullable Subscriber excluded) {
    Subscriber[] all = receivers;
    int[] ways = laneOf;
    Lanes.Audience audience = Lanes.Audience.of(activeCount);
    int byLane = 0;
    // Backwards: a subscriber that overflows leaves while we walk, and the one moved into its place
    // was already served.
    for (int i = activeCount - 1; i >= 0; i--) {
      Subscriber receiver = all[i];
      if (receiver == excluded) {
        continue;
      }
      if (lanes.tryWrite(ways[i], frame, audience)) {
        byLane++;
      } else {
        receiver.send(frame);
      }
    }
    return byLane;
  }

  /** Gives a frame that some libraries do not cope with to those that do. */
  public void deliverOptional(OutboundFrame frame) {
    Subscriber[] all = receivers;
    for (int i = activeCount - 1; i >= 0; i--) {
      all[i].sendOptional(channel, frame);
    }
  }

  Subscription hold(Subscriber subscriber, @Nullable UserId user) {
    heldCount++;
    Subscription subscription = new Subscription(this, subscriber, user);
    if (members != null && user != null) {
      members.add(user, subscription);
    }
    return subscription;
  }

  /** Ends it; whether it was the last one. */
  boolean release(Subscription subscription) {
    if (subscription.isActive()) {
      deactivate(subscription);
    }
    heldCount--;
    return heldCount == 0;
  }

  /** The member that has no connection on this loop any more, if the subscription was its last. */
  @Nullable UserId releaseMember(Subscription subscription) {
    UserId user = subscription.user();
    return members != null && user != null && members.removeLast(user, subscription) ? user : null;
  }

  void activate(Subscription subscription) {
    if (activeCount == active.length) {
      active = Arrays.copyOf(active, activeCount * 2);
      receivers = Arrays.copyOf(receivers, activeCount * 2);
      laneOf = Arrays.copyOf(laneOf, activeCount * 2);
    }
    active[activeCount] = subscription;
    receivers[activeCount] = subscription.subscriber();
    laneOf[activeCount] = subscription.subscriber().lane();
    subscription.moveTo(activeCount);
    activeCount++;
  }

  CompletionStage<Opening> occupied() {
    return occupied;
  }

  void occupiedWhen(CompletionStage<Opening> answer) {
    occupied = answer;
  }

  @SuppressWarnings(
      "NullAway") // the slot behind the last one is empty on purpose, so that nothing is kept alive
  private void deactivate(Subscription subscription) {
    activeCount--;
    Subscription last = active[activeCount];
    active[subscription.position()] = last;
    receivers[subscription.position()] = last.subscriber();
    laneOf[subscription.position()] = laneOf[activeCount];
    last.moveTo(subscription.position());
    active[activeCount] = null;
    receivers[activeCount] = null;
    subscription.moveTo(Subscription.NOT_ACTIVE);
    if (active.length > 16 && activeCount < active.length / 4) {
      active = Arrays.copyOf(active, active.length / 2);
      receivers = Arrays.copyOf(receivers, active.length);
      laneOf = Arrays.copyOf(laneOf, active.length);
    }
  }
}
