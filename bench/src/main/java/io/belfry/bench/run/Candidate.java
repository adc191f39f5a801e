package io.belfry.bench.run;

import java.nio.file.Path;
import java.util.List;

/**
 * A server that is measured.
 *
 * <p>Thread: immutable.
 */
sealed interface Candidate {
  /** Label of our own server in raw lines. */
  String BELFRY = "belfry";

  /** Label of the floor in raw lines. */
  String FLOOR = "floor";

  /** Label of a third server in raw lines. */
  String OTHER = "other";

  /** Longest warm-up of something that was compiled before it ran. */
  int BRIEF_WARMUP = 3;

  /** What it is called in raw lines and tables. */
  String label();

  /** The words that start it in the foreground, on this port of the loopback address. */
  List<String> command(int port);

  /** Seconds of load before a warm figure of it, when the run asks for so many. */
  int warmup(int seconds);

  /**
   * The packaged server, as its users start it.
   *
   * @param launcher the {@code ./belfry} script
   * @param config its configuration
   */
  record Belfry(Path launcher, Path config) implements Candidate {
    @Override
    public String label() {
      return BELFRY;
    }

    @Override
    public List<String> command(int port) {
      return List.of(
          launcher.toString(),
          "serve",
          "--config",
          config.toString(),
          "--set",
          "server.port=" + port);
    }

    @Override
    public int warmup(int seconds) {
      return seconds;
    }
  }

  /**
   * The C reference.
   *
   * @param program the compiled program
   */
  record Floor(Path program) implements Candidate {
    @Override
    public String label() {
      return FLOOR;
    }

    @Override
    public List<String> command(int port) {
      return List.of(program.toString(), Integer.toString(port));
    }

    @Override
    public int warmup(int seconds) {
      return Math.min(seconds, BRIEF_WARMUP);
    }
  }

  /**
   * Somebody else's server.
   *
   * @param line what a shell runs to start it, with {@code {port}} for the port
   */
  record Other(String line) implements Candidate {
    @Override
    public String label() {
      return OTHER;
    }

    @Override
    public List<String> command(int port) {
      return List.of("sh", "-c", "exec " + line.replace("{port}", Integer.toString(port)));
    }

    @Override
    public int warmup(int seconds) {
      return seconds;
    }
  }
}
