package io.belfry.server.channel;

import io.belfry.protocol.ChannelKind.Trait;
import io.belfry.protocol.ChannelName;
import io.belfry.protocol.Member;
import io.belfry.protocol.UserId;
import io.belfry.server.metrics.AppGauge;
import io.belfry.server.metrics.AppGauges;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The channels of one app on one event loop. A shard exists as long as one connection of this loop
 * holds the channel; its first and its last one are reported, and what is true for the whole app is
 * decided by whom they are reported to.
 *
 * <p>Thread: confined to its event loop.
 */
public final class Channels {
  /** Is told what this loop holds; answers complete on this loop. */
  public interface ChannelReports {
    /** This loop's first connection has come; the answer is there when the app knows. */
    CompletionStage<Opening> firstIn(ChannelName channel);

    /** The last one has left. */
    void lastOut(ChannelName channel);

    /**
     * Asks to let a newcomer in, with what there is to know.
     *
     * @param member who comes to a presence channel; else null
     */
    CompletionStage<Opening> open(ChannelName channel, @Nullable Member member);

    /** The members of a channel that the loop holds. */
    CompletionStage<List<Member>> roster(ChannelName channel);

    /** The last connection of a member has left this loop's part. */
    void memberOut(ChannelName channel, UserId user);

    /** So many connections of this loop get the channel's events now. */
    void counted(ChannelName channel, int subscriptions);
  }

  private final Map<String, LoopShard> shards = new HashMap<>();
  private final ChannelReports reports;
  private final Supplier<Receivers> newReceivers;
  private final AppGauges counts;

  /**
   * Channels that report to {@code reports}.
   *
   * @param newReceivers makes a place for the subscribers of one channel
   * @param counts takes note of subscriptions
   */
  public Channels(ChannelReports reports, Supplier<Receivers> newReceivers, AppGauges counts) {
    this.reports = reports;
    this.newReceivers = newReceivers;
    this.counts = counts;
  }

  /**
   * Holds the channel for a connection. Events flow after {@link #activate}, at the earliest when
   * {@link #opening} is complete.
   *
   * @param user member that the connection is on a presence channel, else null
   */
  public Subscription hold(ChannelName channel, Subscriber subscriber, @Nullable UserId user) {
    LoopShard shard = shards.get(channel.text());
    if (shard == null) {
      shard = new LoopShard(channel, newReceivers.get());
      shards.put(channel.text(), shard);
      shard.occupiedWhen(reports.firstIn(channel));
    }
    counts.add(AppGauge.SUBSCRIPTIONS, 1);
    return shard.hold(subscriber, user);
  }

  /**
   * Asks for what a newcomer has to know. The answer and the frames that follow it come from one
   * place and in one order, so nothing is missing between them and nothing comes twice.
   *
   * @param member who comes, on a presence channel; else null
   * @return completes on this loop
   */
  public CompletionStage<Opening> opening(Subscription subscription, @Nullable Member member) {
    ChannelName channel = subscription.channel();
    if (channel.kind().has(Trait.ROSTER) || channel.kind().has(Trait.CACHE)) {
      return reports.open(channel, member);
    }
    return subscription.shard().occupied();
  }

  /** The members of a presence channel; completes on this loop. */
  public CompletionStage<List<Member>> roster(ChannelName channel) {
    return reports.roster(channel);
  }

  /** Lets events flow. */
  public void activate(Subscription subscription) {
    LoopShard shard = subscription.shard();
    shard.activate(subscription);
    reports.counted(shard.channel(), shard.size());
  }

  /** Ends a subscription, active or not. */
  public void release(Subscription subscription) {
    LoopShard shard = subscription.shard();
    boolean wasActive = subscription.isActive();
    counts.add(AppGauge.SUBSCRIPTIONS, -1);
    boolean isLast = shard.release(subscription);
    UserId gone = shard.releaseMember(subscription);
    if (gone != null) {
      reports.memberOut(shard.channel(), gone);
    }
    if (isLast) {
      shards.remove(shard.channel().text());
      reports.lastOut(shard.channel());
    } else if (wasActive) {
      reports.counted(shard.channel(), shard.size());
    }
  }

  /** This loop's part of a channel; null when none of its connections is there. */
  public @Nullable LoopShard shard(ChannelName channel) {
    return shards.get(channel.text());
  }

  /** Gives each shard whose channel's name begins so. */
  public void forEachShard(String prefix, Consumer<LoopShard> action) {
    for (LoopShard shard : shards.values()) {
      if (shard.channel().text().startsWith(prefix)) {
        action.accept(shard);
      }
    }
  }

  /** How many channels have a connection of this loop. */
  public int size() {
    return shards.size();
  }
}
