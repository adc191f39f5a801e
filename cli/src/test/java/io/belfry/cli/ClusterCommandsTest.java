package io.belfry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.cluster.redis.EngineProcess;
import io.belfry.server.BelfryServer;
import io.belfry.server.config.file.ConfigReader;
import io.belfry.server.config.file.ConfigResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the commands of an operator tell of nodes that run as a cluster. */
@Timeout(60)
class ClusterCommandsTest {
  @TempDir private Path folder = Path.of("");

  private final EngineProcess engine = EngineProcess.start();
  private final List<BelfryServer> nodes = new ArrayList<>();

  @BeforeEach
  void keepTheSecret() throws IOException {
    Files.writeString(folder.resolve("secret"), ServedApp.SECRET);
  }

  @AfterEach
  void end() {
    nodes.forEach(BelfryServer::close);
    engine.close();
  }

  private String yaml(String cluster, String more) {
    return """
        server: {host: 127.0.0.1, port: 0, event_loops: 1, drain_seconds: 0, operations: {port: 0}}
        cluster: {kind: redis, name: %s, url: "%s", lease_seconds: 2, node_name: node-%d}
        apps: [{id: "1", keys: [{key: app-key, secret: %s}]%s}]
        """
        .formatted(cluster, engine.url(), nodes.size() + 1, ServedApp.SECRET, more);
  }

  private BelfryServer node(String cluster, String more) throws IOException {
    ConfigResult read = ConfigReader.read(yaml(cluster, more), Map.of(), Map.of());
    BelfryServer node = BelfryServer.start(((ConfigResult.Loaded) read).config());
    nodes.add(node);
    return node;
  }

  /** Runs doctor at the addresses, with the operations ports of all nodes. */
  private Ran doctor(String... addresses) {
    String ports =
        String.join(
            ",",
            nodes.stream()
                .map(node -> node.operationsAddress().orElseThrow().getPort())
                .map(port -> "http://127.0.0.1:" + port)
                .toList());
    return Ran.with(
        Stream.concat(
                Stream.of(
                    "doctor",
                    "--key=app-key",
                    "--secret-file=" + folder.resolve("secret"),
                    "--contexts=" + folder.resolve("none.json"),
                    "--operations=" + ports),
                Stream.of(addresses))
            .toArray(String[]::new));
  }

  /** Runs it until all nodes know each other, which takes a beat. */
  private Ran settled(String... addresses) {
    for (int left = 20; ; left--) {
      Ran ran = doctor(addresses);
      if (left == 0 || ran.out().contains("2 nodes, all of which were asked")) {
        return ran;
      }
    }
  }

  private String[] addresses() {
    return nodes.stream().map(node -> node.uri().toString()).toArray(String[]::new);
  }

  @Test
  void givenTwoNodes_doctorLooksAtEachAndSendsEventsAcross() throws IOException {
    node("one", "");
    node("one", "");

    Ran ran = settled(addresses());

    assertThat(ran.exitCode()).as(ran.toString()).isZero();
    assertThat(ran.out().lines()).allMatch(line -> line.startsWith("ok    "));
    assertThat(ran.out())
        .containsPattern(
            "(?m)^ok +node +127\\.0\\.0\\.1:\\d+: ready, 16 of 16 partitions linked, sees 2 nodes$")
        .containsPattern("(?m)^ok +crossing +an event published at .* reaches 2 of 2 clients")
        .containsPattern("(?m)^ok +cluster +2 nodes, all of which were asked$")
        .containsPattern("(?m)^ok +versions +the same")
        .containsPattern("(?m)^ok +apps +the same")
        .containsPattern("(?m)^ok +stickiness +");
  }

  @Test
  void givenNodesThatDiffer_doctorSaysHow() throws IOException {
    node("one", "");
    node("one", ", user_authentication: {enabled: false}");

    Ran ran = settled();

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.out())
        .containsPattern("(?m)^fail +apps +they differ: 127.0.0.1:\\d+ against 127.0.0.1:\\d+$")
        .doesNotContain("crossing", ServedApp.SECRET);
  }

  @Test
  void givenNodesOfTwoClusters_doctorSeesThatNothingCrosses() throws IOException {
    node("one", "");
    node("other", "");

    Ran ran = doctor(addresses());

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.out())
        .containsPattern("(?m)^fail +crossing +an event published at .* reaches 1 of 2 clients")
        .containsPattern("(?m)^fail +cluster +2 nodes are here and know of 1 at most$");
  }

  @Test
  void givenABalancerThatGoesByTurns_doctorSaysThatFallbackTransportsBreak() throws IOException {
    node("one", "");
    node("one", "");
    try (ByTurns balancer = new ByTurns(nodes.stream().map(BelfryServer::port).toList())) {
      Ran ran = settled("http://127.0.0.1:" + balancer.port());

      assertThat(ran.exitCode()).as(ran.toString()).isZero();
      assertThat(ran.out())
          .containsPattern(
              "(?m)^ok +crossing +an event published at .* reaches 6 of 6 clients there$")
          .containsPattern(
              "(?m)^warn +stickiness +3 of 6 requests of a fallback session miss its node$")
          .contains("hash the client's address for paths below /pusher/");
    }
  }

  @Test
  void givenANodeThatIsGoneOrAlone_doctorSaysSo() throws IOException {
    node("one", "").close();
    Ran gone = doctor();
    nodes.clear();
    ConfigResult alone =
        ConfigReader.read(
            "server: {host: 127.0.0.1, port: 0, event_loops: 1, operations: {port: 0}}\n"
                + "apps: [{id: \"1\", keys: [{key: app-key, secret: "
                + ServedApp.SECRET
                + "}]}]",
            Map.of(),
            Map.of());
    nodes.add(BelfryServer.start(((ConfigResult.Loaded) alone).config()));

    assertThat(gone.exitCode()).isEqualTo(1);
    assertThat(gone.out()).containsPattern("(?m)^fail +node +127.0.0.1:\\d+: ");
    assertThat(doctor().out()).containsPattern("(?m)^fail +node +.*: ready, and in no cluster$");
    assertThat(Ran.with("doctor", "--operations=ftp://x").exitCode()).isEqualTo(2);
  }

  @Test
  @Tag("CLU-004")
  void givenNodesThatRun_configCheckNamesThem() throws IOException {
    node("one", "");
    String file = Files.writeString(folder.resolve("belfry.yaml"), yaml("one", "")).toString();

    Ran text = Ran.with("config", "check", "--engine", file);
    Ran json = Ran.with("config", "check", "--engine", "--json", file);

    assertThat(text.exitCode()).as(text.toString()).isZero();
    assertThat(text.out())
        .contains("note: Redis ", "appendonly")
        .containsPattern("(?m)^engine: Redis [0-9.]+ at 127.0.0.1:\\d+; nodes that run: node-1\\.$")
        .contains(" is good: 1 app.");
    assertThat(json.out()).contains("\"cluster\":{\"engines\":[\"Redis", "\"nodes\":[\"node-1\"]}");
  }
}
