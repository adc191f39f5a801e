package io.belfry.server.fallback;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.TestServer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An upgrade behind a request whose answer is still to come. */
class PipelinedUpgradeTest {
  private static final String UPGRADE =
      "GET /app/app-key HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
  private static final String EMPTY_FRAME = "\u0081\u0080\u0000\u0000\u0000\u0000";

  @Test
  @Tag("THR-24")
  @Tag("WS-013")
  void givenAnUpgradeThatHasToWait_itIsRefusedAndNoFrameIsLost() {
    // One loop reads what was sent first before what was sent later on another socket.
    try (TestServer server = TestServer.startWithLoops(1);
        Browser browser = new Browser(server, "upgrade")) {
      assertThat(browser.poll().answer()).startsWith("o\n").contains("connection_established");
      HttpSocket socket = browser.socket();
      String poll =
          "POST "
              + browser.base()
              + "/xhr"
              + Browser.QUERY
              + " HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n";
      socket.sendBytes((poll + UPGRADE + EMPTY_FRAME).getBytes(StandardCharsets.ISO_8859_1));
      browser.send("{\"event\":\"pusher:ping\"}");

      assertThat(socket.answer()).contains("pusher:pong");
      assertThat(socket.answer()).contains("Ask for an upgrade when all else has been answered.");
      assertThat(socket.status()).isEqualTo(400);
      socket.awaitEnd();
    }
  }
}
