package io.belfry.server.config;

import io.belfry.server.app.Limit;
import io.belfry.server.config.Setting.Stage;
import io.belfry.server.config.Setting.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Every setting that there is. Whoever adds one adds it here, and the reader, the environment
 * variables and the reference page know it.
 *
 * <p>Thread: immutable.
 *
 * @see "rule LIM-044"
 */
final class SettingTable {
  private static final Type TEXT = new Type.Text();
  private static final Type SWITCH = new Type.Switch();
  private static final Type TEXTS = new Type.Texts();
  private static final Type MILLIS = new Type.Whole(0, 86_400_000);
  private static final Type SECONDS = new Type.Whole(1, 86_400);
  private static final Type PORT = new Type.Whole(0, 65_535);
  private static final Type BYTES = new Type.Whole(1, Long.MAX_VALUE);

  private static final Pattern INDEX = Pattern.compile("\\[\\d{1,3}]");

  private final Map<String, Setting> byPath = new LinkedHashMap<>();

  SettingTable() {
    node();
    app();
    webhooks();
    limits("limits.");
    limits("apps[].limits.");
    cluster();
  }

  /** The setting of a path, whose lists may have numbers. */
  Optional<Setting> find(String path) {
    return Optional.ofNullable(byPath.get(known(path)));
  }

  /** A path with {@code []} for each numbered entry of a list. */
  static String known(String path) {
    return path.indexOf('[') < 0 ? path : INDEX.matcher(path).replaceAll("[]");
  }

  /** Names at the top of the file. */
  List<String> groups() {
    return namesIn("");
  }

  List<Setting> all() {
    return new ArrayList<>(byPath.values());
  }

  /** The path of every setting, with {@code []} for each list. */
  List<String> paths() {
    return List.copyOf(byPath.keySet());
  }

  /** Whether settings stand below the path. */
  boolean isSection(String path) {
    return byPath.keySet().stream()
        .anyMatch(known -> known.startsWith(path + ".") || known.startsWith(path + "[]"));
  }

  /** Names that may stand in a section, for the suggestion to whoever mistyped one. */
  List<String> namesIn(String section) {
    String prefix = section.isEmpty() ? "" : section + ".";
    return byPath.keySet().stream()
        .filter(known -> known.startsWith(prefix))
        .map(known -> known.substring(prefix.length()).split("[.\\[]", 2)[0])
        .distinct()
        .toList();
  }

  private void node() {
    built("server.host", TEXT, "0.0.0.0", "Address to listen on.");
    built("server.port", PORT, "6001", "Port to listen on; 0 takes any free one.");
    built(
        "server.data_dir",
        TEXT,
        "./data",
        "Folder that the server may write to; this version writes nothing there.");
    built(
        "server.path_prefixes",
        TEXTS,
        "[\"\"]",
        "Prefixes before /app/KEY and /apps/ID, each beginning with a slash.");
    built(
        "server.fallback_prefixes",
        TEXTS,
        "[\"/pusher\"]",
        "Prefixes of the HTTP fallback transports, each beginning with a slash; an empty list switches them off.");
    built(
        "server.transport",
        new Type.Word(List.of("auto", "epoll", "io_uring", "nio")),
        "auto",
        "How to talk to the kernel's sockets.");
    built(
        "server.event_loops",
        new Type.Whole(0, 1024),
        "0",
        "Number of event loops; 0 is one a core.");
    built(
        "server.drain_seconds",
        new Type.Whole(0, 3600),
        "",
        "Time over which connections are closed with 4200 when the server goes down. Unset: as fast as a process that has taken over the port takes them in, and all at once where there is none, with 4100.");
    built(
        "server.websocket_ping_seconds",
        new Type.Whole(0, 3600),
        "25",
        "Silence of a client after which a WebSocket ping, or a heartbeat of the fallback, keeps proxies from cutting it; 0 sends none before the activity timeout.");
    built(
        "server.max_connections",
        new Type.Whole(0, 100_000_000),
        "0",
        "Connections at a time; 0 is nine tenths of the file descriptors. A further one is closed with 4100.");
    built(
        "server.auth_timestamp_skew_seconds",
        SECONDS,
        "600",
        "How far the clock of a caller of the HTTP API may be off.");
    built(
        "server.api_port",
        PORT,
        "",
        "Port for the HTTP API alone, which then leaves server.port; without it both share that one.");
    built(
        "server.log_every_refusal",
        SWITCH,
        "false",
        "Whether the log has each refusal, and not the first of a kind and app with a count of those that follow.");
    built("server.operations.host", TEXT, "127.0.0.1", "Address of the operations port.");
    built(
        "server.operations.port",
        PORT,
        "",
        "Port of /metrics, /health and /openapi.yaml, which are nowhere until it is set.");
    planned("server.tls.port", PORT, "", "Port for TLS.");
    planned("server.tls.cert_file", TEXT, "", "Certificate chain.");
    planned("server.tls.key_file", TEXT, "", "Private key.");
    planned("server.trusted_proxies", TEXTS, "[]", "Proxies whose forwarded fields are believed.");
    planned("server.proxy_protocol", SWITCH, "false", "PROXY protocol on accept.");
    built(
        "server.api_allowed_origins",
        TEXTS,
        "[]",
        "Origins of web pages that may call the HTTP API; none by default, since it is for servers.");
    planned("server.compression", SWITCH, "true", "permessage-deflate.");
    built(
        "server.connect_rate_per_address",
        new Type.Whole(-1, 1_000_000),
        "-1",
        "New connections a second from one address, with a burst of one second's worth; more is answered 429.");
    built(
        "server.max_input_bytes",
        new Type.Whole(0, Long.MAX_VALUE),
        "0",
        "Bytes that clients may have begun to send and not finished, all together; 0 is an eighth of the memory. Beyond it the largest are given up with 4100 or 503.");
    planned("server.webhooks.max_outbox_bytes", BYTES, "1073741824", "Size of the outbox.");
    planned(
        "server.webhooks.allow_private_targets",
        TEXTS,
        "[]",
        "Private addresses that webhooks may go to.");
    planned("server.webhooks.require_https", SWITCH, "false", "Only https targets.");
    planned("server.webhooks.proxy", TEXT, "", "Proxy for webhooks.");
    planned("app_source.kind", TEXT, "file", "Where apps come from.");
    planned("app_source.url", TEXT, "", "Its address.");
  }

  private void app() {
    built(
        "apps[].id",
        TEXT,
        "",
        "Id in paths of the HTTP API; decimal, since some libraries insist on it.");
    built("apps[].name", TEXT, "", "Name for people.");
    built("apps[].enabled", SWITCH, "true", "Whether the app is served.");
    built("apps[].keys[].key", TEXT, "", "Public key: 1 to 64 of A-Z a-z 0-9 _ -.");
    built(
        "apps[].keys[].secret",
        new Type.SecretText(),
        "",
        "What signs; give it here, in an environment variable or in secret_file.");
    built("apps[].keys[].secret_file", TEXT, "", "File that holds the secret.");
    built("apps[].keys[].active", SWITCH, "true", "Whether the key is accepted.");
    built("apps[].keys[].created_at", TEXT, "", "When the key was made, for people.");
    built("apps[].keys[].note", TEXT, "", "A note for people.");
    built(
        "apps[].client_events.enabled",
        SWITCH,
        "false",
        "Whether clients may send events to each other.");
    planned(
        "apps[].client_events.from",
        new Type.Word(List.of("members", "all")),
        "members",
        "Who may send client events.");
    built("apps[].user_authentication.enabled", SWITCH, "true", "Whether users may sign in.");
    built(
        "apps[].authorized_connections",
        SWITCH,
        "false",
        "Whether a connection has to sign in or subscribe to an authorised channel in time.");
    built(
        "apps[].allowed_origins",
        TEXTS,
        "[\"*\"]",
        "Origins of web pages that may connect: *, https://example.com, example.com or *.example.com.");
    built(
        "apps[].require_origin",
        SWITCH,
        "false",
        "Whether clients without an Origin field are refused.");
    built(
        "apps[].require_tls",
        SWITCH,
        "false",
        "Whether plain sockets are refused with 4000; until there is a TLS port, every socket is plain.");
    built(
        "apps[].strict_protocol", SWITCH, "false", "Whether the protocol number has to be given.");
    built(
        "apps[].activity_timeout_seconds",
        new Type.Whole(1, 3600),
        "120",
        "Silence after which a sign of life is asked for.");
    built(
        "apps[].pong_timeout_seconds",
        new Type.Whole(1, 3600),
        "30",
        "Time in which it has to come.");
    planned("apps[].close_on_revoke", SWITCH, "false", "Whether connections end with their key.");
    built(
        "apps[].subscription_count.enabled",
        SWITCH,
        "true",
        "Whether the HTTP API tells how many connections are subscribed to a channel.");
    built(
        "apps[].subscription_count.broadcast",
        SWITCH,
        "false",
        "Whether subscribers are told how many connections their channel has.");
    built(
        "apps[].watchlist.enabled",
        SWITCH,
        "true",
        "Whether users may follow who is online by the watchlist of their sign-in.");
    built(
        "apps[].watchlist.batch_ms",
        MILLIS,
        "100",
        "How long changes are gathered for one frame; 0 tells each at once.");
    built(
        "apps[].watchlist.offline_grace_ms",
        MILLIS,
        "0",
        "How long a user may be gone before watchers are told.");
    built(
        "apps[].idempotency.enabled",
        SWITCH,
        "true",
        "Whether a publish with an idempotency key is carried out once only.");
    built(
        "apps[].idempotency.ttl_seconds",
        SECONDS,
        "120",
        "How long an idempotency key is remembered.");
    planned(
        "apps[].capacity",
        new Type.Whole(-1, 100_000_000),
        "",
        "Name of max_connections in other servers' files.");
  }

  private void webhooks() {
    for (String name :
        List.of(
            "url",
            "ca_file",
            "filter.channel_prefix",
            "filter.channel_suffix",
            "filter.channel_pattern")) {
      planned("apps[].webhooks[]." + name, TEXT, "", "Webhooks.");
    }
    planned("apps[].webhooks[].event_types", TEXTS, "", "Webhooks.");
    planned("apps[].webhooks[].headers", TEXTS, "", "Webhooks.");
    planned("apps[].webhooks[].enabled", SWITCH, "true", "Webhooks.");
    planned("apps[].webhooks[].batch.enabled", SWITCH, "", "Webhooks.");
    for (String name :
        List.of(
            "batch.ms",
            "batch.size",
            "vacated_delay_ms",
            "member_removed_delay_ms",
            "retry.max_elapsed_ms",
            "retry.initial_ms",
            "retry.max_ms",
            "timeout_ms",
            "connect_timeout_ms",
            "max_in_flight",
            "max_body_bytes",
            "queue.max_events",
            "queue.max_bytes")) {
      planned("apps[].webhooks[]." + name, new Type.Whole(0, Long.MAX_VALUE), "", "Webhooks.");
    }
  }

  private void cluster() {
    for (String name : List.of("name", "url", "username", "password_file", "node_name")) {
      planned("cluster." + name, TEXT, "", "Clusters.");
    }
    planned("cluster.kind", new Type.Word(List.of("none", "redis")), "none", "Clusters.");
    planned("cluster.partitions", new Type.Whole(1, 256), "16", "Clusters.");
    planned("cluster.lease_seconds", new Type.Whole(2, 30), "3", "Clusters.");
    planned(
        "cluster.publish_when_cut_off",
        new Type.Word(List.of("refuse", "local")),
        "refuse",
        "Clusters.");
    planned("cluster.tls.ca_file", TEXT, "", "Clusters.");
  }

  private void limits(String section) {
    for (Limit limit : Limit.values()) {
      Type type = new Type.Whole(limit.smallest(), limit.largest());
      String shown = Long.toString(limit.defaultValue());
      built(section + limit.key(), type, shown, limit.sentence());
    }
  }

  private void built(String path, Type type, String shownDefault, String sentence) {
    add(new Setting(path, type, shownDefault, sentence, Stage.BUILT));
  }

  private void planned(String path, Type type, String shownDefault, String sentence) {
    add(new Setting(path, type, shownDefault, sentence, Stage.PLANNED));
  }

  private void add(Setting setting) {
    byPath.put(setting.path(), setting);
  }
}
