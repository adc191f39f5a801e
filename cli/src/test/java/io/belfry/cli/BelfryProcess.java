package io.belfry.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A command that runs as a process of its own.
 *
 * <p>Thread: confined to the test's thread.
 */
final class BelfryProcess implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;
  private static final Pattern LOGGED =
      Pattern.compile(
          "^\\d{4}-\\d\\d-\\d\\dT[0-9:.]{12}(Z|[+-]\\d\\d:\\d\\d) (INFO |WARN |ERROR|DEBUG) ");

  private final Process process;
  private final BufferedReader out;
  private final BlockingQueue<String> errorLines = new LinkedBlockingQueue<>();
  private final CompletableFuture<String> err;

  private BelfryProcess(Process process) {
    this.process = process;
    this.out = process.inputReader(StandardCharsets.UTF_8);
    this.err = later(() -> collect(process.errorReader()));
  }

  /**
   * Runs {@code belfry} with these arguments, without the script around it and without {@code
   * BELFRY_} variables. It heeds signals also when these tests run where they are ignored.
   */
  static BelfryProcess start(String... arguments) throws IOException {
    return start(":", Map.of(), arguments);
  }

  /** The same with these variables. */
  static BelfryProcess start(Map<String, String> variables, String... arguments)
      throws IOException {
    return start(":", variables, arguments);
  }

  /** The same below a shell that has done something before, such as to ignore a signal. */
  static BelfryProcess startAfter(String before, String... arguments) throws IOException {
    return start(before, Map.of(), arguments);
  }

  private static BelfryProcess start(
      String before, Map<String, String> variables, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    String script = Path.of(System.getProperty("belfry.root", ".."), "build/start.sh").toString();
    // A shell of its own, since what is ignored when a shell begins is what it cannot change.
    String heeding = ". \"$0\"; heed_signals; exec ${heeding[@]+\"${heeding[@]}\"} \"$@\"";
    command.addAll(
        List.of("bash", "-c", before + "; exec bash -c '" + heeding + "' \"$0\" \"$@\""));
    command.add(script);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("io.belfry.cli.Main");
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(variable -> variable.startsWith("BELFRY_"));
    // Tests of other things need not wait for it.
    builder.environment().put("BELFRY_SERVER_WARMUP_SECONDS", "0");
    builder.environment().putAll(variables);
    return start(builder);
  }

  /** Runs what the builder says. */
  static BelfryProcess start(ProcessBuilder builder) throws IOException {
    return new BelfryProcess(builder.start());
  }

  /** The next line that it prints. */
  String line() throws Exception {
    return within(later(this::nextLine));
  }

  /** All that it prints until it ends. */
  String output() throws Exception {
    return within(later(() -> rest(out)));
  }

  /** The next line of the error stream, whoever says it. */
  String anyErrorLine() throws Exception {
    String line = errorLines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (line == null) {
      throw new TimeoutException("nothing more is said");
    }
    return line;
  }

  /** The next line that it says itself on the error stream; the virtual machine has its own. */
  String errorLine() throws Exception {
    String line = anyErrorLine();
    while (!line.startsWith("belfry: ") && !LOGGED.matcher(line).find()) {
      line = anyErrorLine();
    }
    return line;
  }

  /** All that it says on the error stream until it ends. */
  String errors() throws Exception {
    return within(err);
  }

  /** Sends a signal such as {@code TERM}. */
  void signal(String name) throws IOException, InterruptedException {
    int sent =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    if (sent != 0) {
      throw new IOException("kill answered " + sent);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  int exitCode() throws Exception {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new TimeoutException("the process goes on");
    }
    return process.exitValue();
  }

  /** Ends it; it writes nothing more into folders of the test. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  private String nextLine() {
    try {
      String line = out.readLine();
      if (line == null) {
        throw new IllegalStateException("It ended without another line: " + err.join());
      }
      return line;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // Each reader waits in a thread of its own: a shared pool may have only one on a small machine.
  private static <T> CompletableFuture<T> later(Supplier<T> reading) {
    return CompletableFuture.supplyAsync(reading, task -> Thread.ofVirtual().start(task));
  }

  private String collect(BufferedReader reader) {
    return reader.lines().peek(errorLines::add).collect(Collectors.joining("\n"));
  }

  private static String rest(BufferedReader reader) {
    return reader.lines().collect(Collectors.joining("\n"));
  }

  private static <T> T within(CompletableFuture<T> awaited)
      throws InterruptedException, ExecutionException, TimeoutException {
    return awaited.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }
}
