package io.belfry.client.flow;

import java.io.Serial;

/**
 * A subscriber asked for less than came, and more events came than its publisher holds.
 *
 * <p>Thread: immutable.
 */
public final class EventsLostException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * A loss.
   *
   * @param capacity events that are held
   */
  public EventsLostException(int capacity) {
    super(
        "More than "
            + capacity
            + " events wait for this subscriber. Expected one that asks for more in time, or"
            + " holding(…) of a larger number, or an operator in front of it that may lose events.");
  }
}
