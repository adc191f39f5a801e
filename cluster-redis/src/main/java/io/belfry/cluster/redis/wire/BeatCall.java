package io.belfry.cluster.redis.wire;

import java.time.Duration;

/**
 * A sign of life, once a second, which does what is due in the partition.
 *
 * <p>Thread: immutable.
 *
 * @param me who calls
 * @param lease after which time without a beat it may be taken for dead
 * @param willingness whether the node would send the partition's webhooks
 */
public record BeatCall(NodeId me, Duration lease, Willingness willingness) {
  /** Whether a node sends webhooks. */
  public enum Willingness {
    /** It does when nobody else does. */
    WILLING,
    /** It does not, and gives up if it is the one. */
    UNWILLING
  }
}
