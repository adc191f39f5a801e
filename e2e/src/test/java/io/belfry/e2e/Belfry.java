package io.belfry.e2e;

import io.belfry.rest.Pusher;
import io.belfry.rest.RestOptions;
import io.belfry.server.BelfryServer;
import io.belfry.server.config.ServerConfig;
import io.belfry.server.config.file.ConfigReader;
import io.belfry.server.config.file.ConfigResult;
import io.belfry.server.store.ShutoutStore;
import io.belfry.testkit.ManualClock;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A server with one app on a free port, and the backend that speaks to it; with the system property
 * {@code belfry.e2e.nodes} so many nodes of a cluster, behind a balancer that goes by turns.
 *
 * <p>Thread: thread-safe.
 */
final class Belfry implements AutoCloseable {
  static final String KEY = "app-key";

  private static final String APP_ID = "1";
  private static final String SECRET = "a secret of the app";
  private static final String CONFIG =
      """
      server: {host: 127.0.0.1, port: 0, event_loops: 2, drain_seconds: 0}
      apps:
        - id: "1"
          keys: [{key: app-key, secret: a secret of the app}]
          client_events: {enabled: true}
      """;

  private static final int NODES = Integer.getInteger("belfry.e2e.nodes", 1);

  private final List<BelfryServer> nodes;
  private final @Nullable Relay balancer;
  private final RestOptions options;

  /** A server that pings idle clients after so many seconds; 0 for not at all. */
  static Belfry withPingEvery(int seconds) {
    String yaml = CONFIG.replace("port: 0,", "port: 0, websocket_ping_seconds: " + seconds + ",");
    return new Belfry(read(yaml), InstantSource.system(), Belfry::forgetting);
  }

  /** What a server SDK has to know that comes by another port. */
  static ServerSdk.Account accountAt(int port) {
    return new ServerSdk.Account(port, APP_ID, KEY, SECRET);
  }

  private Belfry(
      ServerConfig config, InstantSource clock, UnaryOperator<BelfryServer.Builder> parts) {
    nodes =
        StartedNodes.of(
            Collections.nCopies(
                NODES, () -> parts.apply(BelfryServer.builder().config(config)).start()));
    balancer = NODES == 1 ? null : Relay.to(nodes.stream().mapToInt(BelfryServer::port).toArray());
    options = RestOptions.of(uri(), APP_ID, KEY, SECRET).withClock(clock);
  }

  /** Without a folder of the test's nobody stays shut out. */
  private static BelfryServer.Builder forgetting(BelfryServer.Builder parts) {
    return parts.shutouts(ShutoutStore.inMemory());
  }

  /**
   * A server that goes by the machine's clock, its app with these further settings, a line each.
   */
  static Belfry start(String... settings) {
    return new Belfry(config(settings), InstantSource.system(), Belfry::forgetting);
  }

  /** The same with a folder that it keeps what waits in. */
  static Belfry startIn(Path dataDir, String... settings) {
    String keeping = "port: 0, data_dir: \"" + dataDir + "\",";
    String yaml = yaml(settings).replace("port: 0,", keeping);
    return new Belfry(read(yaml), InstantSource.system(), parts -> parts);
  }

  /** The same with a port for TLS too, which has that certificate. */
  static Belfry startWithTls(SelfSigned certificate, String... settings) {
    String yaml =
        yaml(settings)
            .replace(
                "port: 0,",
                "port: 0, tls: {port: 0, cert_file: \"%1$s/push.pem\", key_file: \"%1$s/push.key\"},"
                    .formatted(certificate.folder()));
    return new Belfry(read(yaml), InstantSource.system(), Belfry::forgetting);
  }

  /** The same with time in the test's hands. */
  static Belfry start(ManualClock clock, String... settings) {
    return new Belfry(
        config(settings), clock, parts -> forgetting(parts).clock(clock).nanoTime(clock::nanoTime));
  }

  int port() {
    return balancer == null ? nodes.get(0).port() : balancer.port();
  }

  private String uri() {
    return "http://127.0.0.1:" + port();
  }

  /** The port that speaks TLS. */
  int tlsPort() {
    return nodes.get(0).tlsAddress().orElseThrow().getPort();
  }

  /** How many connections are open. */
  long connections() {
    return nodes.stream().mapToLong(BelfryServer::connections).sum();
  }

  /** What a server SDK has to know of it. */
  ServerSdk.Account account() {
    return accountAt(port());
  }

  /** A backend that says so many events in one call, if this server takes as many. */
  Pusher backendOfBatches(int size) {
    return new Pusher(options.withMaxBatchSize(size));
  }

  /** The app, as its own backend sees it. */
  Pusher backend() {
    return new Pusher(options);
  }

  /** The same, able to let clients into encrypted channels. */
  Pusher encryptingBackend() {
    return new Pusher(options.withEncryptionMasterKey(ServerSdk.Account.MASTER_KEY));
  }

  /** The same with another key, or with another secret. */
  Pusher backend(String key, String secret) {
    return new Pusher(RestOptions.of(uri(), APP_ID, key, secret));
  }

  /** Goes down with notice; returns when no connection is left. */
  void drain() {
    nodes.forEach(BelfryServer::drain);
  }

  @Override
  public void close() {
    if (balancer != null) {
      balancer.close();
    }
    nodes.forEach(BelfryServer::close);
  }

  private static ServerConfig config(String... settings) {
    return read(yaml(settings));
  }

  private static String yaml(String... settings) {
    return CONFIG
        + Stream.of(settings).map(setting -> "    " + setting + "\n").collect(Collectors.joining());
  }

  private static ServerConfig read(String yaml) {
    String whole = NODES == 1 ? yaml : yaml + EngineOfTheRun.cluster();
    return switch (ConfigReader.read(whole, Map.of(), Map.of())) {
      case ConfigResult.Loaded loaded -> loaded.config();
      case ConfigResult.NotConfigured refused ->
          throw new AssertionError(refused.problems().toString());
    };
  }
}
