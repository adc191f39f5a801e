package io.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.TestServer.TestConnection;
import io.belfry.testkit.ManualClock;
import io.belfry.testkit.RecordingClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that begin what comes before a request, and do not go on. */
class SlowNewcomersTest {
  private static final int MANY = 500;
  private static final int PROXY = 2;
  private static final byte[] HELLO = {0x16, 0x03, 0x01, 0x02, 0x00, 0x01};
  private static final String CONFIG =
      """
      server: {host: 127.0.0.1, port: 0, event_loops: 1, drain_seconds: 0,
               tls: {port: 0, %s}, trusted_proxies: [127.0.0.2], proxy_protocol: true}
      apps:
        - id: "1"
          keys: [{key: app-key, secret: a secret of app 1}]
      """;

  @TempDir static Path folder;

  @Test
  @Tag("THR-34")
  void givenFiveHundredSlowHandshakesAndFiveHundredSlowProxyHeaders_allAreGoneAndTheCanaryIsNot()
      throws Exception {
    String yaml = CONFIG.formatted(SelfSigned.in(folder).settings(folder));
    List<RecordingClient> slow = new ArrayList<>();
    ManualClock clock = new ManualClock();
    try (TestServer server = TestServer.withConfig(yaml, clock)) {
      TestConnection canary = server.connect();
      int tls = server.server().tlsAddress().orElseThrow().getPort();
      for (int i = 0; i < MANY; i++) {
        slow.add(begun(new Socket(InetAddress.getLoopbackAddress(), tls), HELLO));
        RecordingClient proxied = Peers.from(PROXY, server.port());
        proxied.sendBytes("PROXY TCP4 203.0".getBytes(StandardCharsets.US_ASCII));
        slow.add(proxied);
      }
      // The loop accepts in order on each port, so it keeps the time of all when these are served.
      server.connect();
      accepted(tls);
      for (int second = 0; second < 12; second++) {
        clock.advance(Duration.ofSeconds(1));
        canary.hasNothing();
      }
      slow.forEach(RecordingClient::awaitEnd);
      canary.hasNothing();
    } finally {
      slow.forEach(RecordingClient::close);
    }
  }

  private static RecordingClient begun(Socket socket, byte[] bytes) {
    RecordingClient client = RecordingClient.over(socket);
    client.sendBytes(bytes);
    return client;
  }

  /** What is no TLS is closed at once. */
  private static void accepted(int tls) throws IOException {
    try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), tls)) {
      plain.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(plain.getInputStream().readAllBytes()).isEmpty();
    }
  }
}
