package io.belfry.server.socket;

import io.belfry.protocol.ErrorCode;

/**
 * What a connection may do wrong before it is ended.
 *
 * <p>Thread: confined to the event loop of the connection.
 *
 * @see "rules WS-045, WS-105"
 */
final class ErrorBudgets {
  private static final int MALFORMED_FRAMES_ALLOWED = 20;
  private static final int FAILED_SIGNATURES_ALLOWED = 100;

  private final ErrorBudget malformedFrames = new ErrorBudget(MALFORMED_FRAMES_ALLOWED);
  private final ErrorBudget failedSignatures = new ErrorBudget(FAILED_SIGNATURES_ALLOWED);

  /** Counts one that was answered with that code; false when it is one too many. */
  boolean allow(ErrorCode code, long nowNanos) {
    return switch (code) {
      case MALFORMED_FRAME, SUBSCRIPTION_REJECTED -> malformedFrames.spend(nowNanos);
      case SIGNIN_REFUSED, SUBSCRIPTION_UNAUTHORIZED -> failedSignatures.spend(nowNanos);
      case CLIENT_EVENT_REJECTED, WATCHLIST_CUT, TOO_MANY_MESSAGES, SERVER_FAILED -> true;
    };
  }
}
