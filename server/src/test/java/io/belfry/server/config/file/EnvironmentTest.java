package io.belfry.server.config.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.app.origin.Origins;
import io.belfry.server.config.NodeSettings;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands in the environment for other reasons than to set something here. */
class EnvironmentTest {
  private static final String APP =
      """
      apps:
        - id: "1"
          keys: [{key: app-key, secret: 0123456789abcdef0123456789abcdef}]
      """;

  private static ConfigResult.Loaded loaded(String yaml, Map<String, String> variables) {
    return switch (ConfigReader.read(yaml, variables, Map.of())) {
      case ConfigResult.Loaded loaded -> loaded;
      case ConfigResult.NotConfigured refused ->
          throw new AssertionError(refused.problems().toString());
    };
  }

  private static List<String> problems(String name, String text) {
    return ConfigJudgedTest.problems(APP, Map.of(name, text));
  }

  @ParameterizedTest
  @Tag("LIM-063")
  @ValueSource(strings = {"BELFRY", "BELFRY_SERVER", "BELFRY_APPS", "BELFRY_LIMITS", "BELFRY_API"})
  void givenAServiceOfKubernetes_itsVariablesArePassedOver(String service) {
    Map<String, String> variables =
        new TreeMap<>(
            Map.of(
                service + "_SERVICE_HOST", "10.0.0.1",
                service + "_SERVICE_PORT", "6001",
                service + "_SERVICE_PORT_WS", "6001",
                service + "_PORT", "tcp://10.0.0.1:6001",
                service + "_PORT_6001_TCP", "tcp://10.0.0.1:6001",
                service + "_PORT_6001_TCP_PROTO", "tcp",
                service + "_PORT_6001_TCP_PORT", "6001",
                service + "_PORT_6001_TCP_ADDR", "10.0.0.1",
                service + "_PORT_6001_UDP", "udp://10.0.0.1:6001"));

    ConfigResult.Loaded loaded = loaded(APP, variables);

    assertThat(loaded.warnings()).isEmpty();
    assertThat(loaded.config().of(NodeSettings.PORT)).isEqualTo(6001);
  }

  @Test
  @Tag("LIM-063")
  void givenVariablesOfImageBuilders_theyAreNotedInOneLine() {
    ConfigResult.Loaded loaded =
        loaded(
            APP,
            Map.of(
                "BELFRY_VERSION", "0.1.0",
                "BELFRY_HOME", "/opt/belfry",
                "BELFRY_CONFIG", "/etc/belfry.yaml",
                "BELFRY_CHROMIUM", "/usr/bin/chromium",
                "BELFRY_JAVA_OPTS", "-Xmx1g"));

    assertThat(loaded.warnings())
        .containsExactly(
            "BELFRY_CHROMIUM and BELFRY_CONFIG and BELFRY_HOME and BELFRY_VERSION are no settings"
                + " and have no effect.");
  }

  @ParameterizedTest
  @Tag("LIM-063")
  @CsvSource({
    "BELFRY_PORT, BELFRY_SERVER_PORT",
    "BELFRY_HOST, BELFRY_SERVER_HOST",
    "BELFRY_APP_0_ID, BELFRY_APPS_0_ID",
    "BELFRY_LIMIT_MAX_BATCH_SIZE, BELFRY_LIMITS_MAX_BATCH_SIZE"
  })
  void givenAStrangerThatIsLikeASetting_theNoteNamesIt(String name, String meant) {
    assertThat(loaded(APP, Map.of(name, "7001")).warnings())
        .containsExactly(name + " (for " + meant + "?) is no setting and has no effect.");
  }

  @ParameterizedTest
  @Tag("LIM-044")
  @Tag("LIM-063")
  @CsvSource({
    "BELFRY_SERVER_PROT, BELFRY_SERVER_PORT",
    "BELFRY_SERVER_SSL_CERT_PATH, BELFRY_SERVER_TLS_CERT_FILE",
    "BELFRY_APPS_0_SECRET, BELFRY_APPS_0_KEYS_0_SECRET",
    "BELFRY_APPS_2_KEYS_1_SECRT, BELFRY_APPS_2_KEYS_1_SECRET",
    "BELFRY_APPS_0_MAX_CONNECTIONS, BELFRY_APPS_0_LIMITS_MAX_CONNECTIONS",
    "BELFRY_APPS_0_ENABLE_CLIENT_MESSAGES, BELFRY_APPS_0_CLIENT_EVENTS_ENABLED",
    "BELFRY_LIMITS_MAX_BATCHSIZE, BELFRY_LIMITS_MAX_BATCH_SIZE",
    "BELFRY_SERVER_QQQQQQQQ, listed by",
    "BELFRY_APPS_ID, BELFRY_APPS_0_ID"
  })
  void givenAMistypedSetting_itIsRefusedWithTheNearest(String name, String nearest) {
    assertThat(problems(name, "1")).singleElement().asString().startsWith(name).contains(nearest);
  }

  @Test
  @Tag("LIM-064")
  void givenAListInAVariable_itsEntriesAreTrimmed() {
    ConfigResult.Loaded loaded =
        loaded(
            APP,
            Map.of(
                "BELFRY_APPS_0_ALLOWED_ORIGINS", "https://a.example, https://b.example ",
                "BELFRY_SERVER_PATH_PREFIXES", "/a , /b",
                "BELFRY_SERVER_FALLBACK_PREFIXES", ""));

    assertThat(Origins.of(loaded.config().apps().get(0).settings()).allow("https://b.example"))
        .isTrue();
    assertThat(loaded.config().of(NodeSettings.PATH_PREFIXES)).containsExactly("/a", "/b");
    assertThat(loaded.config().of(NodeSettings.FALLBACK_PREFIXES)).isEmpty();
    assertThat(problems("BELFRY_APPS_0_ALLOWED_ORIGINS", ""))
        .singleElement()
        .asString()
        .contains("has no entry");
    assertThat(problems("BELFRY_APPS_0_ALLOWED_ORIGINS", "https://a.example,"))
        .singleElement()
        .asString()
        .contains("An entry is empty");
  }

  @Test
  @Tag("LIM-045")
  void givenVariablesAlone_theyAreAWholeConfiguration() {
    Map<String, String> variables =
        Map.of(
            "BELFRY_APPS_0_ID", "7",
            "BELFRY_APPS_0_KEYS_0_KEY", "app-key",
            "BELFRY_APPS_0_KEYS_0_SECRET", "0123456789abcdef0123456789abcdef");

    assertThat(loaded("", variables).config().apps().get(0).id()).isEqualTo("7");
    assertThat(ConfigJudgedTest.problems("", Map.of("BELFRY_APPS_0_ID", "7")))
        .singleElement()
        .asString()
        .startsWith("BELFRY_APPS_0_ID: apps[0].keys has no active key");
    assertThat(ConfigJudgedTest.problems("", Map.of("BELFRY_APPS_999_ID", "7")))
        .singleElement()
        .asString()
        .contains("apps[999] is there and apps[0] is not");
  }
}
