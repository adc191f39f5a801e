package io.belfry.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A real {@code belfry dev} on free ports.
 *
 * <p>Thread: confined to the thread that started it.
 */
final class DevProcess implements AutoCloseable {
  private static final Pattern PAGE = Pattern.compile("Demo page +(\\S+)");
  private static final long PATIENCE_SECONDS = 60;

  private final Process process;
  private final URI page;

  private DevProcess(Process process, URI page) {
    this.process = process;
    this.page = page;
  }

  static DevProcess start(Path dataDir) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            "io.belfry.cli.Main",
            "dev",
            "--port=0",
            "--demo-port=0",
            "--data-dir=" + dataDir);
    builder.environment().keySet().removeIf(variable -> variable.startsWith("BELFRY_"));
    Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try {
      return new DevProcess(
          process,
          CompletableFuture.supplyAsync(() -> page(process), task -> Thread.ofVirtual().start(task))
              .get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    } catch (Exception e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static URI page(Process process) {
    try {
      BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
      String line = out.readLine();
      while (line != null) {
        Matcher found = PAGE.matcher(line);
        if (found.find()) {
          return URI.create(found.group(1));
        }
        line = out.readLine();
      }
      throw new IllegalStateException("It ended before it named its page.");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  URI page() {
    return page;
  }

  @Override
  public void close() {
    process.destroy();
  }
}
