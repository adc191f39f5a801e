package io.belfry.server.socket;

import io.belfry.server.app.AppSettings;
import io.belfry.server.app.Limit;
import io.belfry.server.app.Limits;
import java.time.Duration;

/**
 * What time asks of a connection: a ping after the activity timeout, the end after the pong
 * timeout, and the end of a connection that must authenticate and has not. It is asked a few times
 * a second and keeps two times, so an idle connection costs no timer.
 *
 * <p>Thread: confined to the event loop of the connection.
 *
 * @see "rules WS-031, WS-033, WS-041, WS-042"
 */
final class Heartbeat {
  /** What has become due. */
  enum Due {
    /** All is well. */
    NOTHING,
    /** The client has been silent: ask for a sign of life. */
    PING,
    /** It has not given one. */
    PONG_MISSING,
    /** It has proved nothing in the time it has for that. */
    NOT_AUTHORIZED
  }

  private static final long NEVER = Long.MAX_VALUE;

  private final long activityTimeoutNanos;
  private final long pongTimeoutNanos;
  private final long openedAt;
  private long authorizationNanos;
  private long activeAt;
  private boolean isProbing;

  Heartbeat(AppSettings settings, Limits limits, long nowNanos) {
    activityTimeoutNanos = settings.activityTimeout().toNanos();
    pongTimeoutNanos = settings.pongTimeout().toNanos();
    openedAt = nowNanos;
    activeAt = nowNanos;
    authorizationNanos =
        settings.access().authorizedConnections()
            ? Duration.ofSeconds(limits.of(Limit.AUTHORIZATION_TIMEOUT_SECONDS)).toNanos()
            : NEVER;
  }

  void active(long nowNanos) {
    activeAt = nowNanos;
    isProbing = false;
  }

  void authorized() {
    authorizationNanos = NEVER;
  }

  Due due(long nowNanos) {
    if (authorizationNanos != NEVER && nowNanos - openedAt >= authorizationNanos) {
      return Due.NOT_AUTHORIZED;
    }
    long silent = nowNanos - activeAt;
    if (silent < activityTimeoutNanos) {
      return Due.NOTHING;
    }
    if (!isProbing) {
      isProbing = true;
      return Due.PING;
    }
    return silent >= activityTimeoutNanos + pongTimeoutNanos ? Due.PONG_MISSING : Due.NOTHING;
  }
}
