package io.belfry.server.config.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.server.config.ClusterSettings;
import io.belfry.server.config.ClusterSettings.Joined;
import io.belfry.server.config.ClusterSettings.WhenCutOff;
import io.belfry.server.config.EngineAddress;
import io.belfry.server.config.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a file says of other nodes. */
class ClusterReadingTest {
  private static final String APPS =
      "apps: [{id: \"1\", keys: [{key: app-key, secret: 0123456789abcdef}]}]\n";
  private static final String GOOD = "kind: redis, name: production, url: 'redis://redis.internal'";

  private static ConfigResult read(String cluster) {
    return ConfigReader.read(APPS + "cluster: {" + cluster + "}\n", Map.of(), Map.of());
  }

  private static ConfigResult.Loaded loaded(String cluster) {
    ConfigResult result = read(cluster);
    assertThat(result).isInstanceOf(ConfigResult.Loaded.class);
    return (ConfigResult.Loaded) result;
  }

  private static List<String> problems(String cluster) {
    ConfigResult result = read(cluster);
    assertThat(result).isInstanceOf(ConfigResult.NotConfigured.class);
    return ((ConfigResult.NotConfigured) result)
        .problems().stream().map(problem -> problem.where() + ": " + problem.sentence()).toList();
  }

  @Test
  @Tag("CLU-004")
  void givenNothingOfIt_theNodeIsAlone() {
    ServerConfig config = loaded("kind: none").config();

    assertThat(config.of(ClusterSettings.KIND)).isEqualTo(Joined.NONE);
    assertThat(config.of(ClusterSettings.PARTITIONS)).isEqualTo(16);
    assertThat(config.of(ClusterSettings.LEASE)).isEqualTo(Duration.ofSeconds(3));
    assertThat(config.of(ClusterSettings.PUBLISH_WHEN_CUT_OFF)).isEqualTo(WhenCutOff.REFUSE);
    assertThat(loaded("name: a, partitions: 8").warnings())
        .containsExactly("cluster.name, cluster.partitions have no effect: cluster.kind is none.");
  }

  @Test
  @Tag("CLU-004")
  @Tag("LIM-045")
  void givenAllOfIt_itIsTakenAndThePasswordIsNotShown(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("password"), "pass-word-1\n");
    ConfigResult.Loaded loaded =
        loaded(
            GOOD
                + ", username: belfry, password_file: "
                + file
                + ", tls: {enabled: true, ca_file: "
                + file
                + "}, lease_seconds: 5, publish_when_cut_off: local, node_name: a-1");

    ServerConfig config = loaded.config();
    assertThat(config.of(ClusterSettings.NAME)).hasValue("production");
    assertThat(config.of(ClusterSettings.URL))
        .isEqualTo(Optional.of(EngineAddress.of("redis://redis.internal:6379")));
    assertThat(config.of(ClusterSettings.PASSWORD)).isEqualTo("pass-word-1");
    assertThat(config.of(ClusterSettings.TLS)).isTrue();
    assertThat(config.of(ClusterSettings.TLS_CA_FILE)).hasValue(file);
    assertThat(config.of(ClusterSettings.PUBLISH_WHEN_CUT_OFF)).isEqualTo(WhenCutOff.LOCAL);
    assertThat(loaded.files()).containsExactly(file);
    assertThat(loaded.warnings()).isEmpty();
    assertThat(config + loaded.settings().get().toString()).doesNotContain("pass-word-1");
  }

  @Test
  @Tag("CLU-004")
  void givenSomethingThatIsMissing_itSaysWhatToGive() {
    assertThat(problems("kind: redis"))
        .containsExactlyInAnyOrder(
            "line 2: cluster.name is missing. Give all nodes that are to act as one the same, such"
                + " as production.",
            "line 2: cluster.url is missing. Give the address of Redis or Valkey, such as"
                + " redis://redis.internal:6379.");
  }

  @Test
  @Tag("CLU-004")
  @Tag("LIM-045")
  void givenSomethingThatIsWrong_itIsSaidOnceAndNoPasswordIsRepeated() {
    assertThat(problems("kind: redis, name: 'a b', url: 'redis://me:pass-word@redis.internal'"))
        .hasSize(2)
        .anyMatch(line -> line.contains("cluster.name is no name"))
        .anyMatch(line -> line.contains("cluster.url has a user or a password in it"))
        .noneMatch(line -> line.contains("pass-word"));
    assertThat(problems("kind: nats"))
        .containsExactly("line 2: cluster.kind is \"nats\". Expected one of none, redis.");
    assertThat(problems(GOOD + ", tls: {ca_file: /nowhere/ca.pem}"))
        .singleElement()
        .asString()
        .contains("cluster.tls.ca_file: /nowhere/ca.pem cannot be read");
  }

  @Test
  @Tag("HOOK-040")
  void givenDelaysThatDifferWithinAnApp_theyAreRefusedInAClusterAlone() {
    String hooks =
        APPS.replace(
            "]}]",
            "], webhooks: [{url: 'https://a.example', vacated_delay_ms: 1},"
                + " {url: 'https://b.example', vacated_delay_ms: 2}]}]");
    assertThat(ConfigReader.read(hooks, Map.of(), Map.of()))
        .isInstanceOf(ConfigResult.Loaded.class);
    ConfigResult result =
        ConfigReader.read(hooks + "cluster: {" + GOOD + "}\n", Map.of(), Map.of());
    assertThat(result).isInstanceOf(ConfigResult.NotConfigured.class);
    assertThat(((ConfigResult.NotConfigured) result).problems())
        .singleElement()
        .extracting(ConfigProblem::sentence)
        .asString()
        .isEqualTo(
            "app 1: vacated_delay_ms differs between its webhooks. In a cluster it is one for all of"
                + " an app.");
  }

  @Test
  @Tag("CLU-004")
  void givenAConfigurationInCode_itIsJudgedByTheSameSentences() {
    assertThatThrownBy(() -> ServerConfig.builder().set(ClusterSettings.KIND, Joined.REDIS).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cluster.name is missing")
        .hasMessageContaining("cluster.url is missing");
  }
}
