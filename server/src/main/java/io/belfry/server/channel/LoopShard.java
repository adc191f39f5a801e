package io.belfry.server.channel;

import io.belfry.protocol.ChannelKind.Trait;
import io.belfry.protocol.ChannelName;
import io.belfry.protocol.UserId;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One event loop's part of a channel: who gets its events there, and who holds it without getting
 * them yet.
 *
 * <p>Thread: confined to its event loop.
 */
public final class LoopShard {
  private final ChannelName channel;
  private final Receivers receivers;
  private final @Nullable LocalMembers members;
  private int heldCount;
  private CompletionStage<Opening> occupied = new CompletableFuture<>();

  LoopShard(ChannelName channel, Receivers receivers) {
    this.channel = channel;
    this.receivers = receivers;
    this.members = channel.kind().has(Trait.ROSTER) ? new LocalMembers() : null;
  }

  /** The channel. */
  public ChannelName channel() {
    return channel;
  }

  /** How many connections of this loop get the channel's events. */
  public int size() {
    return receivers.size();
  }

  /** Gives the frame to every subscriber but one. */
  public void deliver(OutboundFrame frame, @Nullable Subscriber excluded) {
    receivers.deliver(frame, excluded);
  }

  /** Gives a frame that some libraries do not cope with to those that do. */
  public void deliverOptional(OutboundFrame frame) {
    receivers.forEach(receiver -> receiver.sendOptional(channel, frame));
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
      receivers.remove(subscription);
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
    receivers.add(subscription);
  }

  CompletionStage<Opening> occupied() {
    return occupied;
  }

  void occupiedWhen(CompletionStage<Opening> answer) {
    occupied = answer;
  }
}
