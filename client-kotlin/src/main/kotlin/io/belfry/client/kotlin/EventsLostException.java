package io.belfry.client.kotlin;

import java.io.Serial;

/**
 * A collector was slower than the events, and more of them came than its flow holds.
 *
 * <p>Thread: immutable.
 */
public final class EventsLostException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * A loss.
   *
   * @param capacity events that the flow holds
   */
  public EventsLostException(int capacity) {
    super(
        "More than "
            + capacity
            + " events wait for the collector of this flow. Expected a faster collector, a larger"
            + " capacity, or an Overflow that may lose events.");
  }
}
