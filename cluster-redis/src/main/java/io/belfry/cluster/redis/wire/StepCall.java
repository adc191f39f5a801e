package io.belfry.cluster.redis.wire;

import java.util.List;

/**
 * One numbered call of a node.
 *
 * <p>Thread: immutable.
 *
 * @param me who calls
 * @param before number of the step before it
 * @param number its own number
 * @param phase whether the node is still saying everything again
 * @param operations in the order in which they are done; readings are answered last
 * @see "rules CLU-010, CLU-013"
 */
public record StepCall(
    NodeId me, long before, long number, Phase phase, List<Operation> operations) {
  /** Most operations of a call. */
  public static final int MAX_OPERATIONS = 64;

  /** Where a node is. */
  public enum Phase {
    /** It says again what it holds. */
    RESTORING,
    /** All is said. */
    COMPLETE
  }

  /** Takes a copy of the operations. */
  public StepCall {
    operations = List.copyOf(operations);
  }
}
