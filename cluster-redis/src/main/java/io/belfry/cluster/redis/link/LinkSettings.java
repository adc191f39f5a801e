package io.belfry.cluster.redis.link;

import java.time.Duration;

/**
 * How a node is linked to a partition.
 *
 * <p>Thread: immutable.
 *
 * @param partition which one, from 0
 * @param partitions how many there are
 * @param lease after which time without a beat a node may be taken for dead
 * @param name what people call the node
 * @param whenCutOff what becomes of publications of the application
 */
public record LinkSettings(
    int partition, int partitions, Duration lease, String name, WhenCutOff whenCutOff) {
  /** What becomes of a publication of the application while the node is cut off. */
  public enum WhenCutOff {
    /** It is refused. */
    REFUSE,
    /** It is delivered to the connections of this node. */
    LOCAL
  }
}
