package io.belfry.server.config.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.app.App;
import io.belfry.server.app.AppSettings;
import io.belfry.server.app.Limit;
import io.belfry.server.config.AppSourceSettings;
import io.belfry.server.config.NodeSettings;
import io.belfry.server.setting.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigReaderTest {
  private static final String README =
      """
      server: {host: 127.0.0.1, port: 6001, data_dir: ./data}
      apps:
        - id: "1"
          name: demo
          keys: [{key: app-key, secret: app-secret-of-the-demo}]
          client_events: {enabled: true}
      """;

  static ConfigResult.Loaded loaded(String yaml) {
    return loaded(yaml, Map.of());
  }

  static ConfigResult.Loaded loaded(String yaml, Map<String, String> environment) {
    return switch (ConfigReader.read(yaml, environment, Map.of())) {
      case ConfigResult.Loaded loaded -> loaded;
      case ConfigResult.NotConfigured refused ->
          throw new AssertionError(refused.problems().toString());
    };
  }

  private static List<String> problems(String yaml) {
    return problems(yaml, Map.of());
  }

  private static List<String> problems(String yaml, Map<String, String> environment) {
    return switch (ConfigReader.read(yaml, environment, Map.of())) {
      case ConfigResult.Loaded loaded -> throw new AssertionError("loaded: " + yaml);
      case ConfigResult.NotConfigured refused ->
          refused.problems().stream().map(ConfigProblem::toString).toList();
    };
  }

  @Test
  void givenTheShapeOfTheReadme_itLoadsWithoutAWarning() {
    ConfigResult.Loaded loaded = loaded(README);
    assertThat(loaded.warnings()).isEmpty();
    assertThat(loaded.config().of(NodeSettings.PORT)).isEqualTo(6001);
    assertThat(loaded.config().of(NodeSettings.HOST)).isEqualTo("127.0.0.1");
    assertThat(loaded.config().of(NodeSettings.DATA_DIR)).isEqualTo(Path.of("./data"));
    App app = loaded.config().apps().get(0);
    assertThat(app.id()).isEqualTo("1");
    assertThat(app.name()).isEqualTo("demo");
    assertThat(app.settings().of(AppSettings.CLIENT_EVENTS_ENABLED)).isTrue();
    assertThat(app.settings().of(AppSettings.ACTIVITY_TIMEOUT)).isEqualTo(Duration.ofSeconds(120));
  }

  @Test
  void givenManyProblems_allAreNamedAtOnceWithTheirLines() {
    List<String> problems =
        problems(
            """
            server:
              port: many
              hots: x
            apps:
              - id: "1"
                keys: [{key: "a b", secret: s3cret-of-sixteen}]
                client_events: {enabled: perhaps}
            """);
    assertThat(problems).hasSize(4);
    assertThat(problems.get(0)).startsWith("line 2:").contains("many");
    assertThat(problems.get(1)).startsWith("line 3:").contains("server.hots").contains("host");
    assertThat(problems).anyMatch(p -> p.startsWith("line 6:"));
    assertThat(problems).anyMatch(p -> p.startsWith("line 7:") && p.contains("perhaps"));
  }

  @Test
  @Tag("LIM-044")
  void givenAnUnknownName_theNearestKnownOneIsNamed() {
    assertThat(problems(README.replace("data_dir", "datadir")))
        .containsExactly(
            "line 1: \"server.datadir\" is not a setting. The nearest known one is \"server.data_dir\".");
    assertThat(problems(README.replace("client_events", "client_event")))
        .singleElement()
        .asString()
        .contains("\"apps[0].client_events\"");
  }

  @Test
  void givenASettingWhoseFeatureIsNotBuilt_itIsTakenWithOneWarning() {
    ConfigResult.Loaded loaded = loaded(README + "console: {payloads: true}\n");
    assertThat(loaded.warnings())
        .containsExactly(
            "console.payloads (line 7) has no effect in this version: what it sets is not built"
                + " yet.");
  }

  @Test
  @Tag("LIM-043")
  void givenTwoAppsWithOneIdOrKey_bothPlacesAreNamed() {
    String twice =
        """
        apps:
          - id: "1"
            keys: [{key: one, secret: a secret of sixteen}]
          - id: "1"
            keys: [{key: one, secret: another secret here}]
        """;
    assertThat(problems(twice))
        .containsExactly(
            "line 4: apps[1].id and apps[0].id are both \"1\".",
            "line 5: apps[1].keys[0].key and apps[0].keys[0].key are both \"one\".");
  }

  @Test
  @Tag("THR-46")
  void givenNoApp_itIsRefusedWithAHint() {
    assertThat(problems("server: {port: 6001}")).singleElement().asString().contains("apps");
    assertThat(problems("")).singleElement().asString().contains("apps");
  }

  @Test
  @Tag("LIM-045")
  void givenTheEnvironment_itGoesBeforeTheFile() {
    ConfigResult.Loaded loaded =
        loaded(
            README,
            Map.of(
                "BELFRY_SERVER_PORT", "7001",
                "BELFRY_APPS_0_KEYS_0_SECRET", "from the environment",
                "BELFRY_LOG_LEVEL", "DEBUG",
                "PATH", "/bin"));
    assertThat(loaded.config().of(NodeSettings.PORT)).isEqualTo(7001);
    App app = loaded.config().apps().get(0);
    String token = "app-key:" + io.belfry.protocol.sign.Secret.of("from the environment").sign("x");
    assertThat(app.verify(token, "x")).isEqualTo(App.Verdict.GRANTED);
    assertThat(problems(README, Map.of("BELFRY_SERVER_PROT", "1")))
        .singleElement()
        .asString()
        .startsWith("BELFRY_SERVER_PROT:");
  }

  @Test
  @Tag("LIM-045")
  @Tag("THR-47")
  void givenProblemsAtASecret_itIsNeverShown() {
    String secret = "very-secret-value";
    String yaml = README.replace("app-secret-of-the-demo", "[" + secret + "]");
    assertThat(problems(yaml)).isNotEmpty().noneMatch(p -> p.contains(secret));
    assertThat(problems(README.replace("keys: [{", "keys: [{secrt: " + secret + ", ")))
        .isNotEmpty()
        .noneMatch(p -> p.contains(secret));
    assertThat(loaded(README).config().toString()).doesNotContain("app-secret-of-the-demo");
  }

  @Test
  @Tag("LIM-045")
  void givenASecretFile_itIsRead(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("secret");
    Files.writeString(file, "secret from a file\n");
    String yaml = README.replace("secret: app-secret-of-the-demo", "secret_file: \"" + file + "\"");
    App app = loaded(yaml).config().apps().get(0);
    String token = "app-key:" + io.belfry.protocol.sign.Secret.of("secret from a file").sign("x");
    assertThat(app.verify(token, "x")).isEqualTo(App.Verdict.GRANTED);
    assertThat(problems(yaml.replace("secret\"", "missing\"")))
        .singleElement()
        .asString()
        .startsWith("line 5:")
        .contains("missing does not exist");
  }

  @Test
  @Tag("LIM-046")
  @Tag("LIM-048")
  void givenAnUnusualIdOrAShortSecret_itIsTakenWithAWarning() {
    assertThat(loaded(README.replace("id: \"1\"", "id: shop")).warnings())
        .singleElement()
        .asString()
        .contains("shop");
    assertThat(loaded(README.replace("app-secret-of-the-demo", "short")).warnings())
        .singleElement()
        .asString()
        .contains("16")
        .doesNotContain("short\"");
  }

  @Test
  @Tag("LIM-072")
  void givenKeysWithTheTimeTheyWereMade_theOldestActiveOneComesFirst() {
    String keys =
        """
        apps:
          - id: "1"
            keys:
              - {key: new, secret: 0123456789abcdef1, created_at: 2026-11-28}
              - {key: old, secret: 0123456789abcdef2, created_at: "2025-01-01T10:00:00+02:00"}
              - {key: undated, secret: 0123456789abcdef3, active: false}
              - {key: undated-too, secret: 0123456789abcdef4, active: false}
        """;
    App app = loaded(keys).config().apps().get(0);

    assertThat(app.keys())
        .extracting(App.Key::key)
        .containsExactly("undated", "undated-too", "old", "new");
    assertThat(app.oldestActiveKey()).map(App.Key::key).contains("old");
    assertThat(app.gone().oldestActiveKey()).isEmpty();
    assertThat(problems(keys.replace("2026-11-28", "28.11.2026")))
        .containsExactly(
            "line 4: apps[0].keys[0].created_at is \"28.11.2026\". Expected a date such as 2026-11-28,"
                + " or a time such as 2026-11-28T09:30:00Z.");
  }

  @Test
  void givenAppsOutOfADatabase_noneIsNeededHereAndNoneAllowed() {
    String source = "app_source: {kind: jdbc, url: 'jdbc:postgresql://db.internal/belfry'}\n";

    assertThat(loaded(source).config().apps()).isEmpty();
    assertThat(problems(source + README.substring(README.indexOf("apps:"))))
        .singleElement()
        .asString()
        .contains("app_source.kind is jdbc, and there are apps here too");
    assertThat(problems("app_source: {kind: jdbc}\n"))
        .containsExactly(
            "line 1: app_source.url is missing. Give the address of the database that has the apps.");
    assertThat(problems(source.replace("//", "//me:pass-word@")))
        .singleElement()
        .asString()
        .contains("app_source.password_file")
        .doesNotContain("pass-word");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://me:pass-word@db/belfry",
        "postgresql://me:pass/word?@db/belfry",
        "postgresql://db/belfry?password=pass-word",
        "postgresql://db/belfry?ssl=true&sslpassword=pass-word",
        "postgresql://db/belfry?client_secret=pass-word",
        "postgresql://db/belfry;access_token=pass-word"
      })
  @Tag("LIM-045")
  void givenAPasswordInTheAddressOfADatabase_itIsRefusedAndNotRepeated(String url) {
    assertThat(problems("app_source: {kind: jdbc, url: 'jdbc:" + url + "'}\n"))
        .singleElement()
        .asString()
        .contains("app_source.url has a user or a password in it")
        .doesNotContain("pass-word", "pass/word");
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdbc:x", "jdbc:mysql://db/apps", "jdbc:sqlite:", "postgresql://db/apps"})
  void givenADatabaseThatIsNotKnown_itIsRefusedWithThoseThatAre(String url) {
    assertThat(problems("app_source: {kind: jdbc, url: '" + url + "'}\n"))
        .containsExactly(
            "line 1: app_source.url has to begin with jdbc:postgresql: or jdbc:sqlite:, such as"
                + " jdbc:postgresql://db.internal:5432/belfry or jdbc:sqlite:apps.db.");
  }

  @Test
  @Tag("LIM-045")
  void givenParametersOfADatabase_theyAreNotShown() {
    String url = "jdbc:postgresql://db.internal/belfry?sslrootcert=/etc/ca.pem&options=word-1";
    ConfigResult.Loaded loaded = loaded("app_source: {kind: jdbc, url: '" + url + "'}\n");

    assertThat(loaded.config().of(AppSourceSettings.URL)).isEqualTo(url);
    assertThat(loaded.settings().get().toString())
        .contains("jdbc:postgresql://db.internal/belfry?...")
        .doesNotContain("word-1");
  }

  @Test
  @Tag("LIM-045")
  void givenAPasswordInAFile_itIsTakenAndNotShown(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("password"), "pass-word-1\n");
    ConfigResult.Loaded loaded =
        loaded(
            "app_source: {kind: jdbc, url: 'jdbc:sqlite:apps.db', username: belfry, password_file: "
                + file
                + "}\n");

    assertThat(loaded.config().of(AppSourceSettings.PASSWORD)).isEqualTo("pass-word-1");
    assertThat(loaded.files()).containsExactly(file);
    assertThat(loaded.config() + loaded.settings().get().toString()).doesNotContain("pass-word-1");
  }

  @Test
  void givenASettingThatIsNotBuilt_itWarnsWhereverItWasGiven() {
    Map<String, String> variable = Map.of("BELFRY_CONSOLE_SESSION_HOURS", "8");
    Map<String, String> flag = Map.of("console.enabled", "true");
    String yaml = README + "console: {payloads: true}\n";

    ConfigResult result = ConfigReader.read(yaml, variable, flag);

    assertThat(result).isInstanceOf(ConfigResult.Loaded.class);
    assertThat(((ConfigResult.Loaded) result).warnings())
        .extracting(warning -> warning.split(" ", 2)[0])
        .containsExactly("console.payloads", "console.session_hours", "console.enabled");
  }

  @Test
  void givenAnAppThatRequiresTls_itWarnsThatNobodyCanConnect() {
    assertThat(loaded(README + "    require_tls: true\n").warnings())
        .singleElement()
        .asString()
        .contains("require_tls of app", "every connection", "server.tls", "server.trusted_proxies");
    assertThat(
            loaded(
                    README.replace("port: 6001", "trusted_proxies: [127.0.0.1]")
                        + "    require_tls: true\n")
                .warnings())
        .isEmpty();
  }

  @Test
  @Tag("LIM-001")
  @Tag("LIM-006")
  void givenLimits_theAppsGoBeforeTheServersAndTheBodyLimitFollows() {
    String yaml =
        README
            + "    limits: {max_event_payload_bytes: 1000000}\n"
            + "limits: {max_event_payload_bytes: 5, max_channel_name_length: 164}\n";
    App app = loaded(yaml).config().apps().get(0);
    assertThat(app.limits().of(Limit.MAX_EVENT_PAYLOAD_BYTES)).isEqualTo(1_000_000);
    assertThat(app.limits().of(Limit.MAX_CHANNEL_NAME_LENGTH)).isEqualTo(164);
    assertThat(app.limits().of(Limit.MAX_REQUEST_BYTES)).isGreaterThan(60_000_000);
  }

  @Test
  @Tag("LIM-001")
  void givenEveryLimit_itCanBeSetForAnAppAndForTheServer() {
    for (Limit limit : Limit.values()) {
      long value = limit.mistakes(7).isEmpty() ? 7 : limit.defaultValue() + 1;
      String setting = "limits: {" + limit.key() + ": " + value + "}\n";
      assertThat(loaded(README + "    " + setting).config().apps()).hasSize(1);
      assertThat(loaded(README + setting).config().apps()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a: [",
        "\t",
        "apps: 7",
        "apps: [7]",
        "server: [1]",
        "- a",
        "apps: &a [*a]",
        "a: !!java.lang.Runtime {}",
        "server: {port: 70000}",
        "server: {port: -1}",
        "server: {port: 1}\nserver: {port: 2}",
        "limits: {max_batch_size: -2}",
        "limits: {max_batch_size: 99999999999999999999}"
      })
  void givenABrokenFile_itIsRefusedAndNothingIsThrown(String yaml) {
    assertThat(problems(yaml)).isNotEmpty().noneMatch(String::isBlank);
  }

  @Test
  void givenAFileThatIsNone_itSaysSo(@TempDir Path folder) throws IOException {
    Path missing = folder.resolve("none.yaml");
    assertThat(ConfigReader.read(missing, Map.of(), Map.of()).toString())
        .contains("There is no such file");
    Path binary = folder.resolve("binary.yaml");
    Files.write(binary, new byte[] {(byte) 0xFF, (byte) 0xFE, 0});
    assertThat(ConfigReader.read(binary, Map.of(), Map.of()))
        .isInstanceOf(ConfigResult.NotConfigured.class);
    assertThat(ConfigReader.read(folder, Map.of(), Map.of()))
        .isInstanceOf(ConfigResult.NotConfigured.class);
  }

  @Test
  @Tag("THR-29")
  void givenAnyText_itIsReadOrRefusedAndNothingIsThrown() {
    Random random = new Random(11);
    String[] pieces = {
      "server", "apps", ": ", "{", "}", "[", "]", "\n", "  ", "- ", "id", "\"", "'", "#", "|", ">",
      "&a", "*a", "!x", "port", "1", ",", "keys", "\u0000", "é", "? ", "<<", "~", "limits"
    };
    for (int round = 0; round < 3_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(25); i > 0; i--) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      assertThat(ConfigReader.read(text.toString(), Map.of(), Map.of())).isNotNull();
    }
  }

  @Test
  void givenTheReference_itNamesEverySetting() {
    String reference = ConfigReference.markdown();
    for (Setting<?> setting : new SettingTable().all()) {
      String name = setting.path().substring(setting.path().lastIndexOf('.') + 1);
      assertThat(reference).contains(name);
    }
  }
}
