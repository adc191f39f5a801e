package io.belfry.server.channel;

/**
 * The short ways from a channel to the sockets of one event loop. A connection that keeps up has an
 * open lane, and a delivery that takes it does not look at the connection at all: of ten thousand
 * that are served in turn none is in the processor's caches, and each object less is a wait less.
 *
 * <p>Thread: confined to its event loop.
 */
public interface Lanes {
  /** The lane of who has none; it is never open. */
  int NONE = 0;

  /** Of a loop that has no sockets. */
  Lanes CLOSED = (lane, frame, audience) -> false;

  /** How many get the same frame: what is for few does not wait behind what is for many. */
  enum Audience {
    /** So few that all of them are served at the end of the turn. */
    FEW,
    /** So many that they wait for several turns, one behind the other. */
    MANY;

    private static final int MOST_OF_FEW = 256;

    /** The audience of so many. */
    static Audience of(int receivers) {
      return receivers <= MOST_OF_FEW ? FEW : MANY;
    }
  }

  /**
   * Queues the frame as the connection would; the caller keeps its own reference.
   *
   * @return false when the lane is closed, so that the frame has to go through the connection
   */
  boolean tryWrite(int lane, OutboundFrame frame, Audience audience);
}
