package io.belfry.cli;

import io.belfry.cli.demo.DemoCredentials;
import io.belfry.server.BelfryServer;
import io.belfry.server.config.ConfigReader;
import io.belfry.server.config.ConfigResult;
import io.belfry.server.config.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes up a configuration file that has changed: its apps with their keys, settings and limits,
 * whole or not at all. What is wrong with it is said, and what was in force stays. Settings of the
 * node need a restart, which is said too.
 *
 * <p>The file is looked at again and again, which works on every file system and with every way of
 * putting a file in place; it is read when it looks the same twice, so not half written.
 *
 * <p>Thread: confined to the thread that runs it.
 *
 * @see "rules LIM-016, LIM-042, THR-49"
 */
final class ConfigReload {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigReload.class);

  private final Path file;
  private final Map<String, String> settings;
  private final BelfryServer server;
  private final ServerConfig started;
  private Stamp taken;
  private Stamp seen;

  /** What tells a file from the one before without reading it. */
  private record Stamp(long modified, long size, String key) {
    // Written out: the one that records come with is built when it is first called, at some cost.
    boolean isSameAs(Stamp other) {
      return modified == other.modified && size == other.size && key.equals(other.key);
    }

    static Stamp of(Path file) {
      try {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new Stamp(
            attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS),
            attributes.size(),
            String.valueOf(attributes.fileKey()));
      } catch (IOException e) {
        return new Stamp(0, 0, "");
      }
    }
  }

  /**
   * Watches a file from now on.
   *
   * @param serve names the file and what is set over it
   * @param started what the server was started with
   * @param server whose apps are replaced
   */
  ConfigReload(Serve serve, ServerConfig started, BelfryServer server) {
    this.file = serve.config();
    this.settings = Map.copyOf(serve.settings());
    this.started = started;
    this.server = server;
    this.taken = Stamp.of(file);
    this.seen = taken;
  }

  /** Looks once, and takes what has changed and looks the same twice. */
  void look() {
    Stamp now = Stamp.of(file);
    if (!now.isSameAs(taken) && now.isSameAs(seen)) {
      taken = now;
      take();
    }
    seen = now;
  }

  private void take() {
    switch (ConfigReader.read(file, System.getenv(), settings)) {
      case ConfigResult.Refused refused -> {
        LOG.warn("{} was changed and is not taken. What was in force stays.", file);
        new ConfigProblems(file, refused.problems()).lines().forEach(LOG::warn);
      }
      case ConfigResult.Loaded loaded -> {
        if (DemoCredentials.areIn(loaded.config().apps())) {
          LOG.warn("{} was changed and is not taken: it has the app of belfry dev.", file);
          return;
        }
        loaded.warnings().forEach(warning -> LOG.warn("note: {}", warning));
        server.replaceApps(loaded.config().apps());
        LOG.info("{} was changed. Its apps are in force.", file);
        if (!loaded.config().isSameNodeAs(started)) {
          LOG.warn("note: what was changed below server takes effect with a restart.");
        }
      }
    }
  }
}
