package io.belfry.server.channel;

import io.belfry.protocol.ChannelName;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The channels of one app on one event loop. A shard exists as long as one connection of this loop
 * holds the channel; its first and its last one are reported, and what is true for the whole app is
 * decided by whom they are reported to.
 *
 * <p>Thread: confined to its event loop.
 */
public final class Channels {
  /**
   * Is told when this loop's first connection comes to a channel and when the last one has left.
   */
  public interface Reports {
    /** The first one has come; the answer completes on this loop when the app knows. */
    CompletionStage<Void> firstIn(ChannelName channel);

    /** The last one has left. */
    void lastOut(ChannelName channel);
  }

  private final Map<String, LoopShard> shards = new HashMap<>();
  private final Reports reports;

  /** Channels that report to {@code reports}. */
  public Channels(Reports reports) {
    this.reports = reports;
  }

  /**
   * Holds the channel for a connection. Events flow after {@link #activate}, at the earliest when
   * {@link #occupied} is complete.
   */
  public Subscription hold(ChannelName channel, Subscriber subscriber) {
    LoopShard shard = shards.get(channel.text());
    if (shard == null) {
      shard = new LoopShard(channel);
      shards.put(channel.text(), shard);
      shard.occupiedWhen(reports.firstIn(channel));
    }
    return shard.hold(subscriber);
  }

  /** Completes on this loop when the app knows that the channel is occupied. */
  public CompletionStage<Void> occupied(Subscription subscription) {
    CompletionStage<Void> occupied = subscription.shard().occupied();
    if (occupied == null) {
      throw new IllegalStateException("A shard was made without a report; hold() makes both.");
    }
    return occupied;
  }

  /** Lets events flow. */
  public void activate(Subscription subscription) {
    subscription.shard().activate(subscription);
  }

  /** Ends a subscription, active or not. */
  public void release(Subscription subscription) {
    LoopShard shard = subscription.shard();
    if (shard.release(subscription)) {
      shards.remove(shard.channel().text());
      reports.lastOut(shard.channel());
    }
  }

  /** This loop's part of a channel; null when none of its connections is there. */
  public @Nullable LoopShard shard(ChannelName channel) {
    return shards.get(channel.text());
  }

  /** How many channels have a connection of this loop. */
  public int size() {
    return shards.size();
  }
}
