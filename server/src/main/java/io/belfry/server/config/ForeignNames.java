package io.belfry.server.config;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What other servers of this protocol call a setting, and what it is called here. Names are
 * compared by their letters and digits alone, so that {@code maxConnections} is {@code
 * max_connections}.
 *
 * <p>Thread: immutable.
 *
 * @see "rule LIM-060"
 */
final class ForeignNames {
  private static final String LIMIT = "apps[].limits.";
  private static final Map<String, String> PATHS = new HashMap<>();
  private static final Map<String, String> SENTENCES = new HashMap<>();

  static {
    paths("apps[].id", "app_id");
    paths("apps[].name", "app_name");
    paths("apps[].keys[].key", "key", "app_key");
    paths("apps[].keys[].secret", "secret", "app_secret");
    paths("apps", "app_manager", "clients", "applications", "array", "app");
    paths(
        "apps[].client_events.enabled",
        "enable_client_messages",
        "enable_client_events",
        "client_messages",
        "accept_client_events_from");
    paths(
        "apps[].user_authentication.enabled",
        "enable_user_authentication",
        "enable_user_auth",
        "user_auth");
    paths("apps[].watchlist.enabled", "enable_watchlist_events");
    paths(
        "apps[].allowed_origins",
        "cors",
        "origins",
        "origin",
        "allow_origin",
        "allowed_origin",
        "allow_origins",
        "api_origin_allow");
    paths("apps[].activity_timeout_seconds", "ping_interval", "activity_timeout");
    paths("apps[].pong_timeout_seconds", "pong_timeout");
    paths(LIMIT + "max_connections", "connections");
    paths(
        LIMIT + "backend_events_per_second",
        "max_backend_events_per_second",
        "max_backend_events_per_sec");
    paths(
        LIMIT + "client_events_per_second",
        "max_client_events_per_second",
        "max_client_events_per_sec");
    paths(
        LIMIT + "read_requests_per_second",
        "max_read_requests_per_second",
        "max_read_req_per_second",
        "max_read_req_per_sec");
    paths(
        LIMIT + "max_presence_members",
        "max_presence_members_per_channel",
        "max_members_per_channel",
        "presence");
    paths(
        LIMIT + "max_presence_member_bytes",
        "max_presence_member_size_in_kb",
        "max_member_size_in_kb");
    paths(LIMIT + "max_channel_name_length", "max_name_length", "channel_limits");
    paths(LIMIT + "max_channels_per_event", "max_event_channels_at_once", "max_channels_at_once");
    paths(
        LIMIT + "max_event_payload_bytes",
        "max_event_payload_in_kb",
        "max_payload_in_kb",
        "event_limits");
    paths(LIMIT + "max_batch_size", "max_event_batch_size");
    paths(LIMIT + "max_client_message_bytes", "max_message_size");
    paths(LIMIT + "max_request_bytes", "max_request_size", "request_limit_in_mb");
    paths(LIMIT + "messages_per_second", "rate_limiting", "max_attempts", "message_rate_limit");
    paths(
        LIMIT + "authorization_timeout_seconds",
        "user_authentication_timeout",
        "user_auth_timeout");
    paths("server.host", "host", "hostname", "bind", "address", "listen", "bind_address");
    paths("server.port", "port");
    paths("server.path_prefixes", "path_prefix", "path");
    paths(
        "server.drain_seconds", "shutdown_grace_period", "shutdown_delay", "drain", "grace_period");
    paths("server.operations.port", "metrics", "metrics_port", "prometheus");
    paths(
        "server.tls.cert_file", "ssl", "tls", "ssl_cert_path", "cert_path", "certificate", "cert");
    paths("server.tls.key_file", "ssl_key_path", "key_path");
    paths("server.max_connections", "max_clients");
    paths("server.event_loops", "workers", "threads");
    paths("cluster.kind", "adapter", "redis", "scaling", "driver", "database", "nats");
    sentence(
        "What is logged is set by the variable BELFRY_LOG_LEVEL.",
        "debug",
        "log",
        "logs",
        "logging",
        "log_level",
        "dev_mode");
    sentence(
        "Belfry never calls the application for this: clients name the endpoint themselves.",
        "auth_host",
        "auth_endpoint");
  }

  private ForeignNames() {}

  private static void paths(String path, String... names) {
    for (String name : names) {
      PATHS.put(letters(name), path);
    }
  }

  private static void sentence(String sentence, String... names) {
    for (String name : names) {
      SENTENCES.put(letters(name), sentence);
    }
  }

  /** The path of the setting with that foreign name. */
  static Optional<String> path(String name) {
    return Optional.ofNullable(PATHS.get(letters(name)));
  }

  /** What is to be said of a name that has no setting here. */
  static Optional<String> sentence(String name) {
    return Optional.ofNullable(SENTENCES.get(letters(name)));
  }

  /** What is left of a name when it is compared. */
  static String letters(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }
}
