package io.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.testkit.RecordingClient;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that nobody has asked for. */
class StrangersBodiesTest {
  private static final int MEGABYTE = 1 << 20;
  private static final String EVENTS = "/apps/1/events";
  private static final String HEAD = "GET / HTTP/1.1\r\nHost: h\r\n";
  private static final byte[] PART = "x".repeat(64 << 10).getBytes(StandardCharsets.US_ASCII);

  @AutoClose private final TestServer server = TestServer.start();

  private static void send(RecordingClient client, String text) {
    client.sendBytes(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private String signed(String body) {
    return EVENTS + "?" + server.query(EVENTS, body);
  }

  @ParameterizedTest
  @Tag("HTTP-183")
  @Tag("HTTP-205")
  @Tag("HTTP-030")
  @ValueSource(
      strings = {
        "POST /nothing 404",
        "PUT /nothing 404",
        "GET /healthz 200",
        "DELETE /apps/1/events 405",
        "POST /apps/1/channels 405",
        "POST /apps/1/events 401",
        "POST /apps/9/events 404",
        "POST /apps/1/events?auth_key=app-key&auth_timestamp=1&auth_version=1.0&auth_signature=0"
            + " 401",
        "GET /apps/1/channels 401",
        "GET /app/app-key 426",
        "GET /pusher/info 200",
        "DELETE /pusher/app/app-key/1/s/xhr_send 405",
        "POST /pusher/app/app-key/1/s/xhr 413",
        "POST /pusher/app/app-key/1/s/xhr_send 413"
      })
  void givenALongBodyThatNobodyWants_theWholeAnswerIsReadWhileItIsSent(String row) {
    String[] words = row.split(" ", -1);
    for (String length :
        new String[] {"Content-Length: " + MEGABYTE, "Transfer-Encoding: chunked"}) {
      RecordingClient client = RecordingClient.open(server.port());
      send(client, words[0] + " " + words[1] + " HTTP/1.1\r\nHost: h\r\n" + length + "\r\n\r\n");
      boolean isChunked = length.startsWith("T");
      for (int sent = 0; sent < MEGABYTE - PART.length; sent += PART.length) {
        if (isChunked) {
          send(client, Integer.toHexString(PART.length) + "\r\n");
        }
        client.sendBytes(PART);
        if (isChunked) {
          send(client, "\r\n");
        }
      }
      client.readHead();
      assertThat(client.status()).isEqualTo(Integer.parseInt(words[2]));
      assertThat(client.header("Connection")).endsWith("close");
      assertThat(client.readBody()).isNotEmpty();
      assertThat(client.readToEnd()).isEmpty();
      client.close();
    }
  }

  @ParameterizedTest
  @Tag("HTTP-205")
  @Tag("HTTP-003")
  @ValueSource(strings = {"/nothing", EVENTS, "/apps/9/events", "/healthz"})
  void givenACallerThatWaitsToSend_aRefusalComesInPlaceOfContinue(String path) {
    RecordingClient client =
        server.request(
            "POST " + path + " HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\nExpect: 100-continue",
            "");
    assertThat(client.status()).isIn(404, 401, 405);
    assertThat(client.readBody()).startsWith("{\"error\":");
    assertThat(client.readToEnd()).isEmpty();
  }

  @Test
  @Tag("HTTP-205")
  @Tag("HTTP-183")
  void givenAProvenBodyThatIsTooLarge_theRefusalIsReadWhileItIsSent() {
    RecordingClient client = RecordingClient.open(server.port());
    send(client, "POST " + signed("x") + " HTTP/1.1\r\nHost: h\r\nX-Request-Id: n7\r\n");
    send(client, "Transfer-Encoding: chunked\r\n\r\n");
    for (int sent = 0; sent < 17 * PART.length; sent += PART.length) {
      send(client, Integer.toHexString(PART.length) + "\r\n");
      client.sendBytes(PART);
      send(client, "\r\n");
    }
    client.readHead();
    assertThat(client.status()).isEqualTo(413);
    assertThat(client.header("X-Request-Id")).isEqualTo("n7");
    assertThat(client.readBody()).contains("\"reason\":\"request_too_large\"");
    assertThat(client.readToEnd()).isEmpty();
    client.close();
  }

  @Test
  @Tag("HTTP-030")
  void givenABodyOtherThanTheOneThatWasSigned_itIsRefusedWhenItIsThere() {
    RecordingClient client =
        server.request("POST " + signed("{}") + " HTTP/1.1\r\nHost: h\r\nContent-Length: 2", "[]");
    assertThat(client.status()).isEqualTo(401);
    assertThat(client.readBody()).contains("\"reason\":\"auth_body_md5_mismatch\"");
  }

  @ParameterizedTest
  @Tag("HTTP-205")
  @Tag("LIM-018")
  @ValueSource(strings = {"64m", "128m"})
  void givenManyStrangersWithAMegabyteEach_theServerDoesNotEvenNotice(String heap) {
    try (ServerProcess small = ServerProcess.start("-Xmx" + heap, "-XX:+UseSerialGC")) {
      RecordingClient canary = RecordingClient.connect(small.port(), "/app/app-key?protocol=7");
      assertThat(canary.next()).contains("connection_established");
      List<RecordingClient> strangers = new ArrayList<>();
      String[] targets = {
        "/nothing", EVENTS, "/pusher/app/app-key/1/none/xhr_send", "/app/app-key", "/healthz"
      };
      for (int i = 0; i < 150; i++) {
        RecordingClient stranger = RecordingClient.open(small.port());
        strangers.add(stranger);
        // Short enough for the fallback, so that it is waited for there.
        int length = targets[i % targets.length].contains("xhr") ? 250_000 : MEGABYTE;
        send(
            stranger,
            "POST "
                + targets[i % targets.length]
                + " HTTP/1.1\r\nHost: h\r\nContent-Length: "
                + length
                + "\r\n\r\n");
        for (int sent = 0; sent < length - PART.length; sent += PART.length) {
          stranger.sendBytes(PART);
        }
        if (i % 10 == 0) {
          canary.send("{\"event\":\"pusher:ping\"}");
          assertThat(canary.next()).contains("pusher:pong");
        }
      }
      canary.send("{\"event\":\"pusher:ping\"}");
      assertThat(canary.next()).contains("pusher:pong");
      assertThat(small.isAlive()).isTrue();
      strangers.forEach(RecordingClient::close);
      canary.close();
    }
  }

  @ParameterizedTest
  @Tag("LIM-018")
  @Tag("THR-34")
  @ValueSource(strings = {"X: a\r\n", "X-Something: bcdefghijklmnopqrstuvwxyz\r\n"})
  void givenManyHeadsThatDoNotEnd_theServerDoesNotRunOutOfMemory(String field) {
    String fields = field.repeat(Math.min(99, 15_000 / field.length()));
    String head = HEAD + fields + "Y: " + "z".repeat(15_000 - fields.length());
    try (ServerProcess small = ServerProcess.start("-Xmx64m", "-XX:+UseSerialGC")) {
      RecordingClient canary = RecordingClient.connect(small.port(), "/app/app-key?protocol=7");
      assertThat(canary.next()).contains("connection_established");
      List<RecordingClient> strangers = new ArrayList<>();
      for (int i = 0; i < 2_000; i++) {
        RecordingClient stranger = RecordingClient.open(small.port());
        strangers.add(stranger);
        send(stranger, head);
        if (i % 100 == 0) {
          canary.send("{\"event\":\"pusher:ping\"}");
          assertThat(canary.next()).contains("pusher:pong");
        }
      }
      canary.send("{\"event\":\"pusher:ping\"}");
      assertThat(canary.next()).contains("pusher:pong");
      assertThat(small.isAlive()).isTrue();
      strangers.forEach(RecordingClient::close);
      canary.close();
    }
  }
}
