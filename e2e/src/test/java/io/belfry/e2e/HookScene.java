package io.belfry.e2e;

import io.belfry.server.BelfryServer;
import io.belfry.server.config.ServerConfig;
import io.belfry.server.config.file.ConfigReader;
import io.belfry.server.config.file.ConfigResult;
import io.belfry.testkit.ManualClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * A server with webhooks that are kept on disk, and its time in the test's hands.
 *
 * <p>Thread: confined to the test.
 */
final class HookScene implements AutoCloseable {
  private static final int PATIENCE = 2_000;
  private static final String CONFIG =
      """
      server: {host: 127.0.0.1, port: 0, data_dir: "%s", drain_seconds: 0, event_loops: 2,
               connect_rate_per_address: -1, operations: {port: 0}, webhooks: {%s}}
      limits: {messages_per_second: -1, client_events_per_second: -1, max_presence_members: 2000}
      apps:
        - id: "1"
          keys: [{key: app-key, secret: a secret of the app}]
          client_events: {enabled: true}
          activity_timeout_seconds: 3600
          webhooks:
      """;

  private final ManualClock clock = new ManualClock();
  private final ServerConfig config;
  private final BelfryServer server;

  /**
   * A server that begins with an empty outbox, or with what an earlier one has left there.
   *
   * @param data folder of the outbox
   * @param node settings below {@code server.webhooks}
   * @param endpoints what stands behind the dash of each endpoint
   */
  HookScene(Path data, String node, String... endpoints) throws IOException {
    StringBuilder yaml = new StringBuilder(CONFIG.formatted(data, node));
    for (String endpoint : endpoints) {
      yaml.append("      - {").append(endpoint).append("}\n");
    }
    config =
        switch (ConfigReader.read(yaml.toString(), Map.of(), Map.of())) {
          case ConfigResult.Loaded loaded -> loaded.config();
          case ConfigResult.NotConfigured refused ->
              throw new AssertionError(refused.problems().toString());
        };
    server = BelfryServer.builder().config(config).clock(clock).nanoTime(clock::nanoTime).start();
  }

  HookClient connect() {
    return new HookClient(server.port());
  }

  /** Lets time pass; the thread of the webhooks, which sleeps by another clock, is woken. */
  void pass(Duration time) {
    clock.advance(time);
    server.replaceApps(config.apps());
  }

  /** The sum of a metric over all its rows with these words. */
  double metric(String name, String words) throws IOException {
    return page()
        .lines()
        .filter(line -> line.startsWith(name) && line.contains(words))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** Lets a second pass again and again until the metric is that. */
  void passUntil(String name, String words, double value) throws IOException {
    for (int i = 0; metric(name, words) != value; i++) {
      if (i == PATIENCE) {
        throw new AssertionError(name + " is " + metric(name, words) + ", not " + value + ".");
      }
      pass(Duration.ofSeconds(1));
    }
  }

  private String page() throws IOException {
    int port = server.operationsAddress().orElseThrow().getPort();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket
          .getOutputStream()
          .write(
              "GET /metrics HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
