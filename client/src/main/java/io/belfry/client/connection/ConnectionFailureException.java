package io.belfry.client.connection;

import io.belfry.client.internal.UpgradeRefusal;
import java.io.Serial;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What the server or the network did to a connection.
 *
 * <p>Thread: immutable.
 */
public final class ConnectionFailureException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;
  private static final int NO_CODE = 0;

  private final int code;

  /**
   * A failure that the server gave a code.
   *
   * @param code error or close code; 0 where it named none
   */
  public ConnectionFailureException(String message, int code) {
    super(message);
    this.code = code;
  }

  /** A failure of the network, or of what lies between. */
  public ConnectionFailureException(String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = NO_CODE;
  }

  /** The server's error code (4009, 4301–4309) or close code; empty where there is none. */
  public OptionalInt code() {
    return code == NO_CODE ? OptionalInt.empty() : OptionalInt.of(code);
  }

  /** HTTP status that the WebSocket was refused with; empty where there is none. */
  public OptionalInt status() {
    return getCause() instanceof UpgradeRefusal refusal
        ? OptionalInt.of(refusal.status())
        : OptionalInt.empty();
  }
}
