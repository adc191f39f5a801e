package io.belfry.client.connection;

import io.belfry.client.internal.UpgradeRefusal;
import java.io.Serial;
import java.util.Optional;
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
  private final @Nullable String serverText;
  private final @Nullable String reason;

  /**
   * A failure that the server gave a code.
   *
   * @param code error or close code; 0 where it named none
   */
  public ConnectionFailureException(String message, int code) {
    super(message);
    this.code = code;
    this.serverText = null;
    this.reason = null;
  }

  /**
   * A failure in the server's own words.
   *
   * @param serverText its sentence, which is the message too
   * @param code error or close code; 0 where it named none
   * @param reason word of the table of codes; null where that does not tell
   */
  public ConnectionFailureException(String serverText, int code, @Nullable String reason) {
    super(serverText);
    this.code = code;
    this.serverText = serverText;
    this.reason = reason;
  }

  /** A failure of the network, or of what lies between. */
  public ConnectionFailureException(String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = NO_CODE;
    this.serverText = null;
    this.reason = null;
  }

  /** The server's error code (4009, 4301–4309) or close code; empty where there is none. */
  public OptionalInt code() {
    return code == NO_CODE ? OptionalInt.empty() : OptionalInt.of(code);
  }

  /** The server's sentence; empty where it said none. */
  public Optional<String> serverText() {
    return Optional.ofNullable(serverText);
  }

  /**
   * Why, as one word for programs, such as {@code app_unknown} or {@code client_event_rejected}.
   * The protocol sends no such word: it is that of the table of limits and errors for this code,
   * and for this sentence where several causes share the code. Empty where the table does not tell,
   * as with sentences of other servers.
   */
  public Optional<String> reason() {
    return Optional.ofNullable(reason);
  }

  /** HTTP status that the WebSocket was refused with; empty where there is none. */
  public OptionalInt status() {
    return getCause() instanceof UpgradeRefusal refusal
        ? OptionalInt.of(refusal.status())
        : OptionalInt.empty();
  }
}
