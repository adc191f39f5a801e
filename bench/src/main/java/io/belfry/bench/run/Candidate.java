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

  /** Label of our own server with webhooks in raw lines. */
  String WEBHOOKS = "webhooks";

  /** Label of the floor in raw lines. */
  String FLOOR = "floor";

  /** Label of a third server in raw lines. */
  String OTHER = "other";

  /** Longest warm-up of something that was compiled before it ran. */
  int BRIEF_WARMUP = 3;

  /** What it is called in raw lines and tables. */
  String label();

  /** Whether it is measured at this work. */
  default boolean does(Work work) {
    return true;
  }

  /** The words that start it in the foreground, on this port of the loopback address. */
  List<String> command(int port);

  /** Seconds of load before a warm figure of it, when the run asks for so many. */
  int warmup(int seconds);

  /**
   * The packaged server, as its users start it.
   *
   * @param label with webhooks or without
   * @param launcher the {@code ./belfry} script
   * @param config its configuration
   */
  record Belfry(String label, Path launcher, Path config) implements Candidate {
    @Override
    public boolean does(Work work) {
      return !label.equals(WEBHOOKS) || work.isWithWebhooks();
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
    public boolean does(Work work) {
      return work.hasFloor();
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
   * What takes webhooks: it is not measured, but started like a server.
   *
   * @param program the compiled program
   */
  record Receiver(Path program) implements Candidate {
    @Override
    public String label() {
      return "receiver";
    }

    @Override
    public boolean does(Work work) {
      return false;
    }

    @Override
    public List<String> command(int port) {
      return List.of(program.toString(), Integer.toString(port));
    }

    @Override
    public int warmup(int seconds) {
      return 0;
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
