package io.belfry.server.store;

import io.belfry.protocol.ChannelName;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/**
 * Extension point: where the last events of cache channels are kept. {@link #inMemory} is the
 * default, and forgets all when the process ends.
 *
 * <p>Thread: called by the threads of owners, and never to block them. A store that several owners
 * share has to be thread-safe.
 *
 * @see "rules WS-074 to WS-078"
 */
public interface CachedEvents {
  /**
   * How long and how much of an app is kept.
   *
   * @param life how long an event lives from its publication on
   * @param maxBytes bytes of all kept events of the app; the one published longest ago goes first
   */
  record Retention(Duration life, long maxBytes) {}

  /**
   * Keeps the event in place of the one before it. Events of one channel are put one after the
   * other, in the order of their publication.
   *
   * @param text UTF-8 text of its message; must not be written to
   */
  void put(String appId, ChannelName channel, byte[] text, Retention retention);

  /**
   * The event that is kept: the one put last before this call, or a later one; empty when there is
   * none or its life is over. May complete on any thread; fails when it cannot be told.
   */
  CompletionStage<Optional<CachedEvent>> find(String appId, ChannelName channel);

  /** Called once a minute: forgets what has outlived its time. */
  default void sweep() {}

  /**
   * A store in memory, for one owner.
   *
   * @param nanoTime monotonic clock
   * @param maxBytes bytes that all apps together may keep
   */
  static CachedEvents inMemory(LongSupplier nanoTime, long maxBytes) {
    return new MemoryCachedEvents(nanoTime, maxBytes);
  }

  /**
   * The last event that the application published to a cache channel.
   *
   * <p>Thread: immutable; {@code text} must not be written to.
   *
   * @param text UTF-8 text of its message, as subscribers got it
   * @param version which publication to the channel it was; a later one has a greater number
   * @param secondsLeft whole seconds until it is forgotten, at least 0
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record CachedEvent(byte[] text, long version, long secondsLeft) {}
}
