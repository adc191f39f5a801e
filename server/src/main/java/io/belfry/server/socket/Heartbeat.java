package io.belfry.server.socket;

import io.belfry.server.app.AppSettings;
import io.belfry.server.app.Limit;
import io.belfry.server.app.Limit.Limits;
import io.belfry.server.setting.Setting.Settings;
import java.time.Duration;

/**
 * What time asks of a connection: a ping after the activity timeout, the end when the pong timeout
 * has passed since that ping, and the end of a connection that must authenticate and has not.
 * Between them stand pings that want nothing but to be seen on the way. It says when it has to be
 * asked next, and a sign of life only puts that off, so a connection costs no timer and is left
 * alone until it may be due.
 *
 * <p>Thread: confined to the event loop of the connection.
 *
 * @see "rules WS-031, WS-033, WS-041, WS-042, WS-110"
 */
final class Heartbeat {
  /** What has become due. */
  enum Due {
    /** All is well. */
    NOTHING,
    /** The client has been silent: a ping is to be sent. */
    PING,
    /** It has not given one. */
    PONG_MISSING,
    /** It has proved nothing in the time it has for that. */
    NOT_AUTHORIZED
  }

  private final Settings settings;
  private final long keepAliveNanos;
  private final long authorizeBy;
  private long activeAt;
  private long pingedAt;
  private long askedAt;
  private boolean mustAuthorize;
  private boolean isProbing;

  /**
   * A heartbeat that begins.
   *
   * @param keepAliveNanos silence after which a ping shows that the connection is in use
   */
  Heartbeat(Settings settings, Limits limits, long keepAliveNanos, long nowNanos) {
    this.settings = settings;
    this.keepAliveNanos = keepAliveNanos;
    this.activeAt = nowNanos;
    this.pingedAt = nowNanos;
    this.mustAuthorize = settings.of(AppSettings.AUTHORIZED_CONNECTIONS);
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
    if (nowNanos - silentTill() >= 0) {
      if (isProbing) {
        return Due.PONG_MISSING;
      }
      isProbing = true;
      askedAt = nowNanos;
      return ping(nowNanos);
    }
    return nowNanos - quietTill() >= 0 ? ping(nowNanos) : Due.NOTHING;
  }

  private Due ping(long nowNanos) {
    pingedAt = nowNanos;
    return Due.PING;
  }

  /** Time before which nothing becomes due. */
  long nextDue() {
    long next = earlier(silentTill(), quietTill());
    return mustAuthorize ? earlier(next, authorizeBy) : next;
  }

  /**
   * Time up to which the client may be silent. The pong has its time from the ping on: after a
   * pause of the process the last sign of life may be long ago, which is nobody's fault but ours.
   */
  private long silentTill() {
    return isProbing
        ? askedAt + settings.of(AppSettings.PONG_TIMEOUT).toNanos()
        : activeAt + settings.of(AppSettings.ACTIVITY_TIMEOUT).toNanos();
  }

  /** Time up to which nothing has to be seen on the way. */
  private long quietTill() {
    return (pingedAt - activeAt > 0 ? pingedAt : activeAt) + keepAliveNanos;
  }

  private static long earlier(long one, long other) {
    return other - one < 0 ? other : one;
  }
}
