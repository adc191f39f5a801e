package io.belfry.server.config;

import io.belfry.server.app.App;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * All that a server is told.
 *
 * <p>Thread: immutable.
 *
 * @param listen where and how it listens
 * @param dataDir folder that it may write to
 * @param drain time over which it closes its connections when it goes down
 * @param maxConnections connections at a time; 0 for nine tenths of the file descriptors
 * @param authTimestampSkew how far the clock of a caller of the HTTP API may be off
 * @param apps its apps, at least one
 */
public record ServerConfig(
    ListenConfig listen,
    Path dataDir,
    Duration drain,
    long maxConnections,
    Duration authTimestampSkew,
    List<App> apps) {
  /** Takes a copy of the apps. */
  public ServerConfig {
    apps = List.copyOf(apps);
  }

  /** The same but for where it listens. */
  public ServerConfig withListen(ListenConfig other) {
    return new ServerConfig(other, dataDir, drain, maxConnections, authTimestampSkew, apps);
  }
}
