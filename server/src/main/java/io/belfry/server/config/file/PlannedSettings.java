package io.belfry.server.config.file;

import io.belfry.server.setting.Kind;
import io.belfry.server.setting.Setting;
import java.util.ArrayList;
import java.util.List;

/**
 * Settings that have no effect yet; they are known, so that a file for a later version can be read
 * (ADR 0005).
 *
 * <p>Thread: immutable.
 */
final class PlannedSettings {
  private static final Kind<?> ANY_NUMBER = Kind.whole(0, Long.MAX_VALUE);
  private static final List<Setting<?>> ALL = new ArrayList<>();

  static {
    add("server.tls.port", Kind.number(0, 65_535), "", "Port for TLS.");
    add("server.tls.cert_file", Kind.TEXT, "", "Certificate chain.");
    add("server.tls.key_file", Kind.TEXT, "", "Private key.");
    add("server.trusted_proxies", Kind.TEXTS, "[]", "Proxies whose forwarded fields are believed.");
    add("server.proxy_protocol", Kind.ON_OFF, "false", "PROXY protocol on accept.");
    add("server.compression", Kind.ON_OFF, "true", "permessage-deflate.");
    add(
        "server.webhooks.max_outbox_bytes",
        Kind.whole(1, Long.MAX_VALUE),
        "1073741824",
        "Size of the outbox.");
    add(
        "server.webhooks.allow_private_targets",
        Kind.TEXTS,
        "[]",
        "Private addresses that webhooks may go to.");
    add("server.webhooks.require_https", Kind.ON_OFF, "false", "Only https targets.");
    add("server.webhooks.proxy", Kind.TEXT, "", "Proxy for webhooks.");
    add("app_source.kind", Kind.TEXT, "file", "Where apps come from.");
    add("app_source.url", Kind.TEXT, "", "Its address.");
    Kind<String> senders = Kind.word(List.of("members", "all"));
    add("apps[].client_events.from", senders, "members", "Who may send client events.");
    add("apps[].close_on_revoke", Kind.ON_OFF, "false", "Whether connections end with their key.");
    add(
        "apps[].capacity",
        Kind.whole(-1, 100_000_000),
        "",
        "Name of max_connections in other servers' files.");
    webhook(Kind.TEXT, "url", "ca_file");
    webhook(Kind.TEXT, "filter.channel_prefix", "filter.channel_suffix", "filter.channel_pattern");
    webhook(Kind.TEXTS, "event_types", "headers");
    add("apps[].webhooks[].enabled", Kind.ON_OFF, "true", "Webhooks.");
    webhook(Kind.ON_OFF, "batch.enabled");
    webhook(ANY_NUMBER, "batch.ms", "batch.size", "vacated_delay_ms", "member_removed_delay_ms");
    webhook(ANY_NUMBER, "retry.max_elapsed_ms", "retry.initial_ms", "retry.max_ms");
    webhook(ANY_NUMBER, "timeout_ms", "connect_timeout_ms", "max_in_flight");
    webhook(ANY_NUMBER, "max_body_bytes", "queue.max_events", "queue.max_bytes");
    for (String text : List.of("name", "url", "username", "password_file", "node_name")) {
      cluster(text, Kind.TEXT, "");
    }
    cluster("kind", Kind.word(List.of("none", "redis")), "none");
    cluster("partitions", Kind.whole(1, 256), "16");
    cluster("lease_seconds", Kind.whole(2, 30), "3");
    cluster("publish_when_cut_off", Kind.word(List.of("refuse", "local")), "refuse");
    cluster("tls.ca_file", Kind.TEXT, "");
  }

  private PlannedSettings() {}

  static List<Setting<?>> all() {
    return List.copyOf(ALL);
  }

  private static void add(String path, Kind<?> kind, String shownDefault, String sentence) {
    ALL.add(Setting.planned(path, kind, shownDefault, sentence));
  }

  private static void webhook(Kind<?> kind, String... names) {
    for (String name : names) {
      add("apps[].webhooks[]." + name, kind, "", "Webhooks.");
    }
  }

  private static void cluster(String name, Kind<?> kind, String shownDefault) {
    add("cluster." + name, kind, shownDefault, "Clusters.");
  }
}
