package io.belfry.server.channel;

import io.belfry.server.cluster.CachedEvent;
import io.belfry.server.cluster.Subject;
import java.time.Duration;
import java.util.Optional;

/**
 * Where the last events of cache channels are kept.
 *
 * <p>Thread: confined to the owner of the channels.
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

  /** Keeps the event in place of the one before it. */
  void put(Subject.OfChannel channel, byte[] text, Retention retention);

  /** The event that is kept. */
  Optional<CachedEvent> find(Subject.OfChannel channel);

  /** Forgets what has outlived its time. */
  void sweep();
}
