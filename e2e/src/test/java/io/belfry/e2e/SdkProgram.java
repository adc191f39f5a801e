package io.belfry.e2e;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The driver of an SDK in another language, as a process: it reads a step from each line of its
 * input, and writes a line for what came of it. Each line is a JSON object.
 *
 * <p>Thread: thread-safe.
 */
final class SdkProgram implements AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final String END = "";

  private final Path complaints;
  private final Process process;
  private final Writer input;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  private SdkProgram(SdkFolder folder, List<String> command, Map<String, String> variables) {
    complaints = folder.path().resolve("driver.err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.path().toFile())
            .redirectError(complaints.toFile());
    builder.environment().putAll(variables);
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    input = process.outputWriter();
    Thread.ofVirtual().start(this::readAll);
  }

  /** Starts the driver of an SDK for Node.js. */
  static SdkProgram node(String sdk) {
    return node(sdk, Map.of());
  }

  /** The same with these variables in its environment. */
  static SdkProgram node(String sdk, Map<String, String> variables) {
    SdkFolder folder = SdkFolder.install(sdk);
    return new SdkProgram(folder, List.of("node", folder.file("driver.mjs")), variables);
  }

  /** Starts the driver of an SDK for Python. */
  static SdkProgram python(String sdk) {
    SdkFolder folder = SdkFolder.install(sdk);
    return new SdkProgram(
        folder, List.of(folder.file("venv/bin/python"), folder.file("driver.py")), Map.of());
  }

  /** Starts the driver of an SDK whose language is compiled. */
  static SdkProgram compiled(String sdk) {
    SdkFolder folder = SdkFolder.install(sdk);
    return new SdkProgram(folder, List.of(folder.file("driver")), Map.of());
  }

  /** Has the driver do a step; what comes of it is in its next lines. */
  synchronized void say(JsonObject step) {
    try {
      input.write(step + "\n");
      input.flush();
    } catch (IOException e) {
      throw new AssertionError("The driver took no step any more: " + complaint(), e);
    }
  }

  /** Has the driver do a step that is answered with one line, and waits for it. */
  synchronized JsonObject ask(JsonObject step) {
    say(step);
    return next();
  }

  /** Waits for the next line. */
  JsonObject next() {
    return next(DEADLINE);
  }

  private JsonObject next(Duration deadline) {
    String line = null;
    try {
      line = lines.poll(deadline.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    if (line == null || line.equals(END)) {
      String what = line == null ? "told nothing for " + deadline : "has ended";
      throw new AssertionError("The driver " + what + ". It complained: " + complaint());
    }
    return JsonParser.parseString(line).getAsJsonObject();
  }

  /** Waits for the line that tells this. Lines that come before it are passed over. */
  JsonObject awaits(String told) {
    return awaits(told, DEADLINE);
  }

  /** The same with so much patience between two lines. */
  JsonObject awaits(String told, Duration deadline) {
    JsonObject line = next(deadline);
    while (!line.get("told").getAsString().equals(told)) {
      line = next(deadline);
    }
    return line;
  }

  @Override
  public void close() {
    try (input) {
      input.flush();
    } catch (IOException e) {
      // It has ended already, and a test that needed it has failed.
      return;
    }
    try {
      if (!process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("The driver did not end with its input.");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    } finally {
      process.destroyForcibly();
    }
  }

  private String complaint() {
    try {
      return Files.readString(complaints);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void readAll() {
    try (BufferedReader output = process.inputReader()) {
      output.lines().forEach(lines::add);
    } catch (IOException | UncheckedIOException e) {
      // A stream that breaks has ended.
    } finally {
      lines.add(END);
    }
  }
}
