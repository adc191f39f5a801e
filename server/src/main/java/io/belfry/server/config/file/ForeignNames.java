package io.belfry.server.config.file;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

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
  private static final Map<String, String> PATHS =
      byName(
          """
          app_id > apps[].id
          app_name > apps[].name
          key app_key > apps[].keys[].key
          secret app_secret > apps[].keys[].secret
          app_manager clients applications array app > apps
          enable_client_messages enable_client_events > apps[].client_events.enabled
          client_messages accept_client_events_from > apps[].client_events.enabled
          enable_user_authentication enable_user_auth user_auth > apps[].user_authentication.enabled
          enable_watchlist_events > apps[].watchlist.enabled
          cors origins origin > apps[].allowed_origins
          allow_origin allowed_origin allow_origins api_origin_allow > apps[].allowed_origins
          ping_interval activity_timeout > apps[].activity_timeout_seconds
          pong_timeout > apps[].pong_timeout_seconds
          connections capacity > apps[].limits.max_connections
          max_backend_events_per_second > apps[].limits.backend_events_per_second
          max_backend_events_per_sec > apps[].limits.backend_events_per_second
          max_client_events_per_second > apps[].limits.client_events_per_second
          max_client_events_per_sec > apps[].limits.client_events_per_second
          max_read_requests_per_second > apps[].limits.read_requests_per_second
          max_read_req_per_second max_read_req_per_sec > apps[].limits.read_requests_per_second
          max_presence_members_per_channel > apps[].limits.max_presence_members
          max_members_per_channel presence > apps[].limits.max_presence_members
          max_presence_member_size_in_kb > apps[].limits.max_presence_member_bytes
          max_member_size_in_kb > apps[].limits.max_presence_member_bytes
          max_name_length channel_limits > apps[].limits.max_channel_name_length
          max_event_channels_at_once max_channels_at_once > apps[].limits.max_channels_per_event
          max_event_payload_in_kb > apps[].limits.max_event_payload_bytes
          max_payload_in_kb event_limits > apps[].limits.max_event_payload_bytes
          max_event_batch_size > apps[].limits.max_batch_size
          max_message_size > apps[].limits.max_client_message_bytes
          max_request_size request_limit_in_mb > apps[].limits.max_request_bytes
          rate_limiting max_attempts message_rate_limit > apps[].limits.messages_per_second
          user_authentication_timeout > apps[].limits.authorization_timeout_seconds
          user_auth_timeout > apps[].limits.authorization_timeout_seconds
          host hostname bind address listen bind_address > server.host
          port > server.port
          path_prefix path > server.path_prefixes
          shutdown_grace_period shutdown_delay drain grace_period > server.drain_seconds
          metrics metrics_port prometheus > server.operations.port
          ssl tls ssl_cert_path cert_path certificate cert > server.tls.cert_file
          ssl_key_path key_path > server.tls.key_file
          max_clients > server.max_connections
          workers threads > server.event_loops
          adapter redis scaling driver database nats > cluster.kind
          """);
  private static final Map<String, String> SENTENCES =
      byName(
          """
          debug log logs logging log_level dev_mode > What is logged is set by the variable BELFRY_LOG_LEVEL.
          auth_host auth_endpoint > Belfry never calls the application for this: clients name the endpoint themselves.
          """);

  private ForeignNames() {}

  // Each line has foreign names and what belongs to all of them.
  private static Map<String, String> byName(String table) {
    Map<String, String> all = new HashMap<>();
    for (String line : table.lines().toList()) {
      List<String> sides = List.of(line.split(" > ", 2));
      Stream.of(sides.get(0).split(" ", -1)).forEach(name -> all.put(letters(name), sides.get(1)));
    }
    return all;
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
