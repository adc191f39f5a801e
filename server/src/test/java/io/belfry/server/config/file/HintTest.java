package io.belfry.server.config.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names that people bring along, or mistype. */
class HintTest {
  private static List<String> problems(String yaml) {
    return ConfigJudgedTest.problems(yaml, Map.of());
  }

  /** A name at the top, below {@code server}, below {@code limits} or of an app. */
  @ParameterizedTest
  @Tag("LIM-060")
  @Tag("LIM-044")
  @CsvSource({
    "apps, secret, apps[0].keys[].secret",
    "apps, key, apps[0].keys[].key",
    "apps, app_id, apps[0].id",
    "apps, appId, apps[0].id",
    "apps, app_secret, apps[0].keys[].secret",
    "apps, maxConnections, apps[0].limits.max_connections",
    "apps, max_connections, apps[0].limits.max_connections",
    "apps, enableClientMessages, apps[0].client_events.enabled",
    "apps, accept_client_events_from, apps[0].client_events.enabled",
    "apps, enableUserAuthentication, apps[0].user_authentication.enabled",
    "apps, clientEvents, apps[0].client_events",
    "apps, maxBackendEventsPerSecond, apps[0].limits.backend_events_per_second",
    "apps, maxClientEventsPerSecond, apps[0].limits.client_events_per_second",
    "apps, maxReadRequestsPerSecond, apps[0].limits.read_requests_per_second",
    "apps, maxPresenceMembersPerChannel, apps[0].limits.max_presence_members",
    "apps, maxPresenceMemberSizeInKb, apps[0].limits.max_presence_member_bytes",
    "apps, maxChannelNameLength, apps[0].limits.max_channel_name_length",
    "apps, maxEventChannelsAtOnce, apps[0].limits.max_channels_per_event",
    "apps, maxEventNameLength, apps[0].limits.max_event_name_length",
    "apps, maxEventPayloadInKb, apps[0].limits.max_event_payload_bytes",
    "apps, maxEventBatchSize, apps[0].limits.max_batch_size",
    "apps, max_message_size, apps[0].limits.max_client_message_bytes",
    "apps, ping_interval, apps[0].activity_timeout_seconds",
    "apps, activity_timeout, apps[0].activity_timeout_seconds",
    "apps, rate_limiting, apps[0].limits.messages_per_second",
    "apps, enable_watchlist_events, apps[0].watchlist.enabled",
    "apps, message_rate_limit, apps[0].limits.messages_per_second",
    "apps, allowedOrigins, apps[0].allowed_origins",
    "apps, origins, apps[0].allowed_origins",
    "apps, client_event, apps[0].client_events",
    "apps, wehbooks, apps[0].webhooks",
    "apps, enable, apps[0].enabled",
    "top, port, server.port",
    "top, host, server.host",
    "top, PORT, server.port",
    "top, server.port, server.port",
    "top, appManager, apps",
    "top, clients, apps",
    "top, ssl, server.tls.cert_file",
    "top, sslCertPath, server.tls.cert_file",
    "top, metrics, server.operations.port",
    "top, adapter, cluster.kind",
    "top, redis, cluster.kind",
    "top, cors, apps[].allowed_origins",
    "top, maxConnections, server.max_connections",
    "top, pathPrefix, server.path_prefixes",
    "top, shutdownGracePeriod, server.drain_seconds",
    "top, presence, limits.max_presence_members",
    "top, limit, limits",
    "top, debug, BELFRY_LOG_LEVEL",
    "top, authEndpoint, clients name the endpoint",
    "top, a.b, At the top of the file stand server",
    "top, qqqqqqqqqq, At the top of the file stand server",
    "server, prot, server.port",
    "server, maxConnections, server.max_connections",
    "server, max_request_size, limits.max_request_bytes",
    "server, path, server.path_prefixes",
    "server, hostname, server.host",
    "server, tsl, server.tls",
    "server, qqqqqqqqqq, Known there are host, port",
    "limits, maxBatchSize, limits.max_batch_size",
    "limits, max_payload_in_kb, limits.max_event_payload_bytes",
    "limits, batch_size, limits.max_batch_size",
  })
  void givenAForeignName_theHintNamesTheWholePathHere(String group, String name, String hint) {
    String yaml =
        switch (group) {
          case "apps" -> "apps: [{id: \"1\", " + name + ": 1}]";
          case "top" -> name + ": 1";
          default -> group + ": {" + name + ": 1}";
        };

    assertThat(problems(yaml))
        .filteredOn(problem -> problem.contains("is not a setting"))
        .singleElement()
        .asString()
        .startsWith("line 1: ")
        .contains(hint)
        .doesNotContain("\"\"");
  }

  @ParameterizedTest
  @Tag("LIM-060")
  @CsvSource({"cert, server.tls.cert_file", "key, server.tls.key_file", "prot, server.tls.port"})
  void givenAGroupInAGroup_theHintStaysInIt(String name, String hint) {
    assertThat(problems("server: {tls: {" + name + ": x}}"))
        .anySatisfy(problem -> assertThat(problem).contains("\"" + hint + "\""));
  }

  @ParameterizedTest
  @Tag("LIM-060")
  @CsvSource({
    "server.prot, server.port",
    "prot, server",
    "apps[0].nmae, apps[0].name",
    "apps[].name, apps[].name",
    "apps[0].secret, apps[0].keys[].secret",
    "q.q, At the top of the file stand",
    "'', At the top of the file stand"
  })
  void givenAMistypedFlag_theHintIsAsForTheFile(String flag, String hint) {
    ConfigResult result = ConfigReader.read("", Map.of(), Map.of(flag, "1"));

    assertThat(((ConfigResult.NotConfigured) result).problems())
        .anySatisfy(problem -> assertThat(problem.where()).startsWith("--set"))
        .extracting(ConfigProblem::sentence)
        .anySatisfy(sentence -> assertThat(sentence).contains(hint));
  }
}
