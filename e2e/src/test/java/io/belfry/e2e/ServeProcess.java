package io.belfry.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A process that runs {@code belfry serve}, or a supervisor that does.
 *
 * <p>Thread: confined to the test.
 */
final class ServeProcess implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  private final Process process;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  private ServeProcess(Process process) {
    this.process = process;
    Thread.ofVirtual().start(this::readAll);
  }

  /** Starts the command; it listens when this returns. */
  static ServeProcess start(Path config, String... arguments) throws IOException {
    List<String> command = command(config);
    command.addAll(List.of(arguments));
    ServeProcess served = start(command);
    served.awaits("listens on");
    return served;
  }

  /** Starts any command that tells in lines what it does. */
  static ServeProcess start(List<String> command) throws IOException {
    return new ServeProcess(
        builder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start());
  }

  /** The same; its log is among the lines. */
  static ServeProcess startWithLog(List<String> command) throws IOException {
    return new ServeProcess(builder(command).redirectErrorStream(true).start());
  }

  /** The same; its log is added to that file. */
  static ServeProcess startWithLog(List<String> command, Path log) throws IOException {
    return new ServeProcess(
        builder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile())).start());
  }

  private static ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(variable -> variable.startsWith("BELFRY_"));
    // Tests of other things need not wait for it.
    builder.environment().put("BELFRY_SERVER_WARMUP_SECONDS", "0");
    return builder;
  }

  /** The words that run {@code belfry serve} with a file, and with options of the JVM. */
  static List<String> command(Path config, String... options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.belfry.cli.Main"));
    command.addAll(List.of("serve", "--config", config.toString()));
    return command;
  }

  /** Waits for a line with these words; earlier ones are passed over. */
  String awaits(String words) {
    try {
      String line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      while (line != null && !line.contains(words)) {
        line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      }
      if (line == null) {
        throw new AssertionError("Nothing came with \"" + words + "\".");
      }
      return line;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  void say(String line) throws IOException {
    process.outputWriter().write(line + "\n");
    process.outputWriter().flush();
  }

  /** Sends SIGTERM. */
  void terminate() {
    terminate(process.pid());
  }

  /** Sends SIGKILL, and waits until it is gone. */
  void kill() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Sends a signal by its name, such as STOP. */
  void signal(String name) {
    try {
      Process kill =
          new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start();
      if (kill.waitFor() != 0) {
        throw new AssertionError("kill failed.");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Sends a signal, and another one so much later. */
  CompletableFuture<Void> signals(String first, Duration pause, String then) {
    String script =
        "kill -%1$s %2$d && sleep %3$s && kill -%4$s %2$d"
            .formatted(first, process.pid(), pause.toMillis() / 1_000.0, then);
    try {
      return new ProcessBuilder("sh", "-c", script)
          .inheritIO()
          .start()
          .onExit()
          .thenAccept(
              ended -> {
                if (ended.exitValue() != 0) {
                  throw new AssertionError("kill failed.");
                }
              });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Its state as the kernel says it: T is stopped. */
  char state() {
    try {
      String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets no file of it grow beyond that many bytes; {@code unlimited} lifts the bound. */
  void boundFiles(String bytes) throws IOException, InterruptedException {
    String bound = "--fsize=" + bytes + ":unlimited";
    Process setting =
        new ProcessBuilder("prlimit", "--pid", Long.toString(process.pid()), bound)
            .inheritIO()
            .start();
    if (setting.waitFor() != 0) {
      throw new AssertionError("prlimit failed.");
    }
  }

  static void terminate(long pid) {
    ProcessHandle.of(pid).orElseThrow().destroy();
  }

  /** Waits for the end; its exit code. */
  int ended() throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("The process goes on.");
    }
    return process.exitValue();
  }

  /** Ends it and what it has started; it writes nothing more into folders of the test. */
  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
  }

  private void readAll() {
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      out.lines().forEach(lines::add);
    } catch (IOException | UncheckedIOException e) {
      // A stream that breaks has ended.
      return;
    }
  }
}
