package io.belfry.server.net.tls;

import io.belfry.server.socket.InputBudget;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a client between two reads because a record is not whole, as the common budget
 * counts it. It costs nothing while nothing is kept.
 *
 * <p>Thread: confined to the event loop of the socket.
 *
 * @see "rules THR-25, THR-32"
 */
final class HeldRecord {
  private final InputBudget.Part input;
  private final Runnable giveUp;
  private InputBudget.@Nullable Holding holding;

  /**
   * An account.
   *
   * @param giveUp ends the socket
   */
  HeldRecord(InputBudget.Part input, Runnable giveUp) {
    this.input = input;
    this.giveUp = giveUp;
  }

  /** So many bytes of memory are kept now. */
  void set(long bytes) {
    if (holding == null) {
      if (bytes == 0) {
        return;
      }
      holding = input.holding(giveUp);
    }
    holding.set(bytes);
  }
}
