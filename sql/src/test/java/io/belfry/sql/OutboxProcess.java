package io.belfry.sql;

import io.belfry.protocol.UserId;
import io.belfry.server.store.Shutout;
import io.belfry.server.store.ShutoutStore;
import io.belfry.server.webhook.store.OutboxStore;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An outbox, and blocks, in a process of its own, which can be killed and be short of room. {@link
 * #main} is that process; it does what it is told on standard input and answers with a line each.
 */
final class OutboxProcess implements AutoCloseable {
  private static final int EVENTS = 3;
  private static final int BYTES = 200;
  private static final int BLOCKS = 1_000;

  private final Process process;
  private final BufferedReader out;
  private final BufferedWriter in;

  private OutboxProcess(Process process) {
    this.process = process;
    this.out = process.inputReader(StandardCharsets.UTF_8);
    this.in = process.outputWriter(StandardCharsets.UTF_8);
  }

  /**
   * Starts it.
   *
   * @param under words of a command that starts it, such as a shell that sets a limit first
   */
  static OutboxProcess start(Path folder, String... under) throws IOException {
    List<String> command = new ArrayList<>(List.of(under));
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            OutboxProcess.class.getName(),
            folder.toString()));
    return new OutboxProcess(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** What it says next; empty when it has ended. */
  String line() throws IOException {
    String line = out.readLine();
    return line == null ? "" : line;
  }

  /** What it answers. */
  String ask(String command) throws IOException {
    in.write(command);
    in.newLine();
    in.flush();
    return line();
  }

  /** Tells it without waiting. */
  void tell(String command) throws IOException {
    in.write(command);
    in.newLine();
    in.flush();
  }

  long pid() {
    return process.pid();
  }

  /** As {@code kill -9}. */
  void kill() throws InterruptedException {
    // Not by the process itself, which would close what is still to be read.
    process.toHandle().destroyForcibly();
    process.waitFor();
  }

  /** Ends it; it writes nothing more into folders of the test. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  /** How many events each commit of the process adds. */
  static int eventsACommit() {
    return EVENTS;
  }

  /**
   * The process.
   *
   * @param arguments the folder
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    try (OutboxStore store = new SqliteOutbox(folder.resolve("data"));
        ShutoutStore shutouts = new SqliteShutouts(folder.resolve("data"))) {
      long last = opened(store);
      BufferedReader commands =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String command = commands.readLine(); command != null; command = commands.readLine()) {
        switch (command) {
          case "stream" -> stream(store, last);
          case "block" -> say(block(shutouts, 1));
          case "blocks" -> say(block(shutouts, BLOCKS));
          case "ballast" -> say(ballast(folder.resolve("ballast")));
          case "room" -> say(String.valueOf(Files.deleteIfExists(folder.resolve("ballast"))));
          default -> {
            String answer = commit(store, last, Integer.parseInt(command));
            last = answer.startsWith("ok") ? last + EVENTS : last;
            say(answer);
          }
        }
      }
    }
  }

  private static long opened(OutboxStore store) throws IOException {
    try {
      long last = store.open().lastNumber();
      say("opened");
      return last;
    } catch (OutboxStore.Busy e) {
      say("busy " + e.getMessage());
      return 0;
    }
  }

  private static void stream(OutboxStore store, long last) throws IOException {
    for (long next = last; ; next += EVENTS) {
      store.commit(OutboxEvents.added(next + 1, EVENTS, BYTES));
      say(String.valueOf(next + EVENTS));
    }
  }

  private static String commit(OutboxStore store, long last, int bytes) {
    try {
      store.commit(OutboxEvents.added(last + 1, EVENTS, bytes));
      return "ok " + store.waiting(OutboxEvents.TARGET, 0, 1 << 20, 1 << 30).size();
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static String block(ShutoutStore store, int times) {
    try {
      for (int i = 0; i < times; i++) {
        UserId user = new UserId("user-" + store.all(0).size());
        store.put(new Shutout.Block("1", user, 0, Long.MAX_VALUE, "Spam"));
      }
      return "ok";
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  // Takes all room that there is.
  private static String ballast(Path file) throws IOException {
    byte[] block = new byte[4096];
    try (var stream = Files.newOutputStream(file)) {
      while (true) {
        stream.write(block);
      }
    } catch (IOException e) {
      return "full";
    }
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
