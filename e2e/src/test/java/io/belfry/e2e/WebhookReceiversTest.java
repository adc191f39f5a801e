package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The receivers in {@code docs/guide/webhooks.md}, run as they stand there. */
@Tag("sdk")
class WebhookReceiversTest {
  private static final Path GUIDE =
      Path.of(System.getProperty("belfry.root", ".."), "docs", "guide", "webhooks.md");
  private static final Pattern PROGRAM =
      Pattern.compile("<!-- runs: (\\S+) (\\S+) -->\\n```[a-z]+\\n(.*?)```", Pattern.DOTALL);
  private static final int WAIT_SECONDS = 30;

  @TempDir private Path folder;

  @Test
  @Tag("HOOK-068")
  void givenTheReceiverForNode_itIsToldAndTakesNothingOfOthers() throws Exception {
    SdkFolder sdk = SdkFolder.install("pusher-node");
    Path program = written("pusher-node", sdk.path());
    ProcessBuilder builder = new ProcessBuilder("node", program.toString());
    builder.directory(sdk.path().toFile()).environment().put("PORT", "0");
    try (Program receiver = new Program(builder)) {
      isTold(receiver, port(receiver.next(line -> line.startsWith("port"))));
    }
  }

  @Test
  @Tag("HOOK-068")
  void givenTheReceiverForPython_itIsToldAndTakesNothingOfOthers() throws Exception {
    SdkFolder sdk = SdkFolder.install("pusher-python");
    Path program = written("pusher-python", sdk.path());
    ProcessBuilder builder = new ProcessBuilder(sdk.file("venv/bin/python"), program.toString());
    builder.environment().put("PORT", "0");
    try (Program receiver = new Program(builder)) {
      isTold(receiver, port(receiver.next(line -> line.startsWith("port"))));
    }
  }

  @Test
  @Tag("HOOK-010")
  @Tag("HOOK-068")
  void givenTheReceiverForPhp_itIsToldAndTakesNothingOfOthers() throws Exception {
    Path program = written("php", folder);
    int port = freePort();
    try (Program receiver =
        new Program(new ProcessBuilder("php", "-S", "127.0.0.1:" + port, program.toString()))) {
      receiver.next(line -> line.contains("started"));
      isTold(receiver, port);
    }
  }

  private void isTold(Program receiver, int port) throws Exception {
    String url = "http://127.0.0.1:" + port + "/hooks";
    String endpoint = "webhooks: [{url: \"" + url + "\", vacated_delay_ms: 0}]";
    try (Belfry belfry = Belfry.startIn(folder.resolve("data"), endpoint)) {
      try (WireSubscriber reader = new WireSubscriber(belfry)) {
        reader.join("news");
        receiver.next(line -> line.endsWith("channel_occupied news"));
      }
      receiver.next(line -> line.endsWith("channel_vacated news"));
    }
    assertThat(statusOfAForgedOne(url)).isEqualTo(401);
  }

  private static int statusOfAForgedOne(String url) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest forged =
          HttpRequest.newBuilder(URI.create(url))
              .header("Content-Type", "application/json")
              .header("X-Pusher-Key", Belfry.KEY)
              .header("X-Pusher-Signature", "0".repeat(64))
              .POST(HttpRequest.BodyPublishers.ofString("{\"time_ms\":1,\"events\":[]}"))
              .build();
      return client.send(forged, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }

  private static int port(String line) {
    return Integer.parseInt(line.substring(line.indexOf(' ') + 1));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Path written(String sdk, Path folder) throws IOException {
    Matcher programs = PROGRAM.matcher(Files.readString(GUIDE));
    while (programs.find()) {
      if (programs.group(1).equals(sdk)) {
        return Files.writeString(folder.resolve(programs.group(2)), programs.group(3));
      }
    }
    throw new AssertionError("The guide shows no program for " + sdk + ".");
  }

  /** A receiver, and the lines that it writes. */
  private static final class Program implements AutoCloseable {
    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    Program(ProcessBuilder builder) throws IOException {
      builder.environment().put("APP_SECRET", Belfry.accountAt(0).secret());
      process = builder.redirectErrorStream(true).start();
      Thread.ofVirtual().start(this::readAll);
    }

    private void readAll() {
      try (BufferedReader output = process.inputReader()) {
        output.lines().forEach(lines::add);
      } catch (IOException | UncheckedIOException e) {
        // A stream that breaks has ended.
      }
    }

    String next(Predicate<String> wanted) throws InterruptedException {
      List<String> seen = new ArrayList<>();
      String line = lines.poll(WAIT_SECONDS, TimeUnit.SECONDS);
      while (line != null && !wanted.test(line)) {
        seen.add(line);
        line = lines.poll(WAIT_SECONDS, TimeUnit.SECONDS);
      }
      if (line == null) {
        throw new AssertionError("It did not write what was expected, but: " + seen);
      }
      return line;
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }
}
