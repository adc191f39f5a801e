package io.belfry.server.config.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.server.app.App;
import io.belfry.server.app.App.Builder;
import io.belfry.server.app.AppSettings;
import io.belfry.server.app.Limit;
import io.belfry.server.app.origin.Origins;
import io.belfry.server.config.NodeSettings;
import io.belfry.server.config.ServerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Configurations that are written in code. */
class ServerConfigBuilderTest {
  private static Builder app() {
    return App.builder("1").key("app-key", "a secret of app 1");
  }

  @Test
  void givenTheSameInCodeAndInAFile_itIsTheSameConfiguration() {
    ServerConfig inFile =
        ConfigReaderTest.loaded(
                """
                server: {host: 127.0.0.1, port: 7001, api_port: 0, path_prefixes: [/a], drain_seconds: 3}
                limits: {max_connections: 10, max_batch_size: 5}
                apps:
                  - id: "1"
                    name: Shop
                    keys: [{key: app-key, secret: a secret of app 1}]
                    client_events: {enabled: true}
                    activity_timeout_seconds: 60
                    allowed_origins: [example.com]
                    limits: {max_connections: 7}
                """)
            .config();
    ServerConfig inCode =
        ServerConfig.builder()
            .host("127.0.0.1")
            .port(7001)
            .apiPort(0)
            .pathPrefixes("/a")
            .set(NodeSettings.DRAIN, Optional.of(Duration.ofSeconds(3)))
            .limit(Limit.MAX_CONNECTIONS, 10)
            .limit(Limit.MAX_BATCH_SIZE, 5)
            .app(
                app()
                    .name("Shop")
                    .set(AppSettings.CLIENT_EVENTS_ENABLED, true)
                    .set(AppSettings.ACTIVITY_TIMEOUT, Duration.ofSeconds(60))
                    .allowedOrigins("example.com")
                    .limit(Limit.MAX_CONNECTIONS, 7)
                    .build())
            .build();

    assertThat(inCode.isSameNodeAs(inFile)).isTrue();
    App app = inCode.apps().get(0);
    App other = inFile.apps().get(0);
    assertThat(app.settings()).isEqualTo(other.settings()).hasSameHashCodeAs(other.settings());
    assertThat(app.name()).isEqualTo(other.name());
    assertThat(app.activeKey("app-key")).isPresent();
    assertThat(Origins.of(app.settings()).allow("https://other.example")).isFalse();
    for (Limit limit : Limit.values()) {
      assertThat(app.limits().of(limit)).isEqualTo(other.limits().of(limit));
    }
  }

  @Test
  void givenNothingButAnApp_theDefaultsHold() {
    ServerConfig config = ServerConfig.builder().app(app().build()).build();

    assertThat(config.of(NodeSettings.PORT)).isEqualTo(6001);
    assertThat(config.of(NodeSettings.PATH_PREFIXES)).containsExactly("");
    assertThat(config.of(NodeSettings.API_PORT)).isEmpty();
    assertThat(config.apps().get(0).settings().of(AppSettings.PONG_TIMEOUT))
        .isEqualTo(Duration.ofSeconds(30));
  }

  static Stream<Arguments> mistakesOfNodes() {
    return Stream.of(
        mistake("port: 70000", b -> b.port(70_000)),
        mistake("host: http://x", b -> b.host("http://x")),
        mistake("path_prefixes: []", b -> b.pathPrefixes()),
        mistake("path_prefixes: [/a, /a]", b -> b.pathPrefixes("/a", "/a")),
        mistake(
            "operations: {port: 6001}, host: 127.0.0.1",
            b -> b.host("127.0.0.1").operationsPort(6001)),
        mistake("api_port: 6001", b -> b.apiPort(6001)),
        mistake(
            "connect_rate_per_address: 0", b -> b.set(NodeSettings.CONNECT_RATE_PER_ADDRESS, 0L)),
        mistake(
            "websocket_ping_seconds: -1",
            b -> b.set(NodeSettings.WEBSOCKET_PING, Duration.ofSeconds(-1))));
  }

  private static Arguments mistake(String inFile, UnaryOperator<ServerConfig.Builder> inCode) {
    return Arguments.of(inFile, inCode);
  }

  @ParameterizedTest
  @Tag("LIM-065")
  @MethodSource("mistakesOfNodes")
  void givenAMistake_itIsToldInTheWordsOfTheFile(
      String inFile, UnaryOperator<ServerConfig.Builder> inCode) {
    String yaml =
        "server: {" + inFile + "}\napps: [{id: '1', keys: [{key: k, secret: a secret of app 1}]}]";
    List<ConfigProblem> problems =
        switch (ConfigReader.read(yaml, Map.of(), Map.of())) {
          case ConfigResult.NotConfigured refused -> refused.problems();
          case ConfigResult.Loaded loaded -> throw new AssertionError("loaded: " + inFile);
        };

    assertThat(problems).hasSize(1);
    assertThatThrownBy(() -> inCode.apply(ServerConfig.builder()).app(app().build()).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(problems.get(0).sentence());
  }

  @Test
  @Tag("LIM-043")
  void givenManyMistakes_allAreToldAtOnce() {
    Consumer<Builder> wrong =
        app ->
            app.key("no key", "x")
                .key("key", " ")
                .key("same", "same")
                .set(AppSettings.PONG_TIMEOUT, Duration.ZERO)
                .allowedOrigins("exa mple")
                .limit(Limit.MAX_BATCH_SIZE, -2);
    Builder app = App.builder("a/b");
    wrong.accept(app);

    assertThatThrownBy(app::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("app a/b: id is \"a/b\". Expected digits")
        .hasMessageContaining("key is \"no key\". Expected 1 to 64")
        .hasMessageContaining("secret begins or ends with white space")
        .hasMessageContaining("secret is the same as the key")
        .hasMessageContaining("pong_timeout_seconds is \"0\". Expected a whole number from 1")
        .hasMessageContaining("allowed_origins has \"exa mple\".")
        .hasMessageContaining("limits.max_batch_size is \"-2\". Expected a whole number from -1");
  }

  @Test
  @Tag("LIM-043")
  void givenTwoAppsWithOneKeyOrId_itIsRefused() {
    ServerConfig.Builder config = ServerConfig.builder().app(app().build());

    assertThatThrownBy(() -> config.app(App.builder("2").key("app-key", "another").build()).build())
        .hasMessageContaining("The key app-key stands twice.");
  }

  @Test
  @Tag("LIM-066")
  void givenLimitsThatForbidEachOther_itIsRefused() {
    App app = app().limit(Limit.MAX_EVENT_PAYLOAD_BYTES, 3 << 20).build();

    assertThatThrownBy(() -> ServerConfig.builder().app(app).build())
        .hasMessageContaining("app 1: limits.max_event_payload_bytes is 3145728 and")
        .hasMessageContaining("Raise the one or lower the other.");
  }

  @Test
  void givenASettingOfSomethingElse_itIsRefusedAtOnce() {
    assertThatThrownBy(() -> app().set(NodeSettings.PORT, 1)).hasMessageContaining("of an app");
    assertThatThrownBy(() -> ServerConfig.builder().set(AppSettings.REQUIRE_TLS, true))
        .hasMessageContaining("of a node");
  }

  @Test
  void givenNoActiveKey_theAppIsRefused() {
    assertThatThrownBy(() -> App.builder("1").inactiveKey("k", "a secret").build())
        .hasMessage("app 1: keys has no active key. Add one with its secret.");
  }

  @Test
  void givenAFileWithoutApps_itIsReadWhereTheyComeFromElsewhere(@TempDir Path folder)
      throws java.io.IOException {
    Path file = Files.writeString(folder.resolve("belfry.yaml"), "server: {port: 7001}\n");

    assertThat(ConfigReader.read(file, Map.of(), Map.of()).toString()).contains("There is no app.");
    ConfigResult result = ConfigReader.read(file, Map.of(), Map.of(), ConfigReader.Apps.ELSEWHERE);
    assertThat(result).isInstanceOf(ConfigResult.Loaded.class);
    assertThat(((ConfigResult.Loaded) result).config().of(NodeSettings.PORT)).isEqualTo(7001);
  }
}
