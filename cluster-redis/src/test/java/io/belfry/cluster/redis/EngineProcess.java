package io.belfry.cluster.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A process of Redis or Valkey that a test runs: in a folder of its own, on a free port of
 * loopback, and killed in the end. One that is started again has its port and folder again.
 */
public final class EngineProcess implements AutoCloseable {
  private static final int TRIES = 20;
  private static final String SETTINGS = "settings.conf";
  // Stands in options for the port that is found free.
  private static final String PORT = "{port}";

  private final String program;
  private final List<String> options;
  private final Path folder;
  private final int port;
  private Process process;

  private EngineProcess(String program, String settings, List<String> options) throws IOException {
    this.program = program;
    this.options = options;
    this.folder = Files.createTempDirectory("belfry-engine");
    Files.writeString(folder.resolve(SETTINGS), settings);
    this.port = freePort();
    this.process = run();
  }

  /** The system's Redis, which keeps nothing, with options such as {@code --appendonly yes}. */
  public static EngineProcess start(String... options) {
    return EngineKind.REDIS.start(options);
  }

  /** The system's Redis, which keeps nothing and speaks TLS alone. */
  public static EngineProcess startWithTls(EngineCertificate certificate) {
    return start(
        "--tls-cert-file",
        certificate.file().toString(),
        "--tls-key-file",
        certificate.keyFile().toString(),
        "--tls-auth-clients",
        "no",
        "--tls-port",
        PORT,
        "--port",
        "0");
  }

  /**
   * Any program that is started as Redis is.
   *
   * @param settings what stands in its file of settings
   */
  static EngineProcess start(String program, String settings, List<String> options) {
    for (int left = TRIES; ; left--) {
      try {
        return new EngineProcess(program, settings, options);
      } catch (IOException e) {
        // Somebody else may have taken the port.
        if (left == 0) {
          throw new UncheckedIOException("Is " + program + " installed?", e);
        }
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private Process run() throws IOException {
    List<String> command = new ArrayList<>(List.of(program));
    command.add(folder.resolve(SETTINGS).toString());
    command.addAll(List.of("--port", "" + port, "--bind", "127.0.0.1"));
    command.addAll(List.of("--dir", folder.toString()));
    options.forEach(option -> command.add(option.equals(PORT) ? "" + port : option));
    Process started = new ProcessBuilder(command).redirectErrorStream(true).start();
    BufferedReader said = started.inputReader();
    StringBuilder all = new StringBuilder();
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      all.append(line).append('\n');
      if (line.contains("eady to accept connections") || line.contains("+monitor")) {
        // What it says later must not fill the pipe.
        Thread.ofVirtual().start(() -> drain(said));
        return started;
      }
    }
    throw new IOException(program + " did not start:\n" + all);
  }

  private static void drain(BufferedReader said) {
    try {
      said.transferTo(Writer.nullWriter());
    } catch (IOException e) {
      // It has ended.
    }
  }

  /** Where it listens. */
  public int port() {
    return port;
  }

  /** Where it listens, as clients are told. */
  public String url() {
    return "redis://127.0.0.1:" + port;
  }

  /** Its folder: what it keeps, its settings. */
  public Path folder() {
    return folder;
  }

  /** It hangs: its connections stay and nobody answers. */
  public void hang() {
    signal("STOP");
  }

  /** It goes on after {@link #hang}. */
  public void goOn() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      int exit =
          new ProcessBuilder("kill", "-" + name, "" + process.pid()).inheritIO().start().waitFor();
      if (exit != 0) {
        throw new IllegalStateException("kill -" + name + " says " + exit);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends it at once, as kill -9 does. */
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Waits until its replica has all that it has taken, and kills it: none of it is lost then. */
  public void killReplicated() {
    try (RedisClient client = RedisClient.create();
        var connection = client.connect(RedisURI.create(url()))) {
      // WAIT goes by the last command of its connection, so there has to be one before it.
      connection.sync().ping();
      Waiting.until(
          "a replica has all of it", () -> connection.sync().waitForReplication(1, 1_000) == 1);
    }
    kill();
  }

  /** Starts it again on its port, with what is in its folder. */
  public void startAgain() {
    try {
      process = run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    kill();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
