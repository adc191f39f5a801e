package io.belfry.bench.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

  /** Words in its log once it is ready; empty for one that is ready when it listens. */
  default String saysWhenReady() {
    return "";
  }

  /** Whether it is measured at this work. */
  default boolean does(Work work) {
    return true;
  }

  /** The words that start it in the foreground, on this port of the loopback address. */
  List<String> command(int port);

  /** The generator's options for clients of a server on this port. */
  default List<String> clients(int port) {
    return List.of("--port", Integer.toString(port));
  }

  /** Seconds of load before a warm figure of it, when the run asks for so many. */
  int warmup(int seconds);

  /**
   * The packaged server, as its users start it.
   *
   * @param variant how it differs from the plain one; empty for the plain one
   * @param launcher the {@code ./belfry} script
   * @param config its configuration
   */
  record Belfry(Optional<Variant> variant, Path launcher, Path config) implements Candidate {
    // As bench/tools/cluster.sh has them.
    private static final int SECOND_NODE = 200;
    private static final int THIRD_NODE = 300;

    @Override
    public String saysWhenReady() {
      return isOfNodes() ? "three nodes and their engine are ready" : "listens on";
    }

    @Override
    public String label() {
      return variant.map(Variant::label).orElse(BELFRY);
    }

    @Override
    public boolean does(Work work) {
      return variant.map(way -> way.does(work)).orElse(work != Work.CLUSTER_HEAL);
    }

    @Override
    public List<String> command(int port) {
      if (isOfNodes()) {
        Path nodes = launcher.resolveSibling("bench/tools/cluster.sh");
        Path data = config.resolveSibling("data-" + label());
        return List.of(
            nodes.toString(),
            launcher.toString(),
            config.toString(),
            data.toString(),
            Integer.toString(port));
      }
      List<String> words = new ArrayList<>();
      variant
          .flatMap(Variant::machineOptions)
          .ifPresent(options -> words.addAll(List.of("env", "BELFRY_JAVA_OPTS=" + options)));
      words.addAll(List.of(launcher.toString(), "serve", "--config", config.toString()));
      words.addAll(List.of("--set", "server.port=" + port));
      if (isEncrypted()) {
        words.addAll(List.of("--set", "server.tls.port=" + ServerProcess.tlsPort(port)));
      }
      return words;
    }

    @Override
    public List<String> clients(int port) {
      if (isEncrypted()) {
        String secure = Integer.toString(ServerProcess.tlsPort(port));
        String certificate = Certificate.in(config.resolveSibling("")).file().toString();
        String plain = Integer.toString(port);
        return List.of("--port", secure, "--api-port", plain, "--tls", "--ca", certificate);
      }
      if (isOfNodes()) {
        String ports = "%d,%d,%d".formatted(port, port + SECOND_NODE, port + THIRD_NODE);
        return List.of("--port", ports, "--api-port", Integer.toString(port));
      }
      List<String> words = new ArrayList<>(Candidate.super.clients(port));
      variant.filter(Variant.DEFLATE::equals).ifPresent(way -> words.add("--deflate"));
      return words;
    }

    private boolean isOfNodes() {
      return variant.filter(Variant.CLUSTER::equals).isPresent();
    }

    private boolean isEncrypted() {
      return variant.map(Variant::isEncrypted).orElse(false);
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
