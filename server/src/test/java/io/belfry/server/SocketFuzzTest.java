package io.belfry.server;

import static io.belfry.server.TestServer.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.belfry.server.TestServer.TestConnection;
import io.belfry.testkit.RecordingClient;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Frames and request heads made of right ones, on sockets beside one that must notice nothing. */
@Tag("THR-29")
class SocketFuzzTest {
  private static final int INPUTS = 400;
  private static final int INPUTS_BETWEEN_LOOKS = 40;

  private final Logger log = (Logger) LoggerFactory.getLogger("io.belfry");
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final TestServer server = TestServer.start();
  private final TestConnection canary = server.connect();
  private int inputs;

  @BeforeEach
  void listen() {
    logged.start();
    log.addAppender(logged);
    canary.subscribe("canary");
    assertThat(canary.next()).isEqualTo(succeeded("canary"));
  }

  @AfterEach
  void stop() {
    lookAtTheCanary();
    server.close();
    log.detachAppender(logged);
  }

  private void lookAtTheCanary() {
    server.publish("{\"name\":\"e\",\"channel\":\"canary\",\"data\":\"" + inputs + "\"}");
    assertThat(canary.next()).contains("\"data\":\"" + inputs + "\"");
    assertThat(List.copyOf(logged.list))
        .noneMatch(event -> event.getLevel().isGreaterOrEqual(Level.WARN));
  }

  private void attack(RecordingClient client, byte[] bytes) {
    try (client) {
      client.sendBytes(bytes);
    } catch (UncheckedIOException e) {
      // The server has ended the connection already, which it may.
      inputs++;
    }
    inputs++;
    if (inputs % INPUTS_BETWEEN_LOOKS == 0) {
      lookAtTheCanary();
    }
  }

  @Test
  @Tag("WS-103")
  void givenAnyFrames_theCanaryLivesAndNothingIsLogged() {
    HexFormat hex = HexFormat.of();
    Fuzzing.of(
            "frames",
            hex.parseHex("8196000000007b226576656e74223a227075736865723a70696e67227d"),
            hex.parseHex("0181000000007b008000000000808000000000"),
            hex.parseHex("89830000000061626388820000000003e8"),
            hex.parseHex("82fe0080000000000000000000000000000000000000000000"),
            hex.parseHex("81ff000000000001000000000000"))
        .feed(
            INPUTS, bytes -> attack(RecordingClient.connect(server.port(), "/app/app-key"), bytes));
  }

  @Test
  @Tag("THR-24")
  void givenAnyRequestHead_theCanaryLivesAndNothingIsLogged() {
    String upgrade =
        "GET /app/app-key?protocol=7 HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\n"
            + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
    String post =
        "POST /apps/1/events?auth_key=app-key&auth_timestamp=1&auth_version=1.0&body_md5=0"
            + "&auth_signature=0 HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n{}";
    String chunked =
        "POST /pusher/app/app-key/1/abc/xhr_send HTTP/1.1\r\nHost: h\r\n"
            + "Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n2\r\n[]\r\n0\r\n\r\n";
    Fuzzing.of(
            "request-head",
            (upgrade + "\u0081\u0080\u0000\u0000\u0000\u0000")
                .getBytes(StandardCharsets.ISO_8859_1),
            (post + post).getBytes(StandardCharsets.US_ASCII),
            (chunked + upgrade).getBytes(StandardCharsets.US_ASCII))
        .feed(INPUTS, bytes -> attack(RecordingClient.open(server.port()), bytes));
  }
}
