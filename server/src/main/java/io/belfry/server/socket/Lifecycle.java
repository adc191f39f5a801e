package io.belfry.server.socket;

/**
 * Where a connection is between its greeting and its end.
 *
 * <pre>
 *   OPEN ------ its queue is full, or ------&gt; OVERFLOWN
 *    |          the memory is needed              |
 *    |                                            | the loop's next task
 *    | close, client gone                         | close, client gone
 *    +-------------------&gt; ENDED &lt;----------------+
 * </pre>
 *
 * There is no way back, and everything that a connection holds is given up on its way to {@link
 * #ENDED}. What the socket does after that, such as waiting for the peer's close frame, is a matter
 * of its {@link Wire} alone.
 *
 * <p>Thread: immutable.
 */
enum Lifecycle {
  /** Messages go both ways. */
  OPEN,
  /**
   * Nothing is sent any more, and the end is due. It does not end at once, since a delivery may be
   * walking through the tables that the end takes it out of.
   */
  OVERFLOWN,
  /** It holds nothing, and nothing more is done for it. */
  ENDED
}
