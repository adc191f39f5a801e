package io.belfry.server;

import static io.belfry.server.TestServer.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.TestServer.TestConnection;
import io.belfry.testkit.Frame;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clients that make the server say much and read nothing of it. */
class NeverReadTest {
  private static final int FINAL = 0x80;
  private static final int MIB = 1 << 20;
  private static final String UPGRADE =
      "GET /app/app-key HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";

  @Test
  @Tag("THR-35")
  void givenRequestsWhoseAnswersNobodyReads_itStopsReadingThem() {
    byte[] requests =
        "GET /nothing HTTP/1.1\r\nHost: h\r\n\r\n".repeat(1000).getBytes(StandardCharsets.UTF_8);
    try (TestServer server = TestServer.startWithLoops(1);
        OneWaySocket socket = OneWaySocket.open(server.port())) {
      TestConnection canary = server.connect();
      long taken = socket.push(requests, 3L * MIB / requests.length, canary::hasNothing);
      assertThat(taken).isLessThan(2L * MIB);
      canary.hasNothing();
    }
  }

  @Test
  @Tag("THR-35")
  @Tag("WS-063")
  void givenPingsWhosePongsNobodyReads_itEndsTheConnection() {
    byte[] ping = new byte[131];
    ping[0] = (byte) (FINAL | Frame.PING);
    ping[1] = (byte) (0x80 | 125);
    byte[] pings = new byte[100 * ping.length];
    for (int i = 0; i < 100; i++) {
      System.arraycopy(ping, 0, pings, i * ping.length, ping.length);
    }
    try (TestServer server = TestServer.startWithLoops(1, "limits: {messages_per_second: -1}");
        OneWaySocket socket = OneWaySocket.open(server.port(), UPGRADE)) {
      TestConnection canary = server.connect();
      server.awaitConnections(2);
      socket.push(pings, 8L * MIB / pings.length, canary::hasNothing);
      server.awaitConnections(1);
      canary.hasNothing();
    }
  }

  @Test
  @Tag("THR-34")
  void givenACloseBehindWhichNobodyReads_itsSocketIsDropped() {
    String payload = "x".repeat(10_000);
    try (TestServer server = TestServer.start("limits: {max_send_queue_bytes: 16777216}")) {
      TestConnection stuck = server.connect();
      stuck.subscribe("news");
      assertThat(stuck.next()).isEqualTo(succeeded("news"));
      for (int i = 0; i < 400; i++) {
        server.publish("{\"name\":\"e\",\"channel\":\"news\",\"data\":\"" + payload + "\"}");
      }
      stuck.client().sendFrame(FINAL | Frame.CLOSE, new byte[] {3, (byte) 232});
      server.awaitConnections(0);
      server.clock().advance(Duration.ofSeconds(2));
      server.await("its socket is gone", () -> !takesMore(stuck));
    }
  }

  private static boolean takesMore(TestConnection connection) {
    try {
      connection.client().sendFrame(FINAL | Frame.PONG, new byte[0]);
      return true;
    } catch (UncheckedIOException e) {
      return false;
    }
  }
}
