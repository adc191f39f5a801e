package io.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.server.config.ClusterProvider;
import io.belfry.server.config.ClusterSettings;
import io.belfry.server.config.ServerConfig;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Where a node gets what joins it with others. */
public class JoiningTest {
  private static final String YAML =
      """
      server: {host: 127.0.0.1, port: 0, event_loops: 1}
      apps: [{id: "1", keys: [{key: app-key, secret: a secret of app 1}]}]
      cluster: {kind: redis, name: %s, url: "redis://127.0.0.1"}
      """;

  /** Found by the service loader; it knows clusters of one name alone. */
  public static final class TestProvider implements ClusterProvider {
    @Override
    public Optional<ClusterAdapter> of(ServerConfig config, NodeParts node) throws IOException {
      return switch (config.of(ClusterSettings.NAME).orElse("")) {
        case "known" -> {
          node.gauges().watch("belfry_cluster_nodes", "Nodes.", () -> 1);
          yield Optional.of(new BusCluster().tellingNoCounts().join("provided"));
        }
        case "refused" -> throw new IOException("cluster.partitions is not that of the others.");
        default -> Optional.empty();
      };
    }
  }

  private static BelfryServer start(String name) throws IOException {
    return BelfryServer.start(TestServer.config(YAML.formatted(name)));
  }

  @Test
  @Tag("CLU-004")
  void givenAKindThatNothingKnows_theServerDoesNotStartAndSaysWhatToAdd() {
    assertThatThrownBy(() -> start("unknown"))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "cluster.kind is redis, and nothing on the class path joins nodes so. Add"
                + " belfry-cluster-redis, or leave cluster.kind out for a node alone.");
  }

  @Test
  @Tag("CLU-004")
  void givenANodeThatCannotBeJoinedSo_theServerDoesNotStartAndSaysWhy() {
    assertThatThrownBy(() -> start("refused"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cluster.partitions");
  }

  @Test
  @Tag("CLU-004")
  void givenAKindThatIsKnown_theNodeIsJoinedByIt() throws Exception {
    try (BelfryServer server = start("known")) {
      assertThat(server.port()).isPositive();
    }
  }
}
