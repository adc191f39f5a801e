package io.belfry.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.webhook.WebhookEvent.Type;
import io.belfry.server.app.App;
import io.belfry.server.app.AppSettings;
import io.belfry.server.app.Limit;
import io.belfry.server.config.AppDefinitions.Faulty;
import io.belfry.server.config.AppDefinitions.Sound;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Definitions of apps that are no entries of the configuration. */
class AppDefinitionsTest {
  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final ServerConfig NODE =
      ServerConfig.builder().limit(Limit.MAX_PRESENCE_MEMBERS, 77).build();

  @Test
  @Tag("LIM-071")
  void givenADefinitionInJson_itIsTheAppThatTheFileWouldHave() {
    App app =
        read(
            """
            {
            \t"id": "7", "name": "Shop \\ud83d\\ude00",
            \t"keys": [{"key": "key-7", "secret": "%s"}],
            \t"client_events": {"enabled": true},
            \t"limits": {"max_connections": 5},
            \t"webhooks": [{"url": "https:\\/\\/hooks.example\\/a", "event_types": ["user_online"],
            \t  "headers": {"X-Token": "t"}}]
            }
            """
                .formatted(SECRET));

    assertThat(app.id()).isEqualTo("7");
    assertThat(app.name()).isEqualTo("Shop \uD83D\uDE00");
    assertThat(app.settings().of(AppSettings.CLIENT_EVENTS_ENABLED)).isTrue();
    assertThat(app.limits().of(Limit.MAX_CONNECTIONS)).isEqualTo(5);
    assertThat(app.limits().of(Limit.MAX_PRESENCE_MEMBERS)).isEqualTo(77);
    assertThat(app.webhooks()).singleElement().matches(hook -> hook.wants(Type.USER_ONLINE));
  }

  @Test
  @Tag("LIM-043")
  void givenADefinitionWithMistakes_allAreToldWithPlaceAndLine() {
    List<String> problems =
        problems(
            """
            id: "a b"
            keys: [{key: key-7}]
            client_evnts: {enabled: true}
            limits: {max_connections: -2}
            webhooks: [{url: "ftp://x"}]
            """);

    assertThat(problems)
        .hasSize(5)
        .allMatch(problem -> problem.startsWith("row 7, line "))
        .noneMatch(problem -> problem.contains("apps[0]") || problem.contains("BELFRY_"));
    assertThat(problems.toString())
        .contains(
            "line 3: \"client_evnts\" is not a setting. The nearest known one is \"client_events\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "keys: [{key: k, secret_file: /run/secrets/other}]",
        "keys: [{key: k, secret: 0123456789abcdef0}]\nwebhooks: [{url: 'https://x.example', header_files: {A: /etc/passwd}}]",
        "keys: [{key: k, secret: 0123456789abcdef0}]\nwebhooks: [{url: 'https://x.example', ca_file: /etc/hosts}]"
      })
  @Tag("LIM-071")
  void givenADefinitionThatNamesAFileOfTheServer_itIsRefused(String rest) {
    assertThat(problems("id: '1'\n" + rest))
        .singleElement()
        .asString()
        .contains("names a file of the server");
  }

  @Test
  @Tag("HOOK-090")
  void givenANodeThatRequiresHttps_aDefinitionWithHttpIsRefused() {
    ServerConfig strict =
        ServerConfig.builder().set(NodeSettings.WEBHOOKS_REQUIRE_HTTPS, true).build();
    String text =
        "id: '1'\nkeys: [{key: k, secret: %s}]\nwebhooks: [{url: 'http://x.example/secret-path'}]"
            .formatted(SECRET);

    assertThat(AppDefinitions.of(strict).read("row", text).toString())
        .contains("does not begin with https://")
        .doesNotContain("secret-path");
  }

  @Test
  @Tag("THR-46")
  void givenTheAppOfDev_itIsRefused() {
    assertThat(problems("id: '1'\nkeys: [{key: demo-0123abcd, secret: " + SECRET + "}]"))
        .containsExactly(
            "row 7, line 2: keys has one of belfry dev, which is not for production. Give the app a"
                + " key and a secret of its own.");
  }

  @Test
  void givenNothingOrTooMuch_itIsRefused() {
    assertThat(problems("")).isNotEmpty();
    assertThat(problems("null")).isNotEmpty();
    assertThat(problems("[]")).isNotEmpty();
    assertThat(problems("x".repeat(300_000))).singleElement().asString().contains("256 KiB");
  }

  @Property(tries = 500)
  @net.jqwik.api.Tag("LIM-045")
  @net.jqwik.api.Tag("LIM-071")
  void givenAnyText_itIsAnAppOrProblemsWithoutSecrets(@ForAll("definitions") String text) {
    AppDefinitions.Definition definition = AppDefinitions.of(NODE).read("row", text);

    assertThat(definition.toString()).doesNotContain(SECRET);
    switch (definition) {
      case Sound sound -> assertThat(sound.app().keys()).isNotEmpty();
      case Faulty faulty -> assertThat(faulty.problems()).isNotEmpty();
    }
  }

  @Provide
  Arbitrary<String> definitions() {
    String whole =
        """
        {"id": "7", "keys": [{"key": "k", "secret": "%s", "active": true}], "allowed_origins": ["*"],
         "webhooks": [{"url": "https://hooks.example/%s", "headers": {"A": "%s"}, "filter": {"channel_pattern": "^a{2}$"}}]}
        """
            .formatted(SECRET, SECRET, SECRET);
    Arbitrary<String> pieces =
        Arbitraries.of(
            "{", "}", "[", "]", ":", ",", "\"", "\n", "- ", "id", "keys", "&a", "*a", "!!x", "${",
            "\u0000", "\uD83D", "é");
    Arbitrary<String> damaged =
        Arbitraries.integers()
            .between(0, whole.length())
            .flatMap(
                from ->
                    Arbitraries.integers()
                        .between(from, Math.min(whole.length(), from + 20))
                        .flatMap(
                            to ->
                                pieces.map(
                                    piece ->
                                        whole.substring(0, from) + piece + whole.substring(to))));
    return Arbitraries.oneOf(
        damaged,
        pieces.list().ofMaxSize(40).map(all -> String.join("", all)),
        Arbitraries.strings());
  }

  private static App read(String text) {
    AppDefinitions.Definition definition = AppDefinitions.of(NODE).read("row 7", text);
    assertThat(definition).isInstanceOf(Sound.class);
    return ((Sound) definition).app();
  }

  private static List<String> problems(String text) {
    return ((Faulty) AppDefinitions.of(NODE).read("row 7", text)).problems();
  }
}
