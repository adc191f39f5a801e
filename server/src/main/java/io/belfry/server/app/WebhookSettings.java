package io.belfry.server.app;

import io.belfry.server.setting.Kind;
import io.belfry.server.setting.Setting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What an endpoint of webhooks can be told: each setting with its type, range, default and
 * sentence. {@link WebhookEndpoint#settings} has the values.
 *
 * <p>Thread: immutable.
 */
public final class WebhookSettings {
  private static final List<Setting<?>> ALL = new ArrayList<>();

  private WebhookSettings() {}

  /** How long a channel has to stay empty before its end is told; 3 s by default. */
  public static final Setting<Duration> VACATED_DELAY =
      of(
          "vacated_delay_ms",
          Kind.millis(0, 600_000),
          Duration.ofSeconds(3),
          "How long a channel has to stay empty before channel_vacated is sent.");

  /** All of them. */
  public static List<Setting<?>> all() {
    return List.copyOf(ALL);
  }

  private static <T> Setting<T> of(String name, Kind<T> kind, T otherwise, String sentence) {
    Setting<T> setting = Setting.of("apps[].webhooks[]." + name, kind, otherwise, sentence);
    ALL.add(setting);
    return setting;
  }
}
