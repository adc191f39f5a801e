package io.belfry.cluster.redis.wire;

import io.belfry.protocol.Member;
import java.util.List;
import java.util.Optional;

/**
 * What came of one {@link Operation}.
 *
 * <p>Thread: immutable.
 *
 * @see "cluster.md, section 5"
 */
public sealed interface Verdict {
  /** It is so now, and nothing else could come of it. */
  record Done() implements Verdict {}

  /** What came of a join. */
  enum Joined implements Verdict {
    /** Another node holds the member already. */
    PRESENT,
    /** The channel has as many members as it may; the node does not hold the member. */
    FULL,
    /** The member is new. */
    NEW
  }

  /** What came of a user's connection. */
  enum SignedIn implements Verdict {
    /** It is counted. */
    OK,
    /** The user has as many connections as it may; the number before stands. */
    TOO_MANY
  }

  /** What came of a publication. */
  enum Published implements Verdict {
    /** All holders are told. */
    TAKEN,
    /** The partition is rebuilt after a total loss; nobody is told. */
    UNSETTLED
  }

  /** How many there are on all nodes. */
  record Total(long total) implements Verdict {}

  /**
   * Whether a user is online at the end of the call.
   *
   * @param isOnline whether some node has a connection of the user, or had one just now
   * @param unsettledMillis how long the partition is still unsettled; 0 if it is not
   */
  record Online(boolean isOnline, long unsettledMillis) implements Verdict {}

  /**
   * What is true of a channel at the end of the call.
   *
   * @param members in the order of their coming
   * @param kept the last event of a cache channel
   * @param unsettledMillis how long the partition is still unsettled; 0 if it is not
   * @param told how many subscribers all were told of last; −1 if nobody was told
   */
  record Reading(List<Member> members, Optional<KeptEvent> kept, long unsettledMillis, long told)
      implements Verdict {
    /** Takes a copy of the members. */
    public Reading {
      members = List.copyOf(members);
    }
  }

  /**
   * The last event of a cache channel.
   *
   * @param text as it was given to {@link Operation.Keep}; must not be written to
   * @param order its number; a later event has a greater one
   * @param millisLeft how long it is still kept
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record KeptEvent(byte[] text, long order, long millisLeft) {}
}
