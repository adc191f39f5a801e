package io.belfry.e2e;

import io.belfry.rest.Pusher;
import io.belfry.rest.RestOptions;
import io.belfry.server.BelfryServer;
import io.belfry.server.config.ServerConfig;
import io.belfry.server.config.file.ConfigReader;
import io.belfry.server.config.file.ConfigResult;
import io.belfry.testkit.ManualClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A server with one app on a free port, and the backend that speaks to it.
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

  private final BelfryServer server;
  private final RestOptions options;

  /** A server that pings idle clients after so many seconds; 0 for not at all. */
  static Belfry withPingEvery(int seconds) {
    String yaml = CONFIG.replace("port: 0,", "port: 0, websocket_ping_seconds: " + seconds + ",");
    return new Belfry(read(yaml), InstantSource.system(), System::nanoTime);
  }

  /** What a server SDK has to know that comes by another port. */
  static ServerSdk.Account accountAt(int port) {
    return new ServerSdk.Account(port, APP_ID, KEY, SECRET);
  }

  private Belfry(ServerConfig config, InstantSource clock, LongSupplier nanoTime) {
    try {
      server = BelfryServer.builder().config(config).clock(clock).nanoTime(nanoTime).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    options = RestOptions.of(server.uri().toString(), APP_ID, KEY, SECRET).withClock(clock);
  }

  /**
   * A server that goes by the machine's clock, its app with these further settings, a line each.
   */
  static Belfry start(String... settings) {
    return new Belfry(config(settings), InstantSource.system(), System::nanoTime);
  }

  /** The same with a folder that it keeps what waits in. */
  static Belfry startIn(Path dataDir, String... settings) {
    String keeping = "port: 0, data_dir: \"" + dataDir + "\",";
    String yaml = yaml(settings).replace("port: 0,", keeping);
    return new Belfry(read(yaml), InstantSource.system(), System::nanoTime);
  }

  /** The same with time in the test's hands. */
  static Belfry start(ManualClock clock, String... settings) {
    return new Belfry(config(settings), clock, clock::nanoTime);
  }

  int port() {
    return server.port();
  }

  /** How many connections are open. */
  long connections() {
    return server.connections();
  }

  /** What a server SDK has to know of it. */
  ServerSdk.Account account() {
    return accountAt(port());
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
    return new Pusher(RestOptions.of(server.uri().toString(), APP_ID, key, secret));
  }

  /** Goes down with notice; returns when no connection is left. */
  void drain() {
    server.drain();
  }

  @Override
  public void close() {
    server.close();
  }

  private static ServerConfig config(String... settings) {
    return read(yaml(settings));
  }

  private static String yaml(String... settings) {
    return CONFIG
        + Stream.of(settings).map(setting -> "    " + setting + "\n").collect(Collectors.joining());
  }

  private static ServerConfig read(String yaml) {
    return switch (ConfigReader.read(yaml, Map.of(), Map.of())) {
      case ConfigResult.Loaded loaded -> loaded.config();
      case ConfigResult.NotConfigured refused ->
          throw new AssertionError(refused.problems().toString());
    };
  }
}
