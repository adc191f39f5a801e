package io.belfry.server.config.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values that would make a feature dead. */
class ConfigJudgedTest {
  private static final String APP =
      """
      apps:
        - id: "1"
          keys: [{key: app-key, secret: 0123456789abcdef0123456789abcdef}]
      """;

  static List<String> problems(String yaml, Map<String, String> variables) {
    return switch (ConfigReader.read(yaml, variables, Map.of())) {
      case ConfigResult.Loaded loaded -> List.of();
      case ConfigResult.NotConfigured refused ->
          refused.problems().stream().map(ConfigProblem::toString).toList();
    };
  }

  private static List<String> notes(String yaml) {
    return switch (ConfigReader.read(yaml, Map.of(), Map.of())) {
      case ConfigResult.Loaded loaded -> loaded.warnings();
      case ConfigResult.NotConfigured refused ->
          throw new AssertionError(refused.problems().toString());
    };
  }

  /** A line below {@code server}, and what is to be said of it. */
  @ParameterizedTest
  @Tag("LIM-065")
  @CsvSource(
      delimiter = '|',
      value = {
        "api_port: 6001|server.api_port and server.port are both 6001",
        "operations: {port: 6001}|server.operations.port and server.port are both 6001",
        "operations: {port: 6001, host: 10.0.0.9}|are both 6001",
        "host: 999.1.1.1|server.host is \"999.1.1.1\". Expected an address",
        "host: 1.2.3|Expected an address",
        "host: '*'|Write 0.0.0.0",
        "host: http://0.0.0.0|without scheme and path",
        "host: localhost:6001|the port has a setting of its own",
        "host: 'my host'|Expected an address",
        "host: ''|Expected an address",
        "host: '[::1'|the port has a setting of its own",
        "operations: {host: 0.0.0.0/0}|server.operations.host is \"0.0.0.0/0\"",
        "path_prefixes: []|nobody could connect",
        "path_prefixes: [/]|Expected a path such as /realtime",
        "path_prefixes: [realtime]|Expected a path such as /realtime",
        "path_prefixes: [/realtime/]|Expected a path such as /realtime",
        "path_prefixes: ['/a b']|Expected a path such as /realtime",
        "path_prefixes: [/a?b]|Expected a path such as /realtime",
        "path_prefixes: [/a//b]|Expected a path such as /realtime",
        "path_prefixes: [https://example.com/a]|Expected a path such as /realtime",
        "path_prefixes: [/a, /a]|twice",
        "fallback_prefixes: [pusher]|Expected a path such as /realtime",
        "connect_rate_per_address: 0|nobody could connect",
        "api_allowed_origins: ['https//a.example']|Write https://a.example.",
        "port: |server.port has no value",
        "host: ~|server.host has no value",
        "port: '${PORT}'|Set the variable BELFRY_SERVER_PORT instead",
        "host: $HOST|Set the variable BELFRY_SERVER_HOST instead",
        "data_dir: '{{ .Values.dir }}'|Set the variable BELFRY_SERVER_DATA_DIR instead",
      })
  void givenAValueOfTheNodeThatCannotWork_itIsRefusedWithItsLine(String line, String sentence) {
    assertThat(problems("server:\n  " + line + "\n" + APP, Map.of()))
        .singleElement()
        .asString()
        .startsWith("line 2: ")
        .contains(sentence);
  }

  @ParameterizedTest
  @Tag("LIM-065")
  @CsvSource(
      delimiter = '|',
      value = {
        "api_port: 0",
        "api_port: 6002",
        "host: '::1'",
        "host: '[::1]'",
        "host: '::'",
        "host: fe80::1%eth0",
        "host: localhost",
        "host: my-host.example.com",
        "host: my_host",
        "path_prefixes: ['', /realtime, /a/b]",
        "fallback_prefixes: []",
        "{host: 127.0.0.1, operations: {port: 6001, host: 127.0.0.2}}",
      })
  void givenAValueOfTheNodeThatWorks_itIsTaken(String line) {
    assertThat(problems("server:\n  " + line + "\n" + APP, Map.of())).isEmpty();
  }

  @Test
  @Tag("LIM-065")
  void givenAllPortsAreOne_eachCollisionIsNamed() {
    String yaml = "server: {port: 7000, api_port: 7000, operations: {port: 7000}}\n" + APP;

    assertThat(problems(yaml, Map.of())).hasSize(3);
  }

  @ParameterizedTest
  @Tag("LIM-065")
  @Tag("THR-33")
  @CsvSource(
      delimiter = '|',
      value = {
        "{proxy_protocol: true}|trusted_proxies is empty",
        "{trusted_proxies: [0.0.0.0/0]}|every address there is",
        "{trusted_proxies: [10.0.0.1, '::/0']}|every address there is",
        "{trusted_proxies: [10.0.0.1/8]}|write 10.0.0.0/8",
        "{trusted_proxies: [proxy.internal]}|Expected a range of addresses",
        "{trusted_proxies: 10.0.0.1}|has to be a list",
      })
  void givenProxiesThatCannotBeTrusted_theyAreRefused(String server, String sentence) {
    assertThat(problems("server: " + server + "\n" + APP, Map.of()))
        .singleElement()
        .asString()
        .contains(sentence);
  }

  /** A line of the app, and what is to be said of it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "allowed_origins: [https//www.example.com]|has \"https//www.example.com\". Write https://www.example.com.",
        "allowed_origins: ['']|An entry is empty",
        "allowed_origins: '*'|has to be a list",
        "allowed_origins:|has no value",
        "{require_origin: true, allowed_origins: []}|nobody could connect",
        "limits: {max_client_event_payload_bytes: 65537}|closes the connection with 1009",
        "limits: {max_user_data_bytes: 100000}|closes the connection with 1009",
        "limits: {max_presence_member_bytes: 100000}|closes the connection with 1009",
        "limits: {max_event_payload_bytes: 1048577}|closes whoever it has to wait for",
        "limits: {max_send_queue_bytes: 5, max_client_event_payload_bytes: 6}|closes whoever",
        "name: '${NAME}'|Set the variable BELFRY_APPS_0_NAME instead",
        "name: !env NAME|has a tag",
      })
  @Tag("LIM-064")
  @Tag("LIM-066")
  void givenAValueOfAnAppThatCannotWork_itIsRefusedWithItsLine(String line, String sentence) {
    String yaml = APP + (line.startsWith("{") ? "    " + inner(line) : "    " + line) + "\n";
    assertThat(problems(yaml, Map.of()))
        .isNotEmpty()
        .allSatisfy(problem -> assertThat(problem).startsWith("line "))
        .anySatisfy(problem -> assertThat(problem).contains(sentence));
  }

  private static String inner(String braces) {
    return braces.substring(1, braces.length() - 1).replace(", ", "\n    ");
  }

  /** What works and is hardly meant. */
  @ParameterizedTest
  @Tag("LIM-066")
  @CsvSource(
      delimiter = '|',
      value = {
        "allowed_origins: []|no web page can connect",
        "limits: {max_connections: 0}|apps[0].limits.max_connections is 0, which allows none; -1",
        "limits: {messages_per_second: 0}|allows none",
        "limits: {max_connections: 5, max_connections_per_user: 6}|is never reached",
        "limits: {client_events_per_second: 200}|is never reached",
        "limits: {max_cache_bytes: 100}|",
        "limits: {max_event_payload_bytes: 900000, max_cache_bytes: 100}|not kept for newcomers",
        "limits: {max_send_queue_bytes: 5000}|closes whoever it has to wait for",
        "limits: {max_presence_members: 10000}|a slow newcomer of such a channel",
        "pong_timeout_seconds: 120|noticed after 240 s",
        "activity_timeout_seconds: 10|noticed after 40 s",
        "id2: |",
      })
  void givenAValueThatIsHardlyMeant_itIsTakenWithANote(String line, String sentence) {
    if (sentence == null) {
      return;
    }
    assertThat(notes(APP + "    " + line + "\n"))
        .anySatisfy(note -> assertThat(note).contains(sentence));
  }

  @Test
  @Tag("LIM-066")
  void givenMoreForAnAppThanForTheNode_itIsTakenWithANote() {
    String yaml = "server: {max_connections: 5}\n" + APP + "    limits: {max_connections: 6}\n";

    assertThat(notes(yaml)).singleElement().asString().contains("never reached");
  }

  @ParameterizedTest
  @CsvSource({"my app", "a/b", "1%", "ü"})
  void givenAnIdThatNoPathCanHave_itIsRefused(String id) {
    assertThat(problems(APP.replace("\"1\"", "\"" + id + "\""), Map.of()))
        .singleElement()
        .asString()
        .startsWith("line 2: apps[0].id is ");
  }

  /** Everything is told at once, in the order of lines, with a line where there is a file. */
  @Test
  @Tag("LIM-069")
  void givenProblemsInFileEnvironmentAndFlags_allAreToldAtOnce() {
    String yaml =
        """
        server:
          prot: 1
        apps:
          - {}
          - id: "2"
            keys: []
          - id: "3"
            keys: [{key: three}]
        limits: {max_batch_size: x}
        """;
    ConfigResult result =
        ConfigReader.read(yaml, Map.of("BELFRY_SERVER_HOTS", "x"), Map.of("server.drain", "1"));

    assertThat(((ConfigResult.NotConfigured) result).problems())
        .extracting(ConfigProblem::where)
        .containsExactly(
            "line 2",
            "line 4",
            "line 4",
            "line 6",
            "line 8",
            "line 9",
            "BELFRY_SERVER_HOTS",
            "--set server.drain");
  }

  @Test
  @Tag("LIM-069")
  void givenOneCause_itIsToldOnce() {
    String yaml = APP.replace("secret: 0123456789abcdef0123456789abcdef", "secret: [x]");

    assertThat(problems(yaml, Map.of())).hasSize(1);
    assertThat(problems("apps: 7", Map.of())).hasSize(1);
    assertThat(problems("7", Map.of())).hasSize(1);
    assertThat(problems(APP.replace("\"1\"", "[x]"), Map.of())).hasSize(1);
    assertThat(problems("a: [", Map.of())).hasSize(1);
  }

  @Test
  void givenEmptyGroups_theyAreTakenAsNotThere() {
    assertThat(problems("server:\nlimits:\n" + APP + "    client_events:\n", Map.of())).isEmpty();
  }
}
