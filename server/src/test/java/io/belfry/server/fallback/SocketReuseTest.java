package io.belfry.server.fallback;

import static io.belfry.server.fallback.Browser.QUERY;
import static io.belfry.server.fallback.Browser.lineOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.TestServer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a socket does around the answers of the fallback transports. */
class SocketReuseTest {
  private static final String PING = "{\"event\":\"pusher:ping\",\"data\":{}}";
  private static final String PONG = "{\"event\":\"pusher:pong\",\"data\":\"{}\"}";

  @AutoClose private final TestServer server = TestServer.start();
  @AutoClose private final Browser browser = new Browser(server, "abcd0123");

  @Test
  @Tag("WS-093")
  @Tag("THR-29")
  void givenThousandRequestsBehindAPoll_theyWaitForItsAnswerAndAreAnsweredInOrder() {
    HttpSocket socket = browser.poll();
    socket.answer();
    String options =
        "OPTIONS " + browser.base() + "/xhr HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n";
    socket.send("POST", browser.base() + "/xhr" + QUERY, "");
    socket.sendBytes(options.repeat(1000).getBytes(StandardCharsets.UTF_8));
    browser.send(PING);
    assertThat(socket.answer()).isEqualTo(lineOf(PONG) + "\n");
    for (int i = 0; i < 1000; i++) {
      socket.answer();
      assertThat(socket.status()).isEqualTo(204);
    }
  }

  @Test
  @Tag("WS-093")
  void givenAPollThatAsksToClose_theSocketEndsBehindTheAnswer() {
    HttpSocket socket = browser.poll("Connection: close");
    assertThat(socket.answer()).startsWith("o\na[");
    assertThat(socket.header("Connection")).isEqualTo("close");
    socket.awaitEnd();
    browser.send(PING);
    assertThat(browser.poll().answer()).isEqualTo(lineOf(PONG) + "\n");
  }

  @Test
  @Tag("WS-092")
  void givenAClientOfHttp10_itsStreamHasNoChunks() {
    HttpSocket socket = browser.socket();
    socket.sendBytes(
        ("POST " + browser.base() + "/xhr_streaming" + QUERY + " HTTP/1.0\r\nHost: h\r\n\r\n")
            .getBytes(StandardCharsets.UTF_8));
    socket.head();
    assertThat(socket.status()).isEqualTo(200);
    assertThat(socket.header("Transfer-Encoding")).isEmpty();
    browser.send("x".repeat(65_537));
    socket.awaitEnd();
  }

  @Test
  @Tag("WS-098")
  @Tag("WS-014")
  void givenAStreamWhoseSocketIsReset_thePlaceIsGivenBackOnce() {
    for (int i = 0; i < 20; i++) {
      HttpSocket stream = browser.stream();
      stream.close();
    }
    browser.send(PING);
    HttpSocket last = browser.stream();
    assertThat(last.line()).contains("pong");
    assertThat(server.server().connections()).isEqualTo(1);
  }
}
