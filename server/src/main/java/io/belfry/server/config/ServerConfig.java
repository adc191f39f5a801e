package io.belfry.server.config;

import io.belfry.server.app.App;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * All that a server is told.
 *
 * <p>Thread: immutable.
 *
 * @param listen where and how it listens
 * @param api how the HTTP API is served
 * @param operations where operators look
 * @param admission how many may connect
 * @param node what concerns the process
 * @param apps its apps, at least one
 */
public record ServerConfig(
    ListenConfig listen,
    ApiConfig api,
    OperationsConfig operations,
    AdmissionConfig admission,
    NodeConfig node,
    List<App> apps) {
  /** Takes a copy of the apps. */
  public ServerConfig {
    apps = List.copyOf(apps);
  }

  /** Folder that the server may write to. */
  public Path dataDir() {
    return node.dataDir();
  }

  /** Time over which it closes its connections when it goes down, if one is set. */
  public Optional<Duration> drain() {
    return node.drain();
  }

  /** Whether it differs from another at most in its apps, which can change while a server runs. */
  public boolean isSameNodeAs(ServerConfig other) {
    return equals(
        new ServerConfig(
            other.listen, other.api, other.operations, other.admission, other.node, apps));
  }

  /** The same but for where it listens. */
  public ServerConfig withListen(ListenConfig other) {
    return new ServerConfig(other, api, operations, admission, node, apps);
  }
}
