package io.belfry.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The sample application as a process of its own, with the libraries of the current Spring Boot.
 *
 * <p>Thread: confined to the thread that started it.
 */
final class SpringSample implements AutoCloseable {
  private static final Path FOLDER =
      Path.of(System.getProperty("belfry.root", ".."), "samples/spring/target");
  private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");
  private static final long PATIENCE_SECONDS = 90;

  private final Process process;
  private final int port;

  private SpringSample(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static SpringSample start(ServerSdk.Account account) throws Exception {
    return start(
        Map.of(
            "BELFRY_URL", "http://127.0.0.1:" + account.port(),
            "BELFRY_APP_ID", account.appId(),
            "BELFRY_KEY", account.key(),
            "BELFRY_SECRET", account.secret()));
  }

  /** The same with the server inside. */
  static SpringSample startWithServerInside() throws Exception {
    return start(
        Map.of(
            "BELFRY_EMBEDDED_ENABLED", "true",
            "BELFRY_EMBEDDED_HOST", "127.0.0.1",
            "BELFRY_EMBEDDED_PORT", "0"));
  }

  private static SpringSample start(Map<String, String> variables) throws Exception {
    String libraries = Files.readString(FOLDER.resolve("classpath.txt")).strip();
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            FOLDER.resolve("classes") + java.io.File.pathSeparator + libraries,
            "shop.ShopApplication",
            "--server.address=127.0.0.1",
            "--server.port=0");
    builder.environment().keySet().removeIf(variable -> variable.startsWith("BELFRY_"));
    builder.environment().putAll(variables);
    Process process = builder.redirectErrorStream(true).start();
    try {
      int port =
          CompletableFuture.supplyAsync(
                  () -> started(process), task -> Thread.ofVirtual().start(task))
              .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return new SpringSample(process, port);
    } catch (Exception e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static int started(Process process) {
    StringBuilder said = new StringBuilder();
    try {
      BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        said.append(line).append('\n');
        Matcher found = PORT.matcher(line);
        if (found.find()) {
          Thread.ofVirtual().start(() -> drain(out));
          return Integer.parseInt(found.group(1));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new IllegalStateException("It ended before it listened:\n" + said);
  }

  private static void drain(BufferedReader out) {
    try {
      out.transferTo(java.io.Writer.nullWriter());
    } catch (IOException e) {
      // It was ended.
      return;
    }
  }

  /** Address of a page. */
  String url(String path) {
    return "http://127.0.0.1:" + port + path;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
