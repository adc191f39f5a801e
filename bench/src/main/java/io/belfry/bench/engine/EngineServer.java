package io.belfry.bench.engine;

import io.belfry.bench.run.Complaint;
import io.belfry.bench.run.Leash;
import io.belfry.bench.run.Pause;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * An engine that keeps nothing, on a free port of loopback.
 *
 * <p>Thread: confined to its caller.
 */
final class EngineServer implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(20);
  private static final Duration OFTEN = Duration.ofMillis(20);

  private final Process process;
  private final Leash leash;
  private final int port;

  private EngineServer(Process process, int port) {
    this.process = process;
    this.leash = new Leash(process);
    this.port = port;
  }

  /**
   * Starts it and waits until it listens.
   *
   * @param program {@code redis-server} or one that is started as it is
   * @param folder takes what it says
   */
  static EngineServer start(String program, Path folder) {
    try {
      int port = freePort();
      List<String> command =
          List.of(
              program,
              "--port",
              "" + port,
              "--bind",
              "127.0.0.1",
              "--save",
              "",
              "--dir",
              "" + folder);
      EngineServer server =
          new EngineServer(
              new ProcessBuilder(command)
                  .redirectErrorStream(true)
                  .redirectOutput(folder.resolve("engine.log").toFile())
                  .start(),
              port);
      if (!Pause.until(server::answers, START, OFTEN)) {
        server.close();
        throw new Complaint(
            program
                + " does not listen on port "
                + port
                + ". engine.log in "
                + folder
                + " says why.");
      }
      return server;
    } catch (IOException e) {
      throw new Complaint("Cannot start " + program + "; the system's package is redis-server", e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  private boolean answers() {
    try (Socket probe = new Socket()) {
      probe.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    Leash.kill(process);
    leash.letGo();
  }
}
