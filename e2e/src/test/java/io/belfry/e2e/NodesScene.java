package io.belfry.e2e;

import io.belfry.cluster.redis.EngineProcess;
import io.belfry.rest.Pusher;
import io.belfry.rest.RestOptions;
import io.belfry.server.BelfryServer;
import io.belfry.server.config.ServerConfig;
import io.belfry.server.config.file.ConfigReader;
import io.belfry.server.config.file.ConfigResult;
import io.belfry.testkit.RecordingClient;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Nodes of one cluster, each spoken to by itself, in front of an engine of their own that the test
 * may stop. Both apps have keys of the form {@code key-ID} and one secret.
 *
 * <p>Thread: thread-safe.
 */
final class NodesScene implements AutoCloseable {
  static final String SECRET = "a secret of the app";
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final List<BelfryServer> nodes;

  /** So many nodes, their apps with these settings. */
  NodesScene(EngineProcess engine, String cluster, int count, String settings) {
    ServerConfig config = config(engine, cluster, settings);
    nodes =
        StartedNodes.of(
            Collections.nCopies(count, () -> BelfryServer.builder().config(config).start()));
  }

  private static ServerConfig config(EngineProcess engine, String cluster, String settings) {
    String yaml =
        """
        server: {host: 127.0.0.1, port: 0, event_loops: 2, drain_seconds: 0}
        cluster: {kind: redis, name: %s, lease_seconds: 2, partitions: 4, url: "%s"}
        apps:
          - {id: "1", keys: [{key: key-1, secret: %s}], %s}
          - {id: "2", keys: [{key: key-2, secret: %3$s}], %4$s}
        """
            .formatted(cluster, engine.url(), SECRET, settings);
    return switch (ConfigReader.read(yaml, Map.of(), Map.of())) {
      case ConfigResult.Loaded loaded -> loaded.config();
      case ConfigResult.NotConfigured refused ->
          throw new AssertionError(refused.problems().toString());
    };
  }

  /** A client of that app at that node, before it has read anything of its connection. */
  RecordingClient client(int node, String app) {
    return RecordingClient.connect(nodes.get(node).port(), "/app/key-" + app + "?protocol=7");
  }

  /** The library, which speaks to that node for the first app. */
  Pusher api(int node) {
    String uri = "http://127.0.0.1:" + nodes.get(node).port();
    return new Pusher(RestOptions.of(uri, "1", "key-1", SECRET));
  }

  /** Publishes at that node; the answer of whatever status. */
  CompletableFuture<HttpResponse<String>> publish(
      int node, String app, String idempotencyKey, String body) {
    String uri = "http://127.0.0.1:" + nodes.get(node).port();
    try (Pusher signing = new Pusher(RestOptions.of(uri, app, "key-" + app, SECRET))) {
      HttpRequest request =
          HttpRequest.newBuilder(signing.signedUri("POST", "/events", body))
              .header("X-Idempotency-Key", idempotencyKey)
              .timeout(Duration.ofSeconds(30))
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build();
      return HTTP.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }
  }

  @Override
  public void close() {
    nodes.forEach(BelfryServer::close);
  }
}
