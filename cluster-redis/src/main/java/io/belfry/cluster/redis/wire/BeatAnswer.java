package io.belfry.cluster.redis.wire;

/**
 * What comes of a {@link BeatCall}.
 *
 * <p>Thread: immutable.
 */
public sealed interface BeatAnswer {
  /** The engine does not know the node. */
  record Unknown() implements BeatAnswer {}

  /**
   * The node goes on living.
   *
   * @param lastStep number of its last step that the engine knows
   * @param lastBundle number of the last bundle told to it
   * @param lastOrder id of the last order given in the partition; {@code 0-0} for none
   * @param rest whether something due is left
   * @param nodes how many nodes there are
   * @param isSender whether this node sends the partition's webhooks
   * @param holdings how many holdings of this node the engine knows
   * @param isRebuilt whether the partition is being rebuilt after a total loss, or is new, so that
   *     publications are refused (rule CLU-018)
   * @param retired how many silent nodes this beat has taken for dead
   * @param hooks of webhook events; {@link Hooks#NONE} unless this node sends them
   * @param timeMillis what the engine's clock said
   */
  record Alive(
      long lastStep,
      long lastBundle,
      String lastOrder,
      Rest rest,
      long nodes,
      boolean isSender,
      long holdings,
      boolean isRebuilt,
      long retired,
      Hooks hooks,
      long timeMillis)
      implements BeatAnswer {}

  /**
   * What the sender of a partition is told of its webhook events.
   *
   * @param waiting how many are in the stream
   * @param dropped how many were dropped for want of room since a sender was last told
   */
  record Hooks(long waiting, long dropped) {
    /** Nothing waits, or another node knows. */
    public static final Hooks NONE = new Hooks(0, 0);
  }

  /** Whether a beat has done all that was due. */
  enum Rest {
    /** It has. */
    NONE,
    /** Another beat should follow at once. */
    SOME
  }
}
