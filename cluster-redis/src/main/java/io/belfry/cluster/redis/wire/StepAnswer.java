package io.belfry.cluster.redis.wire;

import java.util.List;

/**
 * What comes of a {@link StepCall}.
 *
 * <p>Thread: immutable.
 */
public sealed interface StepAnswer {
  /**
   * The step before it is not the last one that the engine knows; nothing has changed.
   *
   * @param lastStep the last one it knows; −1 when it does not know the node
   */
  record Lost(long lastStep) implements StepAnswer {}

  /**
   * It is done.
   *
   * @param bundle number of the last bundle told to the node
   * @param verdicts one for each operation, in their order
   */
  record Taken(long bundle, List<Verdict> verdicts) implements StepAnswer {
    /** Takes a copy of the verdicts. */
    public Taken {
      verdicts = List.copyOf(verdicts);
    }
  }
}
