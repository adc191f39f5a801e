package io.belfry.server.config.check;

import io.belfry.protocol.webhook.WebhookEvent.Type;
import io.belfry.server.app.Limit;
import io.belfry.server.app.Limit.Limits;
import io.belfry.server.app.WebhookEndpoint;
import io.belfry.server.app.WebhookSettings;
import io.belfry.server.setting.Setting;
import io.belfry.server.setting.Setting.Settings;
import java.time.Duration;

/**
 * Judges the settings of one endpoint of webhooks beside each other.
 *
 * <p>Thread: confined to its caller.
 *
 * @see "rules HOOK-059, HOOK-065, HOOK-067"
 */
public final class WebhookChecks {
  // What a byte takes at most as JSON, and what stands around the text.
  private static final long ESCAPED = 6;
  private static final long AROUND = 4_096;
  private static final Duration ACCEPTED = Duration.ofSeconds(300);

  private final String endpoint;
  private final Findings findings;

  /** Checks of an endpoint whose settings begin with that path. */
  public WebhookChecks(String endpoint, Findings findings) {
    this.endpoint = endpoint;
    this.findings = findings;
  }

  public void check(Settings settings) {
    notAbove(settings, WebhookSettings.RETRY_INITIAL, WebhookSettings.RETRY_MAX);
    notAbove(settings, WebhookSettings.CONNECT_TIMEOUT, WebhookSettings.TIMEOUT);
    notAbove(settings, WebhookSettings.MAX_BODY_BYTES, WebhookSettings.QUEUE_BYTES);
    if (settings.of(WebhookSettings.RETRY_WINDOW).compareTo(ACCEPTED) > 0) {
      findings.note(
          name(WebhookSettings.RETRY_WINDOW)
              + " is above 300000: what is sent after 300 s carries a new time_ms, and"
              + " X-Belfry-Original-Time the first one.");
    }
  }

  /** Looks whether the largest client event fits into a request. */
  public void check(WebhookEndpoint webhook, Limits limits) {
    long largest = limits.of(Limit.MAX_CLIENT_EVENT_PAYLOAD_BYTES) * ESCAPED + AROUND;
    long room = webhook.settings().of(WebhookSettings.MAX_BODY_BYTES);
    if (webhook.wants(Type.CLIENT_EVENT) && largest > room) {
      findings.note(
          "%s is %d, and a client event of max_client_event_payload_bytes can take %d when it is escaped: it would not be sent."
              .formatted(name(WebhookSettings.MAX_BODY_BYTES), room, largest));
    }
  }

  private <T extends Comparable<T>> void notAbove(
      Settings settings, Setting<T> lower, Setting<T> upper) {
    if (settings.of(lower).compareTo(settings.of(upper)) > 0) {
      findings.wrong(
          name(lower),
          "%s is %s and %s is %s. Raise the one or lower the other."
              .formatted(
                  name(lower), written(settings, lower), name(upper), written(settings, upper)));
    }
  }

  private static <T> String written(Settings settings, Setting<T> setting) {
    return String.join("", setting.kind().written(settings.of(setting)));
  }

  private String name(Setting<?> setting) {
    return setting.at(endpoint.replaceFirst("\\.$", ""));
  }
}
