package io.belfry.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node is replaced under clients of its TLS port, in each way in which none is turned away. */
@Tag("sdk")
@Tag("THR-32")
class TlsRestartTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final byte[] REQUEST =
      "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(ISO_8859_1);
  private static final String CONFIG =
      """
      server:
        host: 127.0.0.1
        port: %1$d
        event_loops: 1
        tls: {port: %2$d, cert_file: "%3$s/push.pem", key_file: "%3$s/push.key"}
      apps:
        - id: "1"
          keys: [{key: app-key, secret: 0123456789abcdef0123456789abcdef}]
          require_tls: true
      """;

  @TempDir static Path certificates;

  private static SelfSigned certificate;

  @TempDir private Path folder = Path.of("");
  private SdkProgram client;

  @BeforeAll
  static void makeCertificate() throws Exception {
    certificate = SelfSigned.in(certificates);
  }

  @BeforeEach
  void startClient() throws Exception {
    client =
        SdkProgram.node("pusher-js-node", Map.of("NODE_EXTRA_CA_CERTS", certificate.certificate()));
  }

  @AfterEach
  void endClient() {
    client.close();
  }

  private Path config(int port, int tlsPort) throws IOException {
    return Files.writeString(
        folder.resolve("belfry.yaml"), CONFIG.formatted(port, tlsPort, certificates));
  }

  private void connect(int tlsPort) {
    JsonObject step = new JsonObject();
    step.addProperty("step", "gather");
    step.addProperty("port", tlsPort);
    step.addProperty("tls", true);
    step.addProperty("key", "app-key");
    step.addProperty("count", 1);
    client.say(step);
    assertThat(connected().get("troubles").getAsInt()).isZero();
  }

  private JsonObject connected() {
    return client.awaits("all connected", PATIENCE).getAsJsonObject("data");
  }

  private void comesBackAtOnce() {
    JsonObject after = connected();
    assertThat(after.get("times").getAsInt()).isEqualTo(2);
    assertThat(after.get("codes").toString()).isEqualTo("[4200]");
    assertThat(after.get("troubles").getAsInt()).isZero();
  }

  private static int numberIn(String line, String before) {
    return Integer.parseInt(line.substring(line.lastIndexOf(before) + before.length()));
  }

  /** Asks for a health word without a pause, each time on a new connection over TLS. */
  private static final class Knocking implements AutoCloseable {
    private final AtomicBoolean isOver = new AtomicBoolean();
    private final List<String> troubles = new ArrayList<>();
    private final SSLSocketFactory sockets;
    private final Thread thread;
    private long answered;

    Knocking(int port) throws Exception {
      sockets = certificate.trusting().getSocketFactory();
      InetSocketAddress door = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      thread = Thread.ofPlatform().daemon().name("knocking").start(() -> knock(door));
    }

    private void knock(InetSocketAddress door) {
      while (!isOver.get()) {
        try (Socket socket = sockets.createSocket()) {
          socket.connect(door);
          socket.getOutputStream().write(REQUEST);
          String answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
          if (answer.startsWith("HTTP/1.1 200")) {
            answered++;
          } else {
            troubles.add("answered with " + answer);
          }
        } catch (IOException e) {
          troubles.add(e.toString());
        }
      }
    }

    void wasAlwaysAnswered() throws InterruptedException {
      isOver.set(true);
      thread.join(PATIENCE);
      assertThat(thread.isAlive()).isFalse();
      assertThat(troubles).isEmpty();
      assertThat(answered).isPositive();
    }

    @Override
    public void close() {
      isOver.set(true);
    }
  }

  @Test
  @Tag("WS-114")
  void givenASuccessorThatTakesOver_nobodyIsRefusedAtItsTlsPort() throws Exception {
    try (ServeProcess old = ServeProcess.start(ServeProcess.command(config(0, 0)))) {
      int port = numberIn(old.awaits("listens on"), ":");
      int tlsPort = numberIn(old.awaits("TLS is at port"), " ");
      connect(tlsPort);
      // Whoever knocks without a pause would make its start slow.
      try (ServeProcess next = ServeProcess.start(config(port, tlsPort), "--take-over");
          Knocking knocking = new Knocking(tlsPort)) {
        old.terminate();
        comesBackAtOnce();
        assertThat(old.ended()).isZero();
        knocking.wasAlwaysAnswered();
        next.terminate();
      }
    }
  }

  @Test
  @Tag("WS-115")
  void givenASupervisorThatHoldsBothSockets_nobodyIsRefusedAtItsTlsPort() throws Exception {
    Path script = Path.of(System.getProperty("belfry.root", ".."), "e2e/src/test/resources");
    List<String> command =
        new ArrayList<>(
            List.of("python3", script.resolve("supervisor.py").toString(), "server,tls"));
    command.addAll(ServeProcess.command(config(6001, 6002)));
    try (ServeProcess supervisor = ServeProcess.start(command)) {
      supervisor.awaits("");
      int tlsPort = Integer.parseInt(supervisor.awaits(""));
      supervisor.say("start");
      long old = numberIn(supervisor.awaits("pid "), " ");
      supervisor.awaits("TLS is at port " + tlsPort);
      connect(tlsPort);
      try (Knocking knocking = new Knocking(tlsPort)) {
        ServeProcess.terminate(old);
        assertThat(supervisor.awaits("ended ")).isEqualTo("ended 0");
        supervisor.say("start");
        comesBackAtOnce();
        knocking.wasAlwaysAnswered();
      }
    }
  }
}
