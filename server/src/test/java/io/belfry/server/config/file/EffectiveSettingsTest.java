package io.belfry.server.config.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class EffectiveSettingsTest {
  private static final String YAML =
      """
      server: {port: 7001, host: 127.0.0.1}
      apps:
        - id: "1"
          keys: [{key: app-key, secret: app-secret-of-the-demo}]
          allowed_origins: [example.com, "*.example.com"]
          limits: {messages_per_second: 7}
          webhooks: [{url: "https://hooks.example/app-secret-of-the-demo"}]
      """;

  private static List<EffectiveSetting> settings(
      Map<String, String> environment, Map<String, String> flags) {
    return switch (ConfigReader.read(YAML, environment, flags)) {
      case ConfigResult.Loaded loaded -> loaded.settings().get();
      case ConfigResult.NotConfigured refused ->
          throw new AssertionError(refused.problems().toString());
    };
  }

  @Test
  void givenOneValueInEachSource_theLastSourceHoldsAndIsNamed() {
    List<EffectiveSetting> settings =
        settings(
            Map.of("BELFRY_SERVER_PORT", "7002", "BELFRY_SERVER_HOST", "127.0.0.2"),
            Map.of("server.port", "7003"));

    assertThat(settings)
        .contains(
            new EffectiveSetting("server.port", "7003", "flag, --set server.port"),
            new EffectiveSetting("server.host", "127.0.0.2", "environment, BELFRY_SERVER_HOST"),
            new EffectiveSetting("server.websocket_ping_seconds", "25", "default"),
            new EffectiveSetting("apps[0].id", "1", "file, line 3"),
            new EffectiveSetting(
                "apps[0].allowed_origins", "[example.com, *.example.com]", "file, line 5"),
            new EffectiveSetting("apps[0].limits.messages_per_second", "7", "file, line 6"));
  }

  @Test
  @Tag("LIM-045")
  void givenSecrets_onlyThatTheyAreThereIsListed() {
    List<EffectiveSetting> settings = settings(Map.of(), Map.of());

    assertThat(settings)
        .contains(new EffectiveSetting("apps[0].keys[0].secret", "***", "file, line 4"));
    assertThat(settings.toString()).doesNotContain("app-secret-of-the-demo");
  }

  @Test
  void givenALimitThatAnAppLeavesToTheNode_itIsListedOnce() {
    assertThat(settings(Map.of(), Map.of()))
        .extracting(EffectiveSetting::path)
        .doesNotHaveDuplicates()
        .contains("limits.max_user_id_length")
        .doesNotContain("apps[0].limits.max_user_id_length", "app_source.url");
  }

  @Test
  @Tag("LIM-044")
  void givenAMistypedVariableOrFlag_theNearestNameIsSuggested() {
    ConfigResult result =
        ConfigReader.read(
            YAML, Map.of("BELFRY_SERVER_PROT", "1"), Map.of("server.drain_second", "1"));

    assertThat(result).isInstanceOf(ConfigResult.NotConfigured.class);
    assertThat(result.toString()).contains("BELFRY_SERVER_PORT", "\"server.drain_seconds\"");
  }
}
