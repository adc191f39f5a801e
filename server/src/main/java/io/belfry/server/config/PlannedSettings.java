package io.belfry.server.config;

import io.belfry.server.setting.Kind;
import io.belfry.server.setting.Setting;
import java.util.ArrayList;
import java.util.List;

/**
 * Groups of settings of which none has an effect yet; they are known, so that a file for a later
 * version can be read (ADR 0005).
 *
 * <p>Thread: immutable.
 */
final class PlannedSettings {
  private static final Kind<?> ANY_NUMBER = Kind.whole(0, Long.MAX_VALUE);

  private PlannedSettings() {}

  static List<Setting<?>> appSource() {
    return List.of(
        Setting.planned("app_source.kind", Kind.TEXT, "file", "Where apps come from."),
        Setting.planned("app_source.url", Kind.TEXT, "", "Its address."));
  }

  static List<Setting<?>> webhooks() {
    List<Setting<?>> all = new ArrayList<>();
    webhook(all, Kind.TEXT, "url", "ca_file");
    webhook(all, Kind.TEXT, "filter.channel_prefix", "filter.channel_suffix");
    webhook(all, Kind.TEXT, "filter.channel_pattern");
    webhook(all, Kind.TEXTS, "event_types", "headers");
    all.add(Setting.planned("apps[].webhooks[].enabled", Kind.ON_OFF, "true", "Webhooks."));
    webhook(all, Kind.ON_OFF, "batch.enabled");
    webhook(all, ANY_NUMBER, "batch.ms", "batch.size");
    webhook(all, ANY_NUMBER, "vacated_delay_ms", "member_removed_delay_ms");
    webhook(all, ANY_NUMBER, "retry.max_elapsed_ms", "retry.initial_ms", "retry.max_ms");
    webhook(all, ANY_NUMBER, "timeout_ms", "connect_timeout_ms", "max_in_flight");
    webhook(all, ANY_NUMBER, "max_body_bytes", "queue.max_events", "queue.max_bytes");
    return all;
  }

  private static void webhook(List<Setting<?>> all, Kind<?> kind, String... names) {
    for (String name : names) {
      all.add(Setting.planned("apps[].webhooks[]." + name, kind, "", "Webhooks."));
    }
  }

  static List<Setting<?>> cluster() {
    return List.of(
        cluster("name", Kind.TEXT, ""),
        cluster("url", Kind.TEXT, ""),
        cluster("username", Kind.TEXT, ""),
        cluster("password_file", Kind.TEXT, ""),
        cluster("node_name", Kind.TEXT, ""),
        cluster("kind", Kind.word(List.of("none", "redis")), "none"),
        cluster("partitions", Kind.whole(1, 256), "16"),
        cluster("lease_seconds", Kind.whole(2, 30), "3"),
        cluster("publish_when_cut_off", Kind.word(List.of("refuse", "local")), "refuse"),
        cluster("tls.ca_file", Kind.TEXT, ""));
  }

  private static Setting<?> cluster(String name, Kind<?> kind, String shownDefault) {
    return Setting.planned("cluster." + name, kind, shownDefault, "Clusters.");
  }
}
