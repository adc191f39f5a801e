package io.belfry.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
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
  private static final Pattern SERVER = Pattern.compile("(?:Server|listens on) +(http://\\S+)");
  private static final Pattern PAGE = Pattern.compile("Demo page +(\\S+)");
  private static final long PATIENCE_SECONDS = 60;

  private final Process process;
  private final URI page;
  private final int port;

  private DevProcess(Process process, URI page, int port) {
    this.process = process;
    this.page = page;
    this.port = port;
  }

  static DevProcess start(Path dataDir) throws Exception {
    return start(dataDir, 0, 0);
  }

  /** Starts on the ports of one that has ended. */
  static DevProcess startAgain(DevProcess ended, Path dataDir) throws Exception {
    ended.process.waitFor();
    return start(dataDir, ended.port, ended.page.getPort());
  }

  private static DevProcess start(Path dataDir, int port, int demoPort) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            // It lives for a test: what a JVM prepares for a long life costs more than it gives.
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            "io.belfry.cli.Main",
            "dev",
            "--port=" + port,
            "--demo-port=" + demoPort,
            "--data-dir=" + dataDir);
    builder.environment().keySet().removeIf(variable -> variable.startsWith("BELFRY_"));
    Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try {
      return CompletableFuture.supplyAsync(
              () -> started(process), task -> Thread.ofVirtual().start(task))
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static DevProcess started(Process process) {
    try {
      BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
      Optional<URI> server = Optional.empty();
      Optional<URI> page = Optional.empty();
      while (server.isEmpty() || page.isEmpty()) {
        String line = out.readLine();
        if (line == null) {
          throw new IllegalStateException("It ended before it named its page.");
        }
        server = server.or(() -> uri(SERVER, line));
        page = page.or(() -> uri(PAGE, line));
      }
      return new DevProcess(process, page.get(), server.get().getPort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<URI> uri(Pattern pattern, String line) {
    Matcher found = pattern.matcher(line);
    return found.find() ? Optional.of(URI.create(found.group(1))) : Optional.empty();
  }

  /** Port of the server. */
  int port() {
    return port;
  }

  /** Ends it as a lack of memory would, without a word to anybody. */
  void kill() {
    process.destroyForcibly();
  }

  /** Tells it to stop, as Ctrl-C does. */
  void stop() {
    process.destroy();
  }

  URI page() {
    return page;
  }

  /** Ends it; it writes nothing more into its folder, which the test deletes. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
