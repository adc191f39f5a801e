package io.belfry.cli;

import io.belfry.server.BelfryServer;
import io.belfry.server.config.file.ConfigReader;
import io.belfry.server.config.file.ConfigResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A real server on a free port, and the options that lead commands to its app.
 *
 * <p>Thread: confined to the test.
 *
 * @param server the server
 * @param folder holds the secret and no contexts
 */
record ServedApp(BelfryServer server, Path folder) implements AutoCloseable {
  static final String SECRET = "5ecre7-0f-the-c0mmand-line";

  /** A server with one app that has these settings too. */
  static ServedApp start(Path folder, String settings) throws IOException {
    return start(folder, "", settings);
  }

  /** A server with one app, which takes connections over TLS alone. */
  static ServedApp overTls(Path folder, TestAuthority.Issued shown) throws IOException {
    String tls =
        ", tls: {port: 0, cert_file: \"%s\", key_file: \"%s\"}"
            .formatted(shown.certificate(), shown.key());
    return start(folder, tls, "require_tls: true");
  }

  private static ServedApp start(Path folder, String ofServer, String ofApp) throws IOException {
    String yaml =
        """
        server: {host: 127.0.0.1, port: 0, event_loops: 1, drain_seconds: 0%s}
        apps:
          - id: "1"
            keys: [{key: app-key, secret: %s}]
        %s
        """
            .formatted(ofServer, SECRET, ofApp.isEmpty() ? "" : ofApp.indent(4));
    Files.writeString(folder.resolve("secret"), SECRET + "\n");
    return switch (ConfigReader.read(yaml, Map.of(), Map.of())) {
      case ConfigResult.Loaded loaded -> new ServedApp(BelfryServer.start(loaded.config()), folder);
      case ConfigResult.NotConfigured refused ->
          throw new AssertionError(refused.problems().toString());
    };
  }

  /** Runs a command for its app. */
  Ran run(String... words) {
    return Ran.with(with(words));
  }

  /** The words of a command, and the options that name the app. */
  String[] with(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(
        List.of(
            "--url=" + server.uri(),
            "--key=app-key",
            "--secret-file=" + folder.resolve("secret"),
            "--contexts=" + folder.resolve("none.json")));
    return all.toArray(String[]::new);
  }

  @Override
  public void close() {
    server.close();
  }
}
