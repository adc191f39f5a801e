package io.belfry.server.webhook;

import io.belfry.protocol.webhook.WebhookWriter;
import io.belfry.server.app.WebhookSettings;
import io.belfry.server.setting.Setting.Settings;
import io.belfry.server.webhook.store.OutboxStore.Event;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * When a delivery is tried again, and what the request says then.
 *
 * <p>Thread: stateless.
 *
 * @see "rules HOOK-004, HOOK-005, HOOK-061, HOOK-065"
 */
final class Retries {
  /** How long libraries take the time of a request for recent. */
  static final Duration FRESH = Duration.ofSeconds(300);

  private static final int MOST_DOUBLINGS = 30;

  private Retries() {}

  /** Nanoseconds until the next attempt after so many failures, before variation. */
  static double pause(Settings settings, int failures) {
    long first = settings.of(WebhookSettings.RETRY_INITIAL).toNanos();
    long most = settings.of(WebhookSettings.RETRY_MAX).toNanos();
    double doubled = Math.scalb((double) first, Math.min(failures - 1, MOST_DOUBLINGS));
    return Math.min((double) most, doubled);
  }

  /** What a late request says of the time at which its first event was raised. */
  static OptionalLong originalTime(long raisedMs, boolean isLate) {
    return isLate ? OptionalLong.of(raisedMs) : OptionalLong.empty();
  }

  /** The text of a request. */
  static byte[] body(long timeMs, List<Event> events) {
    return WebhookWriter.body(timeMs, events.stream().map(Event::json).toList());
  }
}
