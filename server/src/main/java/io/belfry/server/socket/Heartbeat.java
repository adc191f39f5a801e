package io.belfry.server.socket;

import io.belfry.server.app.AppSettings;
import io.belfry.server.app.Limit;
import io.belfry.server.app.Limits;
import java.time.Duration;

/**
 * What time asks of a connection: a ping after the activity timeout, the end after the pong
 * timeout, and the end of a connection that must authenticate and has not. It says when it has to
 * be asked next, and a sign of life only puts that off, so a connection costs no timer and is left
 * alone until it may be due.
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

  private final AppSettings settings;
  private long authorizeBy;
  private long activeAt;
  private boolean mustAuthorize;
  private boolean isProbing;

  Heartbeat(AppSettings settings, Limits limits, long nowNanos) {
    this.settings = settings;
    this.activeAt = nowNanos;
    this.mustAuthorize = settings.access().authorizedConnections();
    this.authorizeBy =
        nowNanos + Duration.ofSeconds(limits.of(Limit.AUTHORIZATION_TIMEOUT_SECONDS)).toNanos();
  }

  void active(long nowNanos) {
    activeAt = nowNanos;
    isProbing = false;
  }

  void authorized() {
    mustAuthorize = false;
  }

  Due due(long nowNanos) {
    if (mustAuthorize && nowNanos - authorizeBy >= 0) {
      return Due.NOT_AUTHORIZED;
    }
    if (nowNanos - silentTill() < 0) {
      return Due.NOTHING;
    }
    if (isProbing) {
      return Due.PONG_MISSING;
    }
    isProbing = true;
    return Due.PING;
  }

  /** Time before which nothing becomes due. */
  long nextDue() {
    long silence = silentTill();
    return mustAuthorize && authorizeBy - silence < 0 ? authorizeBy : silence;
  }

  /** Time up to which the client may be silent. */
  private long silentTill() {
    long till = activeAt + settings.activityTimeout().toNanos();
    return isProbing ? till + settings.pongTimeout().toNanos() : till;
  }
}
