package io.belfry.server.config.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.webhook.WebhookEvent.Type;
import io.belfry.server.app.WebhookEndpoint;
import io.belfry.server.app.WebhookEndpoint.Header;
import io.belfry.server.app.WebhookSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Endpoints of webhooks as a configuration has them. */
class ConfigWebhooksTest {
  private static final String APP =
      """
      apps:
        - id: "1"
          keys: [{key: app-key, secret: 0123456789abcdef0123456789abcdef}]
          webhooks:
      """;

  private static ConfigResult.Loaded loaded(String webhooks, Map<String, String> variables) {
    return switch (ConfigReader.read(APP + webhooks, variables, Map.of())) {
      case ConfigResult.Loaded loaded -> loaded;
      case ConfigResult.NotConfigured refused ->
          throw new AssertionError(refused.problems().toString());
    };
  }

  private static List<WebhookEndpoint> endpoints(String webhooks) {
    return loaded(webhooks, Map.of()).config().apps().get(0).webhooks();
  }

  private static List<String> problems(String webhooks) {
    return ConfigJudgedTest.problems(APP + webhooks, Map.of());
  }

  @Test
  @Tag("HOOK-055")
  void givenAnEndpointWithAUrlAlone_itHasTheSevenTypesAndTheDefaults() {
    WebhookEndpoint endpoint = endpoints("      - url: https://hooks.example/in?t=1\n").get(0);

    assertThat(endpoint.url()).hasToString("https://hooks.example/in?t=1");
    assertThat(endpoint.types()).isEqualTo(Type.standard()).hasSize(7);
    assertThat(endpoint.wants(Type.USER_ONLINE)).isFalse();
    assertThat(endpoint.matches("any")).isTrue();
    assertThat(endpoint.settings().of(WebhookSettings.VACATED_DELAY))
        .isEqualTo(Duration.ofSeconds(3));
    assertThat(endpoint.settings().of(WebhookSettings.MAX_IN_FLIGHT)).isEqualTo(8);
    assertThat(endpoint.settings().of(WebhookSettings.QUEUE_BYTES)).isEqualTo(16 << 20);
    assertThat(endpoint.settings().of(WebhookSettings.TIMEOUT)).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  @Tag("HOOK-055")
  @Tag("HOOK-056")
  @Tag("HOOK-009")
  void givenAnEndpointWithAll_itHasAll() {
    WebhookEndpoint endpoint =
        endpoints(
                """
                      - url: http://10.0.0.5:8080/hooks
                        event_types: [channel_occupied, user_offline]
                        headers: {Authorization: Bearer abc, X-One: "a, b: c"}
                        filter: {channel_prefix: private-, channel_suffix: "-eu", channel_pattern: "[0-9]{3}"}
                        batch: {enabled: true, ms: 200, size: 10}
                        vacated_delay_ms: 0
                        member_removed_delay_ms: 1
                        user_offline_delay_ms: 600000
                        retry: {max_elapsed_ms: 3600000, initial_ms: 500, max_ms: 1000}
                        timeout_ms: 5000
                        connect_timeout_ms: 500
                        max_in_flight: 1
                        max_body_bytes: 65536
                        queue: {max_events: 5, max_bytes: 65536}
                        enabled: true
                """)
            .get(0);

    assertThat(endpoint.types())
        .containsExactlyInAnyOrder(Type.CHANNEL_OCCUPIED, Type.USER_OFFLINE);
    assertThat(endpoint.headers())
        .containsExactly(new Header("Authorization", "Bearer abc"), new Header("X-One", "a, b: c"));
    assertThat(endpoint.matches("private-room-123-eu")).isTrue();
    assertThat(endpoint.matches("private-room-12-eu")).isFalse();
    assertThat(endpoint.matches("presence-room-123-eu")).isFalse();
    assertThat(endpoint.matches("private-room-123-us")).isFalse();
    assertThat(endpoint.settings().of(WebhookSettings.RETRY_WINDOW)).isEqualTo(Duration.ofHours(1));
    assertThat(endpoint.settings().of(WebhookSettings.BATCH_SIZE)).isEqualTo(10);
  }

  @Test
  void givenAnEndpointThatIsOff_itWantsNothing() {
    WebhookEndpoint endpoint =
        endpoints("      - {url: 'https://a.example', enabled: false}\n").get(0);

    assertThat(endpoint.wants(Type.CHANNEL_OCCUPIED)).isFalse();
  }

  @Test
  @Tag("HOOK-058")
  void givenTheSameUrlTwice_eachEndpointHasAnIdThatShowsItsHostAlone() {
    String webhooks =
        """
              - url: https://hooks.example:8443/token-in-path
              - url: https://other.example/
              - url: HTTPS://hooks.example:8443/token-in-path
        """;

    assertThat(endpoints(webhooks)).extracting(WebhookEndpoint::id).doesNotHaveDuplicates();
    assertThat(endpoints(webhooks).get(0).id()).matches("hooks\\.example-[0-9a-f]{8}");
    assertThat(endpoints(webhooks).get(2).id()).isEqualTo(endpoints(webhooks).get(0).id() + "-2");
    assertThat(endpoints(webhooks).toString()).doesNotContain("token-in-path");
  }

  @Test
  @Tag("HOOK-059")
  void givenClientEventsThatMightNotFitIntoARequest_thatIsNoted() {
    String small = "      - {url: 'https://a.example', max_body_bytes: 16384}\n";

    assertThat(loaded(small, Map.of()).warnings())
        .singleElement()
        .asString()
        .contains("apps[0].webhooks[0].max_body_bytes is 16384", "can take 65536");
    assertThat(loaded(small.replace("}", ", event_types: [cache_miss]}"), Map.of()).warnings())
        .isEmpty();
  }

  @Test
  @Tag("HOOK-065")
  void givenAWindowLongerThanLibrariesTake_whatIsSentThenIsNoted() {
    assertThat(
            loaded(
                    "      - {url: 'https://a.example', retry: {max_elapsed_ms: 300001}}\n",
                    Map.of())
                .warnings())
        .singleElement()
        .asString()
        .contains("retry.max_elapsed_ms is above 300000");
  }

  /** An entry, and what is to be said of it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{event_types: []}|apps[0].webhooks[0].url is missing",
        "{url: hooks.example}|has to begin with https:// or http://",
        "{url: 'ftp://hooks.example/'}|has to begin with https:// or http://",
        "{url: 'https://'}|is no URL",
        "{url: 'https:///path'}|has no host",
        "{url: 'https:hooks'}|has no host",
        "{url: 'https://my_service/'}|(no _)",
        "{url: 'https://a.example:0/'}|has a port that is none",
        "{url: 'https://a.example:70000/'}|has a port that is none",
        "{url: 'https://a.example:/'}|has a port that is none",
        "{url: 'https://a.example/#x'}|has a # with something behind it",
        "{url: 'https://a.example/a b'}|is no URL (character 20)",
        "{url: 'https://a.example', event_types: [chanel_occupied]}|The nearest known one is \"channel_occupied\"",
        "{url: 'https://a.example', event_types: channel_occupied}|has to be a list",
        "{url: 'https://a.example', vacated_delay_ms: 600001}|Expected a whole number from 0 to 600000",
        "{url: 'https://a.example', retry: {initial_ms: 5000, max_ms: 1000}}|Raise the one or lower the other",
        "{url: 'https://a.example', connect_timeout_ms: 20000}|connect_timeout_ms is 20000",
        "{url: 'https://a.example', ca_file: /nowhere.pem}|does not exist",
        "{url: 'https://a.example', ca_file: /etc/passwd}|without a certificate",
        "{url: 'https://a.example', filter: {channel_prefx: a}}|channel_prefix",
        "{url: 'https://a.example', headers: Authorization}|has to be a group of names",
        "{url: 'https://a.example', headers: {A: {b: c}}}|has to be names, each with one text",
        "{url: 'https://a.example', header_files: {A: /nowhere}}|/nowhere does not exist",
        "{url: 'https://a.example', header: {A: b}}|headers",
      })
  @Tag("HOOK-090")
  @Tag("LIM-044")
  @Tag("LIM-069")
  void givenAMistake_itIsRefusedWithItsLine(String entry, String said) {
    assertThat(problems("      - " + entry + "\n"))
        .singleElement()
        .asString()
        .startsWith("line 5")
        .contains(said);
  }

  @Test
  @Tag("HOOK-092")
  void givenUserAndPasswordInAUrl_itIsRefusedWithoutRepeatingThem() {
    assertThat(problems("      - url: https://me:pass-word-1@hooks.example/p?t=token\n"))
        .singleElement()
        .asString()
        .contains("headers")
        .doesNotContain("pass-word-1", "token");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Content-Type|text/plain|which the server sets itself",
        "content-length|1|which the server sets itself",
        "Host|a|which the server sets itself",
        "X-Pusher-Key|a|which the server sets itself",
        "x-pusher-signature|a|which the server sets itself",
        "X-Belfry-Delivery|a|which the server sets itself",
        "Transfer-Encoding|chunked|which the server sets itself",
        "Connection|close|which the server sets itself",
        "X One|a|is none of a field",
        "X-Ö|a|is none of a field",
        "X-One|\"secret-1\\r\\nX-Two: b\"|whose value cannot be sent",
        "X-One|\"secret-1\\0\"|whose value cannot be sent",
        "X-One|secret-1 é|whose value cannot be sent",
        "X-One|\"\"|whose value cannot be sent",
      })
  @Tag("HOOK-009")
  void givenAFieldThatCannotBe_itIsRefusedWithoutItsValue(String name, String value, String said) {
    assertThat(
            problems(
                "      - {url: 'https://a.example', headers: {\"%s\": %s}}\n"
                    .formatted(name, value)))
        .singleElement()
        .asString()
        .contains(said)
        .doesNotContain("secret-1");
  }

  @Test
  @Tag("HOOK-009")
  void givenOneFieldTwice_itIsRefused() {
    assertThat(problems("      - {url: 'https://a.example', headers: {X-A: b, x-a: c}}\n"))
        .singleElement()
        .asString()
        .contains("\"x-a\" twice");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "(a|is no regular expression: missing closing )",
        "(a)\\1|is no regular expression",
        "(?=a)|is no regular expression",
        "((a{1000}){1000}){1000}|is too large",
        "((a{99}){99}){9}|is too large",
        "a{1001}|is no regular expression",
      })
  @Tag("HOOK-056")
  @Tag("HOOK-057")
  void givenAPatternThatIsNone_itIsRefusedWhenTheFileIsRead(String pattern, String said) {
    assertThat(
            problems(
                "      - {url: 'https://a.example', filter: {channel_pattern: '%s'}}\n"
                    .formatted(pattern)))
        .singleElement()
        .asString()
        .contains("filter.channel_pattern", said);
  }

  @Test
  @Tag("LIM-045")
  void givenSecretsInUrlAndHeaders_noneIsListed() {
    ConfigResult.Loaded loaded =
        loaded(
            "      - {url: 'https://a.example/token-1?token-2', headers: {X-Key: token-3}}\n",
            Map.of());

    assertThat(loaded.settings().get())
        .extracting(EffectiveSetting::value)
        .contains("https://a.example/***", "[X-Key: ***]");
    assertThat(loaded.settings().get().toString() + loaded.config()).doesNotContain("token-");
  }

  @Test
  @Tag("LIM-045")
  void givenVariablesAndFiles_headersComeFromThem(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("token"), "Bearer 1,2\n");
    Map<String, String> variables =
        Map.of(
            "BELFRY_APPS_0_WEBHOOKS_0_URL", "https://a.example/",
            "BELFRY_APPS_0_WEBHOOKS_0_HEADERS", "X-A: 1, X-B: 2",
            "BELFRY_APPS_0_WEBHOOKS_0_HEADER_FILES", "Authorization: " + file);

    ConfigResult.Loaded loaded = loaded("", variables);

    assertThat(loaded.config().apps().get(0).webhooks().get(0).headers())
        .containsExactly(
            new Header("X-A", "1"),
            new Header("X-B", "2"),
            new Header("Authorization", "Bearer 1,2"));
    assertThat(loaded.files()).containsExactly(file);
  }

  @Test
  void givenACertificateFile_itIsTakenWhenItHasOne(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("ca.pem");
    Files.writeString(file, TestCertificate.PEM);

    assertThat(
            endpoints("      - {url: 'https://a.example', ca_file: %s}\n".formatted(file))
                .get(0)
                .settings()
                .of(WebhookSettings.CA_FILE))
        .contains(file);
  }

  @Test
  @Tag("HOOK-090")
  void givenRequireHttps_anEndpointWithHttpIsRefused() {
    String yaml =
        "      - url: http://a.example/token\nserver: {webhooks: {require_https: true}}\n";

    assertThat(problems(yaml))
        .singleElement()
        .asString()
        .contains("a.example-", "server.webhooks.require_https is on")
        .doesNotContain("token");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "webhooks: {allow_private_targets: [10.0.0.1/8]}|write 10.0.0.0/8",
        "webhooks: {allow_private_targets: [10.0.0.0/33]}|at most /32",
        "webhooks: {allow_private_targets: [localhost]}|Expected a range of addresses",
        "webhooks: {allow_private_targets: ['fd00::/129']}|at most /128",
        "webhooks: {proxy: 'http://me:word@proxy:3128'}|is no address of a proxy",
        "webhooks: {proxy: 'proxy:3128'}|is no address of a proxy",
        "webhooks: {max_outbox_bytes: 0}|Expected a whole number",
      })
  @Tag("LIM-065")
  void givenAMistakeOfTheNode_itIsRefused(String line, String said) {
    assertThat(problems("server: {" + line + "}\n"))
        .singleElement()
        .asString()
        .contains(said)
        .doesNotContain("me:word");
  }
}
