package io.belfry.cluster.redis.wire;

import java.time.Duration;

/**
 * A node's first call over a new link.
 *
 * <p>Thread: immutable.
 *
 * @param me who calls
 * @param coming whether it was there before
 * @param lease after which time without a beat it may be taken for dead
 * @param name what people call the node
 */
public record HelloCall(NodeId me, Coming coming, Duration lease, String name) {
  /** How a node comes. */
  public enum Coming {
    /** It was there: GONE if the engine does not know it any more. */
    AGAIN,
    /** It begins and holds nothing. */
    NEW,
    /** It begins and has holdings to say: the partition is unsettled until it has. */
    NEW_WITH_HOLDINGS
  }
}
