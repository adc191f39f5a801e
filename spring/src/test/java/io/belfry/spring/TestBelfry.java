package io.belfry.spring;

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
 * A real server with one app on a free port.
 *
 * <p>Thread: confined to the test.
 */
final class TestBelfry implements AutoCloseable {
  static final String KEY = "app-key";
  static final String SECRET = "the-secret-of-the-app";

  private static final Pattern SOCKET_ID = Pattern.compile("socket_id\\\\\":\\\\\"([0-9.]+)");
  private static final String CONFIG =
      """
      server: {host: 127.0.0.1, port: 0, event_loops: 1, drain_seconds: 0}
      apps:
        - id: "1"
          keys: [{key: app-key, secret: the-secret-of-the-app}]
      """;

  private final BelfryServer server;

  private TestBelfry(BelfryServer server) {
    this.server = server;
  }

  static TestBelfry start() throws IOException {
    return started(CONFIG);
  }

  /** The same with a further setting of its app, on one line, and a folder of its own. */
  static TestBelfry start(String setting, Path dataDir) throws IOException {
    String keeping = "port: 0, data_dir: \"" + dataDir + "\",";
    return started(CONFIG.replace("port: 0,", keeping) + "    " + setting + "\n");
  }

  private static TestBelfry started(String yaml) throws IOException {
    return switch (ConfigReader.read(yaml, Map.of(), Map.of())) {
      case ConfigResult.Loaded loaded -> new TestBelfry(BelfryServer.start(loaded.config()));
      case ConfigResult.NotConfigured refused ->
          throw new AssertionError(refused.problems().toString());
    };
  }

  /** The properties that lead an application to it. */
  String[] properties(String... others) {
    String[] all = new String[others.length + 4];
    all[0] = "belfry.url=" + server.uri();
    all[1] = "belfry.app-id=1";
    all[2] = "belfry.key=" + KEY;
    all[3] = "belfry.secret=" + SECRET;
    System.arraycopy(others, 0, all, 4, others.length);
    return all;
  }

  Pusher backend() {
    return new Pusher(RestOptions.of(server.uri().toString(), "1", KEY, SECRET));
  }

  /** A connection that has read its greeting. */
  Connection connect() {
    RecordingClient client =
        RecordingClient.connect(
            server.port(), "/app/" + KEY + "?protocol=7&client=spring&version=1");
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

  /** A connection with its socket id. */
  record Connection(RecordingClient client, String socketId) implements AutoCloseable {
    /** Sends a message of the protocol; the answer. */
    String ask(String event, String dataJson) {
      client.send("{\"event\":\"" + event + "\",\"data\":" + dataJson + "}");
      return client.next();
    }

    /** Subscribes with what the auth endpoint answered; the answer. */
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
