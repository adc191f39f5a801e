package io.belfry.client.internal;

import java.io.IOException;
import java.io.Serial;

/**
 * What answered a request for a WebSocket granted none.
 *
 * <p>Thread: immutable.
 */
public final class UpgradeRefusal extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * An answer of that status.
   *
   * @param status HTTP status; 101 where the answer grants something else
   * @param detail what was wrong with the answer
   */
  public UpgradeRefusal(int status, String detail) {
    super(detail);
    this.status = status;
  }

  /** HTTP status of the answer. */
  public int status() {
    return status;
  }
}
