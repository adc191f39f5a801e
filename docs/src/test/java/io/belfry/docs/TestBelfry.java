package io.belfry.docs;

import io.belfry.rest.Pusher;
import io.belfry.rest.RestOptions;
import io.belfry.server.BelfryServer;
import io.belfry.server.config.file.ConfigReader;
import io.belfry.server.config.file.ConfigResult;
import io.belfry.testkit.RecordingClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A real server with one app on a free port, for code that the guide shows.
 *
 * <p>Thread: confined to the test.
 */
final class TestBelfry implements AutoCloseable {
  static final String APP_ID = "1";
  static final String KEY = "app-key";
  static final String SECRET = "app-secret-of-the-guide";

  private static final Pattern SOCKET_ID = Pattern.compile("socket_id\\\\\":\\\\\"([0-9.]+)");
  private static final String CONFIG =
      """
      server: {host: 127.0.0.1, port: 0, event_loops: 1, drain_seconds: 0}
      apps:
        - id: "1"
          keys: [{key: app-key, secret: app-secret-of-the-guide}]
          client_events: {enabled: true}
      """;

  private final BelfryServer server;

  private TestBelfry(BelfryServer server) {
    this.server = server;
  }

  static TestBelfry start() throws IOException {
    return started(CONFIG);
  }

  /** The same with a folder of its own. */
  static TestBelfry start(Path dataDir) throws IOException {
    return started(keepingIn(dataDir));
  }

  /** The same with a further setting of its app, on one line. */
  static TestBelfry start(Path dataDir, String setting) throws IOException {
    return started(keepingIn(dataDir) + "    " + setting + "\n");
  }

  private static String keepingIn(Path dataDir) {
    return CONFIG.replace("port: 0,", "port: 0, data_dir: \"" + dataDir + "\",");
  }

  private static TestBelfry started(String yaml) throws IOException {
    return switch (ConfigReader.read(yaml, Map.of(), Map.of())) {
      case ConfigResult.Loaded loaded -> new TestBelfry(BelfryServer.start(loaded.config()));
      case ConfigResult.NotConfigured refused ->
          throw new AssertionError(refused.problems().toString());
    };
  }

  int port() {
    return server.port();
  }

  /** The server library, pointed at this server. */
  Pusher backend() {
    return backend(SECRET);
  }

  Pusher backend(String secret) {
    return new Pusher(options(secret));
  }

  /** The server library with a master key for encrypted channels. */
  Pusher encryptingBackend(String masterKey) {
    return new Pusher(options(SECRET).withEncryptionMasterKey(masterKey));
  }

  private RestOptions options(String secret) {
    return RestOptions.of(server.uri().toString(), APP_ID, KEY, secret);
  }

  /** A connection that has read its greeting. */
  Connection connect() {
    RecordingClient client =
        RecordingClient.connect(port(), "/app/" + KEY + "?protocol=7&client=guide&version=1");
    String greeting = client.next();
    Matcher socketId = SOCKET_ID.matcher(greeting);
    if (!socketId.find()) {
      throw new AssertionError("Expected pusher:connection_established, got " + greeting);
    }
    return new Connection(client, socketId.group(1));
  }

  @Override
  public void close() {
    server.close();
  }

  /**
   * A connection with its socket id.
   *
   * @param client reads and writes its frames
   * @param socketId its public id
   */
  record Connection(RecordingClient client, String socketId) implements AutoCloseable {
    /**
     * Sends a message of the protocol; the answer.
     *
     * @param dataJson object that goes as {@code data}
     */
    String ask(String event, String dataJson) {
      client.send("{\"event\":\"" + event + "\",\"data\":" + dataJson + "}");
      return client.next();
    }

    /**
     * Subscribes; the answer.
     *
     * @param authJson what the auth endpoint answered
     */
    String subscribe(String channel, String authJson) {
      return ask(
          "pusher:subscribe", authJson.replaceFirst("\\{", "{\"channel\":\"" + channel + "\","));
    }

    @Override
    public void close() {
      client.close();
    }
  }
}
