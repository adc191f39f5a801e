package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.e2e.HookReceiver.Told;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Endpoints that behave badly, each in its way, beside one that does not. */
@Tag("HOOK-053")
@Tag("HOOK-066")
class WebhookStrangersTest {
  private static final int SAID = 100;
  private static final String TYPES = ", event_types: [client_event]";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n";

  @TempDir private Path folder = Path.of("");
  private final CountDownLatch end = new CountDownLatch(1);

  /** What is done with a connection that has come. */
  private interface Manner {
    void meet(Socket socket) throws IOException, InterruptedException;
  }

  /** A receiver that does one thing with whoever comes. */
  private static final class Stranger implements AutoCloseable {
    private final ServerSocket door;
    private final AtomicInteger met = new AtomicInteger();

    Stranger(Manner manner) throws IOException {
      door = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
      Thread.ofVirtual().start(() -> open(manner));
    }

    private void open(Manner manner) {
      try {
        while (true) {
          Socket socket = door.accept();
          met.incrementAndGet();
          Thread.ofVirtual().start(() -> meet(manner, socket));
        }
      } catch (IOException e) {
        // The door is closed.
        return;
      }
    }

    private static void meet(Manner manner, Socket socket) {
      try (socket) {
        manner.meet(socket);
      } catch (IOException | InterruptedException e) {
        // The server has had enough.
        return;
      }
    }

    String url() {
      return "http://127.0.0.1:" + door.getLocalPort() + "/hooks";
    }

    @Override
    public void close() throws IOException {
      door.close();
    }
  }

  private void byteByByte(Socket socket) throws IOException, InterruptedException {
    for (byte each : OK.getBytes(StandardCharsets.US_ASCII)) {
      socket.getOutputStream().write(each);
      if (end.await(100, TimeUnit.MILLISECONDS)) {
        return;
      }
    }
  }

  private static void endlessly(Socket socket) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(OK.getBytes(StandardCharsets.US_ASCII));
    byte[] some = new byte[1 << 16];
    while (true) {
      out.write(some);
    }
  }

  private static Manner elsewhere(String url) {
    String answer = "HTTP/1.1 302 Found\r\nLocation: " + url + "\r\nContent-Length: 0\r\n\r\n";
    return socket -> {
      socket.getInputStream().read(new byte[1 << 16]);
      socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
    };
  }

  @Test
  void givenReceiversThatBehaveBadly_theOneThatDoesNotIsToldEverythingMeanwhile() throws Exception {
    try (HookReceiver good = new HookReceiver(HookClient.SECRET);
        Stranger trap = new Stranger(Socket::close);
        Stranger hangs = new Stranger(socket -> end.await());
        Stranger redirects = new Stranger(elsewhere(trap.url()));
        Stranger drips = new Stranger(this::byteByByte);
        Stranger floods = new Stranger(WebhookStrangersTest::endlessly);
        Stranger hangsUp = new Stranger(Socket::close)) {
      List<Stranger> bad = List.of(hangs, redirects, drips, floods, hangsUp);
      List<String> endpoints = new ArrayList<>();
      bad.forEach(each -> endpoints.add(endpoint(each.url())));
      endpoints.add(endpoint(good.url("/hooks")));
      try (HookScene scene = new HookScene(folder, "", endpoints.toArray(String[]::new));
          HookClient client = scene.connect().join("private-a").join("private-b")) {
        for (int i = 0; i < SAID; i++) {
          client.say(i % 2 == 0 ? "private-a" : "private-b", "said " + i);
        }
        List<Told> told =
            good.await(
                "all of it", all -> all.size() >= SAID, () -> scene.pass(Duration.ofMillis(25)));
        assertThat(told).hasSize(SAID).allMatch(each -> each.attempt() == 1);
        assertThat(inOrder(told, 0)).isTrue();
        assertThat(inOrder(told, 1)).isTrue();
        assertThat(bad).allMatch(each -> each.met.get() > 0);
        assertThat(trap.met).hasValue(0);
        end.countDown();
      }
    }
  }

  private static String endpoint(String url) {
    return "url: \"" + url + "\", connect_timeout_ms: 1000, timeout_ms: 2000" + TYPES;
  }

  private static boolean inOrder(List<Told> told, int remainder) {
    Function<Told, String> text = each -> each.events().getFirst().get("data").getAsString();
    List<String> wanted =
        IntStream.range(0, SAID)
            .filter(i -> i % 2 == remainder)
            .mapToObj(i -> "said " + i)
            .toList();
    return told.stream().map(text).filter(wanted::contains).toList().equals(wanted);
  }
}
