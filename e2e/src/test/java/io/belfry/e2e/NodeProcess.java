package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.cluster.redis.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A node of a cluster in a process of its own, which a test kills and stops.
 *
 * <p>Thread: confined to the test.
 */
final class NodeProcess implements AutoCloseable {
  private final ServeProcess process;
  private final NodeDoors doors;

  private NodeProcess(ServeProcess process) {
    this.process = process;
    int port = port("listens on", ':');
    this.doors = new NodeDoors(port, port("operations are at port", ' '));
  }

  /** A start that is under way. */
  interface Starting {
    /** Waits until its ports are open; it need not be ready. */
    NodeProcess opened();
  }

  /**
   * Begins to start one with that file; what it says of itself goes to the end of a log.
   *
   * @param options of its JVM
   */
  static Starting begin(Path file, Path log, String... options) {
    try {
      ServeProcess process = ServeProcess.startWithLog(ServeProcess.command(file, options), log);
      return () -> new NodeProcess(process);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int port(String words, char before) {
    String line = process.awaits(words);
    return Integer.parseInt(line.substring(line.lastIndexOf(before) + 1));
  }

  NodeDoors doors() {
    return doors;
  }

  /** Sends SIGKILL, and waits until it is gone. */
  void kill() {
    process.kill();
  }

  /** Sends SIGTERM. */
  void terminate() {
    process.terminate();
  }

  /** Waits until it has ended; its exit code. */
  int ended() {
    try {
      return process.ended();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Sends SIGSTOP; its connections stay, and nobody answers. */
  void stop() {
    process.signal("STOP");
  }

  /** Sends SIGCONT. */
  void goOn() {
    process.signal("CONT");
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Is stopped for so long; who ends it is started before. */
  void standStill(Duration howLong) {
    CompletableFuture<Void> over = process.signals("STOP", howLong, "CONT");
    Waiting.until("it stands still", () -> isStopped() || over.isDone());
    assertThat(over).as("it stands still").isNotDone();
    over.join();
  }

  /** Whether the kernel says that it stands still. */
  boolean isStopped() {
    return process.state() == 'T';
  }

  @Override
  public void close() {
    process.close();
  }
}
