package io.belfry.server.socket;

import io.belfry.protocol.EventName;
import io.belfry.protocol.message.ServerMessage;
import io.belfry.server.app.AppSettings;
import io.belfry.server.setting.Setting.Settings;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * The end of a sign-in that holds for a time. It is fixed when the user signs in, on the monotonic
 * clock, so that a wall clock that is put right closes nobody; and it lies somewhere in the last
 * part of that time, so that sessions which began together do not end together.
 *
 * <p>Thread: confined to the event loop of the connection.
 *
 * @see "rules USR-040, USR-042, USR-044"
 */
final class Expiry {
  private static final int SPREAD_PARTS = 10;
  private static final long MAX_SPREAD_NANOS = Duration.ofSeconds(60).toNanos();

  private final long endsAt;
  // The end, when there is no warning to come.
  private long nextDue;

  private Expiry(long endsAt, long nextDue) {
    this.endsAt = endsAt;
    this.nextDue = nextDue;
  }

  /** What has become due. */
  enum DueStep {
    NOTHING,
    WARNING,
    END
  }

  /**
   * Of a sign-in that holds for so long from now on.
   *
   * @param life at least {@link io.belfry.server.refusal.SigninJudge#SHORTEST}
   * @param canRenew whether the client does something when it is warned
   */
  static Expiry of(
      Duration life, Settings settings, boolean canRenew, long nowNanos, RandomGenerator random) {
    // Centuries are as good as for ever, and their nanoseconds fit into a long.
    long lifeNanos =
        Math.min(life.toSeconds(), Duration.ofDays(36_500).toSeconds()) * 1_000_000_000;
    long spread = Math.min(lifeNanos / SPREAD_PARTS, MAX_SPREAD_NANOS);
    long rest = lifeNanos - random.nextLong(spread + 1);
    long warning = settings.of(AppSettings.EXPIRY_WARNING).toNanos();
    // Who renews at once what was renewed at once would do nothing else.
    long warnsIn = Math.max(rest - warning, rest / 2);
    boolean isToBeWarned = canRenew && warning != 0;
    return new Expiry(nowNanos + rest, nowNanos + (isToBeWarned ? warnsIn : rest));
  }

  /** The time of the next thing to do. */
  long nextDue() {
    return nextDue;
  }

  /** What has become due; a warning once. */
  DueStep due(long nowNanos) {
    if (nowNanos - endsAt >= 0) {
      return DueStep.END;
    }
    if (nowNanos - nextDue >= 0) {
      nextDue = endsAt;
      return DueStep.WARNING;
    }
    return DueStep.NOTHING;
  }

  /** Tells the client when the end comes. */
  ServerMessage warning(long nowNanos) {
    long seconds = Duration.ofNanos(endsAt - nowNanos).plusMillis(999).toSeconds();
    return new ServerMessage.Event(
        EventName.TOKEN_EXPIRING, null, "{\"seconds\":" + seconds + "}", null);
  }
}
