package io.belfry.client.connection;

import io.belfry.client.internal.Log;
import org.jspecify.annotations.Nullable;

/**
 * Hears of each state of the connection and of all that goes wrong.
 *
 * <p>Thread: called on the one listener thread of the client.
 */
@FunctionalInterface
public interface ConnectionEventListener {
  /** The connection has taken a step. */
  void onConnectionStateChange(ConnectionStateChange change);

  /**
   * Something went wrong: the server said so, the connection failed, a sign-in failed, or a
   * listener threw. Unless it is implemented, the failure goes to the log.
   *
   * @param message what happened, with the address where the connection itself failed
   * @param code number of the server's error or close code; null where it named none
   * @param e the failure, typed: {@link ConnectionFailureException}, {@link
   *     io.belfry.client.AuthenticationFailureException}, or what a listener threw
   */
  default void onError(String message, @Nullable String code, Exception e) {
    Log.warning(message + " (code " + (code == null ? "none" : code) + ")", null);
  }
}
