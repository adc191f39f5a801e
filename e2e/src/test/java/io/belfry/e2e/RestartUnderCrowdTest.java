package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.rest.Pusher;
import io.belfry.testkit.RecordingClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two thousand clients, while their node goes down and while another takes its place. They are
 * counted, and so is what is published: nothing is timed here.
 */
class RestartUnderCrowdTest {
  private static final int CLIENTS = 2_000;
  private static final String CONFIG =
      """
      server: {host: 127.0.0.1, port: %d, event_loops: 2%s}
      apps: [{id: "1", keys: [{key: app-key, secret: 0123456789abcdef0123456789abcdef}]}]
      """;

  private static final String BODY = "{\"name\":\"e\",\"channel\":\"others\",\"data\":\"d\"}";

  @TempDir private Path folder = Path.of("");

  private Path config(int port, String more) throws IOException {
    return Files.writeString(folder.resolve("belfry.yaml"), CONFIG.formatted(port, more));
  }

  private static int portIn(String line) {
    return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
  }

  private static Pusher backend(int port) {
    String url = "http://app-key:0123456789abcdef0123456789abcdef@127.0.0.1:%d/apps/1";
    return new Pusher(url.formatted(port));
  }

  /** Publishes one number after the other until one is refused; the last that was accepted. */
  private static CompletableFuture<Long> publishUntilRefused(int port) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (Pusher pusher = backend(port)) {
            long accepted = 0;
            while (isAccepted(pusher, accepted + 1)) {
              accepted++;
            }
            return accepted;
          }
        },
        task -> Thread.ofPlatform().daemon().name("publisher").start(task));
  }

  private static boolean isAccepted(Pusher pusher, long number) {
    try {
      pusher.trigger("numbers", "number", "n" + number);
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  /** A call whose head is accepted and whose body has not come. */
  private static RecordingClient begun(int port) {
    try (Pusher pusher = backend(port)) {
      URI uri = pusher.signedUri("POST", "/events", BODY);
      RecordingClient call = RecordingClient.open(port);
      call.sendBytes(
          "POST %s?%s HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: %d\r\n\r\n"
              .formatted(uri.getRawPath(), uri.getRawQuery(), BODY.length())
              .getBytes(StandardCharsets.ISO_8859_1));
      call.readHead();
      assertThat(call.status()).isEqualTo(100);
      return call;
    }
  }

  private static int readiness(int port) {
    try (RecordingClient asks = RecordingClient.open(port)) {
      asks.sendBytes(
          "GET /readyz HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
      asks.readHead();
      return asks.status();
    }
  }

  @Test
  @Tag("THR-63")
  @Tag("WS-015")
  void givenADrainWhileEventsArePublished_eachClientHasAllThatWereAcceptedBeforeItIsClosed()
      throws Exception {
    List<String> command = ServeProcess.command(config(0, ", drain_seconds: 3"));
    try (ServeProcess node = ServeProcess.start(command)) {
      int port = portIn(node.awaits("listens on"));
      try (Crowd crowd = new Crowd(port, CLIENTS)) {
        crowd.awaitAll();
        CompletableFuture<Long> published = publishUntilRefused(port);
        crowd.awaitNumber(20);
        try (RecordingClient call = begun(port)) {
          node.terminate();
          // While it drains it says so, and finishes what it has begun.
          int answer = readiness(port);
          while (answer == 200) {
            answer = readiness(port);
          }
          assertThat(answer).isEqualTo(503);
          call.sendBytes(BODY.getBytes(StandardCharsets.ISO_8859_1));
          call.readHead();
          assertThat(call.status()).isEqualTo(200);
        }
        long accepted = published.join();
        crowd.awaitEnds(CLIENTS);
        assertThat(node.ended()).isZero();

        assertThat(crowd.met())
            .containsEntry("closed 4200", CLIENTS)
            .containsKey("turned away, closed 4100");
        assertThat(accepted).isGreaterThanOrEqualTo(20);
        assertThat(crowd.gaps()).isZero();
        assertThat(crowd.lastBeforeClose()).containsExactly(accepted);
      }
    }
  }

  @Test
  @Tag("WS-113")
  void givenALoneNodeThatEndsWhileEventsArePublished_nothingThatWasAcceptedIsLostEither()
      throws Exception {
    List<String> command = ServeProcess.command(config(0, ""));
    try (ServeProcess node = ServeProcess.start(command)) {
      int port = portIn(node.awaits("listens on"));
      try (Crowd crowd = new Crowd(port, CLIENTS)) {
        crowd.awaitAll();
        CompletableFuture<Long> published = publishUntilRefused(port);
        crowd.awaitNumber(20);
        node.terminate();
        long accepted = published.join();
        crowd.awaitEnds(CLIENTS);
        assertThat(node.ended()).isZero();

        assertThat(crowd.met()).containsEntry("closed 4100", CLIENTS);
        assertThat(crowd.lastBeforeClose()).containsExactly(accepted);
      }
    }
  }

  /** Connects without a pause and asks for a health word, each time on a new socket. */
  private static final class Prober implements AutoCloseable {
    private final AtomicBoolean isOver = new AtomicBoolean();
    private final List<String> troubles = new ArrayList<>();
    private final Thread thread;
    private long answered;

    Prober(int port) {
      thread = Thread.ofPlatform().daemon().name("prober").start(() -> probe(port));
    }

    private void probe(int port) {
      byte[] request =
          "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
              .getBytes(StandardCharsets.ISO_8859_1);
      while (!isOver.get()) {
        try (Socket socket = new Socket()) {
          socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
          socket.getOutputStream().write(request);
          byte[] answer = socket.getInputStream().readAllBytes();
          if (new String(answer, StandardCharsets.ISO_8859_1).startsWith("HTTP/1.1 200")) {
            answered++;
          } else {
            troubles.add("answered with " + answer.length + " bytes");
          }
        } catch (IOException e) {
          troubles.add(e.toString());
        }
      }
    }

    List<String> troubles() throws InterruptedException {
      isOver.set(true);
      thread.join();
      assertThat(answered).isPositive();
      return troubles;
    }

    @Override
    public void close() {
      isOver.set(true);
    }
  }

  @Test
  @Tag("WS-114")
  void givenASuccessorThatTakesOver_noConnectIsRefusedAndAllComeBack() throws Exception {
    List<String> command = ServeProcess.command(config(0, ""));
    try (ServeProcess old = ServeProcess.start(command)) {
      int port = portIn(old.awaits("listens on"));
      try (Crowd crowd = new Crowd(port, CLIENTS);
          Prober prober = new Prober(port)) {
        crowd.awaitAll();
        try (ServeProcess successor = ServeProcess.start(config(port, ""), "--take-over")) {
          old.terminate();
          crowd.awaitEnds(CLIENTS);
          crowd.awaitAll();
          assertThat(old.ended()).isZero();
          assertThat(crowd.met()).isEqualTo(Map.of("closed 4200", CLIENTS));
          assertThat(prober.troubles()).isEmpty();
          successor.terminate();
        }
      }
    }
  }

  @Test
  @Tag("WS-115")
  void givenASupervisorThatHoldsTheSocket_noConnectIsRefusedAndAllComeBack() throws Exception {
    Path script = Path.of(System.getProperty("belfry.root", ".."), "e2e/src/test/resources");
    List<String> command =
        new ArrayList<>(List.of("python3", script.resolve("supervisor.py").toString(), "server"));
    command.addAll(ServeProcess.command(config(6001, "")));
    try (ServeProcess supervisor = ServeProcess.start(command)) {
      int port = Integer.parseInt(supervisor.awaits(""));
      supervisor.say("start");
      long old = Long.parseLong(supervisor.awaits("pid ").substring("pid ".length()));
      supervisor.awaits("listens on");
      try (Crowd crowd = new Crowd(port, CLIENTS);
          Prober prober = new Prober(port)) {
        crowd.awaitAll();
        ServeProcess.terminate(old);
        assertThat(supervisor.awaits("ended ")).isEqualTo("ended 0");
        supervisor.say("start");
        crowd.awaitEnds(CLIENTS);
        crowd.awaitAll();

        assertThat(crowd.met()).isEqualTo(Map.of("closed 4200", CLIENTS));
        assertThat(prober.troubles()).isEmpty();
      }
    }
  }
}
