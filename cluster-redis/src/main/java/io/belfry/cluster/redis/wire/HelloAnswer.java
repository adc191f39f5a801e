package io.belfry.cluster.redis.wire;

/**
 * What comes of a {@link HelloCall}.
 *
 * <p>Thread: immutable.
 */
public sealed interface HelloAnswer {
  /** The engine does not know the node any more. */
  record Gone() implements HelloAnswer {}

  /**
   * The node may step.
   *
   * @param lastStep number of its last step that the engine knows
   * @param lastBundle number of the last bundle told to it
   * @param lastOrder id of the last order given in the partition; {@code 0-0} for none
   * @param run which engine process answers
   * @param timeMillis the engine's clock, for the age of orders
   */
  record Welcome(long lastStep, long lastBundle, String lastOrder, String run, long timeMillis)
      implements HelloAnswer {}

  /**
   * The node does not fit to the engine or to the other nodes, and trying again does not help.
   *
   * @param sentence what is wrong and what to do
   * @see "rule CLU-004"
   */
  record Unfit(String sentence) implements HelloAnswer {}
}
