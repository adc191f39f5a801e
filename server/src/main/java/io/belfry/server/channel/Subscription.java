package io.belfry.server.channel;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.UserId;
import org.jspecify.annotations.Nullable;

/**
 * One connection on one channel. It is held from the moment the subscription is accepted and
 * receives from the moment {@link LoopShard#activate} was called, just before its success is
 * written.
 *
 * <p>Thread: confined to the event loop of its connection.
 */
public final class Subscription {
  /** Position of one that receives nothing. */
  public static final int NOT_ACTIVE = -1;

  private final LoopShard shard;
  private final Subscriber subscriber;
  private final @Nullable UserId user;
  private int position = NOT_ACTIVE;

  Subscription(LoopShard shard, Subscriber subscriber, @Nullable UserId user) {
    this.shard = shard;
    this.subscriber = subscriber;
    this.user = user;
  }

  /** Member that the connection is on a presence channel; null on every other. */
  public @Nullable UserId user() {
    return user;
  }

  /** The channel. */
  public ChannelName channel() {
    return shard.channel();
  }

  /** Whether events reach the subscriber. */
  public boolean isActive() {
    return position != NOT_ACTIVE;
  }

  LoopShard shard() {
    return shard;
  }

  /** Who receives. */
  public Subscriber subscriber() {
    return subscriber;
  }

  /** Its position among the {@link Receivers}. */
  public int position() {
    return position;
  }

  /** Puts it at that position; called by the {@link Receivers} it is among. */
  public void moveTo(int newPosition) {
    position = newPosition;
  }
}
