package io.belfry.client.kotlin;

/**
 * What becomes of events that a collector is too slow for, once as many wait as the flow's capacity
 * says. The listener thread waits in no case, since it serves the whole client.
 *
 * <p>Thread: immutable.
 *
 * @see "rule CL-037"
 */
public enum Overflow {
  /**
   * The flow fails with {@link EventsLostException}, behind the events that it holds. The default.
   */
  FAIL,
  /** The oldest event that waits is lost, silently: for a screen that shows the latest. */
  DROP_OLDEST,
  /** The event that comes is lost, silently. */
  DROP_LATEST
}
