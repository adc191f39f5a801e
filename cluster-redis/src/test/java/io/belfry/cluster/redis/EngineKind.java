package io.belfry.cluster.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Programs that a cluster may stand on. */
public enum EngineKind {
  /** The system's Redis. */
  REDIS {
    @Override
    String program() {
      return "redis-server";
    }
  },
  /** The Valkey of {@code e2e/sdk/valkey}, installed when it is asked for. */
  VALKEY {
    @Override
    String program() {
      return installedValkey();
    }
  };

  private static final Path ROOT = Path.of(System.getProperty("belfry.root", ".."));
  private static final int MINUTES = 5;

  abstract String program();

  /** Starts one that keeps nothing, with options such as {@code --appendonly yes}. */
  public EngineProcess start(String... options) {
    return startWith("", options);
  }

  /** Starts one with lines in its file of settings. */
  public EngineProcess startWith(String settings, String... options) {
    List<String> all = new ArrayList<>(List.of("--save", "", "--enable-debug-command", "local"));
    all.addAll(List.of("--repl-diskless-sync-delay", "0"));
    all.addAll(List.of(options));
    return EngineProcess.start(program(), settings, all);
  }

  /** Starts a sentinel that watches the master at a port, and takes it for down after a second. */
  EngineProcess startSentinel(int masterPort) {
    String settings =
        """
        sentinel monitor mymaster 127.0.0.1 %d 2
        sentinel down-after-milliseconds mymaster 1000
        sentinel failover-timeout mymaster 5000
        """
            .formatted(masterPort);
    return EngineProcess.start(program(), settings, List.of("--sentinel"));
  }

  private static String installedValkey() {
    Path folder = ROOT.resolve("cluster-redis/target/valkey").toAbsolutePath();
    Path script = ROOT.resolve("e2e/sdk/install.sh").toAbsolutePath();
    try {
      Process install =
          new ProcessBuilder("sh", script.toString(), "valkey", folder.toString())
              .inheritIO()
              .start();
      if (!install.waitFor(MINUTES, TimeUnit.MINUTES) || install.exitValue() != 0) {
        throw new AssertionError("Valkey could not be installed, see above.");
      }
      PathMatcher server = FileSystems.getDefault().getPathMatcher("glob:**/valkey-server");
      try (Stream<Path> files = Files.walk(folder)) {
        return files.filter(server::matches).findFirst().orElseThrow().toString();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
