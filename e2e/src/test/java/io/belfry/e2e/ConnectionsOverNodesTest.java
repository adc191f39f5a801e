package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.cluster.redis.EngineProcess;
import io.belfry.testkit.RecordingClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Connections of an app at several nodes of a cluster. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // a cluster takes seconds until it has settled
class ConnectionsOverNodesTest {
  private static final int LIMIT = 6;
  private static final int NODES = 3;

  private final EngineProcess engine = EngineProcess.start();
  private final NodesScene nodes =
      new NodesScene(engine, "quota", NODES, "limits: {max_connections: " + LIMIT + "}");
  private final List<RecordingClient> clients = new ArrayList<>();

  @AfterAll
  void stop() {
    clients.forEach(RecordingClient::close);
    nodes.close();
    engine.close();
  }

  /** Connects; 0 when the client is greeted, else the code that it is closed with. */
  private int connect(int node, String app) {
    RecordingClient client = nodes.client(node, app);
    if (client.next().contains("connection_established")) {
      synchronized (clients) {
        clients.add(client);
      }
      return 0;
    }
    try (client) {
      return client.nextClose().closeCode();
    }
  }

  private static void aMoment() {
    CompletableFuture.runAsync(
            () -> {}, CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS))
        .join();
  }

  /** Tries as a client does that was sent away for now, until something else comes of it. */
  private int connectAtLast(int node) {
    int code = connect(node, "1");
    for (int i = 0; code == 4100 && i < 200; i++) {
      aMoment();
      code = connect(node, "1");
    }
    return code;
  }

  @Test
  @Tag("CLU-052")
  @Tag("WS-008")
  @Tag("LIM-031")
  void givenAsManyClientsAsAnAppMayHave_otherNodesLetInWhatComesWithinALagAtMostAndThenNobody() {
    assertThat(IntStream.range(0, LIMIT).map(i -> connectAtLast(0))).containsOnly(0);
    for (int node = 1; node < NODES; node++) {
      int admitted = 0;
      int code = connectAtLast(node);
      while (code == 0) {
        admitted++;
        code = connectAtLast(node);
      }
      assertThat(code).isEqualTo(4004);
      // What a node lets in before it has heard of the others is its share of what was left then.
      assertThat(admitted).isLessThan(LIMIT);
    }
    assertThat(connectAtLast(0)).isEqualTo(4004);
  }

  @Test
  @Tag("CLU-052")
  void givenAStormAtAllNodes_noneOfItIsSentAwayForGoodAndTheLimitIsPassedByALagAtMost() {
    List<CompletableFuture<Integer>> storm =
        IntStream.range(0, 60)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> connect(i % NODES, "2")))
            .toList();
    List<Integer> codes = storm.stream().map(CompletableFuture::join).toList();
    assertThat(codes).isSubsetOf(0, 4100);
    assertThat(codes.stream().filter(code -> code == 0)).hasSizeBetween(1, 2 * LIMIT);
  }
}
