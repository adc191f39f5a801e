package io.belfry.server.channel;

import io.belfry.protocol.Member;
import io.belfry.server.store.CachedEvents.CachedEvent;
import java.util.List;
import java.util.Optional;

/**
 * What the owner of a channel answers to a newcomer.
 *
 * <p>Thread: immutable.
 */
public sealed interface Opening {
  /** The channel is open and has neither members nor a kept event. */
  Opening PLAIN = new Entered(List.of(), Optional.empty());

  /**
   * The newcomer may come in. Everything that changes later reaches it as a frame of its own.
   *
   * @param roster members of a presence channel, the newcomer included
   * @param cached the event that a cache channel keeps
   */
  record Entered(List<Member> roster, Optional<CachedEvent> cached) implements Opening {
    /** Takes a copy of the roster. */
    public Entered {
      roster = List.copyOf(roster);
    }
  }

  /** The presence channel has as many members as it may have. */
  record Full() implements Opening {}
}
