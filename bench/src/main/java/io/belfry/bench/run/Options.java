package io.belfry.bench.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the command line asks for.
 *
 * <p>Thread: immutable.
 *
 * @param works what to measure, in this order
 * @param servers labels of those that are measured; all when there is none
 * @param timing how long and how often
 * @param placement where and how the server runs
 * @param output what becomes of the results
 */
record Options(
    List<Work> works, Set<String> servers, Timing timing, Placement placement, Output output) {
  /**
   * How long and how often.
   *
   * @param repeats turns of each work and server
   * @param seconds measured seconds of each phase
   * @param warmup seconds of load before a warm figure is taken
   * @param patience longest wait for a quiet machine before each turn; zero does not wait
   */
  record Timing(int repeats, int seconds, int warmup, Duration patience) {}

  /**
   * Where and how the server runs.
   *
   * @param pin cores of generator and server; none leaves both to the kernel
   * @param eventLoops event loops of the server
   * @param transport how the server talks to sockets, as its setting names it
   * @param otherServer a command that starts a third server to be compared
   */
  record Placement(
      Optional<Pin> pin, int eventLoops, String transport, Optional<String> otherServer) {}

  /**
   * Cores for generator and server.
   *
   * @param generator core of the generator
   * @param server core of the server
   */
  record Pin(int generator, int server) {
    /** The two numbers as the generator takes them. */
    String text() {
      return generator + "," + server;
    }
  }

  /**
   * What becomes of the results.
   *
   * @param root the project's folder
   * @param folder takes raw lines and the page
   * @param task what to do
   * @param reach where the page goes
   */
  record Output(Path root, Path folder, Task task, Reach reach) {}

  /** What to do. */
  enum Task {
    /** Measure, then write the page. */
    MEASURE,
    /** Write the page of a folder that was measured before. */
    TABLE,
    /** Say what can be asked for. */
    HELP
  }

  /** Where the page goes. */
  enum Reach {
    /** Only beside the raw lines. */
    FOLDER,
    /** Also into docs/bench. */
    PUBLISHED
  }
}
