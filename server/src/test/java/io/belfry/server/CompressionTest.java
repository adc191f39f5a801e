package io.belfry.server;

import static io.belfry.server.DeflateClient.COMPRESSED;
import static io.belfry.server.DeflateClient.FINAL;
import static io.belfry.server.TestServer.error;
import static io.belfry.server.TestServer.quoted;
import static io.belfry.server.TestServer.succeeded;
import static io.belfry.server.TestServer.token;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.belfry.server.DeflateClient.Got;
import io.belfry.server.TestServer.TestConnection;
import io.belfry.testkit.Frame;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who has compression, and what of it comes over the wire. */
class CompressionTest {
  private static final String TARGET = "/app/app-key?protocol=7&client=test&version=1";
  private static final Pattern SOCKET_ID = Pattern.compile("socket_id\\\\\":\\\\\"([0-9.]+)");
  private static final String WITHOUT =
      """
      server: {host: 127.0.0.1, port: 0, compression: false}
      apps:
        - id: "1"
          keys: [{key: app-key, secret: a secret of app 1}]
      """;
  private static final String OF_TRANSPORT =
      """
      server: {host: 127.0.0.1, port: 0, transport: %s, event_loops: 2}
      apps:
        - id: "1"
          keys: [{key: app-key, secret: a secret of app 1}]
          client_events: {enabled: true}
      """;

  private TestServer server = TestServer.start();

  @AfterEach
  void stop() {
    server.close();
  }

  private void restart(TestServer other) {
    server.close();
    server = other;
  }

  /** A client that has agreed on compression, greeted. */
  private record Compressing(DeflateClient client, String socketId) {
    static Compressing to(TestServer server, String offer) {
      DeflateClient client = DeflateClient.open(server.port());
      client.upgrade(TARGET, offer);
      Got greeting = client.next();
      assertThat(greeting.isCompressed()).isFalse();
      Matcher matcher = SOCKET_ID.matcher(greeting.text());
      assertThat(matcher.find()).isTrue();
      return new Compressing(client, matcher.group(1));
    }

    static Compressing to(TestServer server) {
      return to(server, "permessage-deflate; client_max_window_bits");
    }

    Compressing in(String channel) {
      client.sendCompressed(
          "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"%s\",\"auth\":\"%s\"}}"
              .formatted(channel, token(socketId + ":" + channel)));
      assertThat(client.next().text()).isEqualTo(succeeded(channel));
      return this;
    }

    void hears(String text, boolean isCompressed) {
      Got next = client.next();
      assertThat(next.text()).isEqualTo(text);
      assertThat(next.isCompressed()).isEqualTo(isCompressed);
      assertThat(next.payload().length < text.length() / 3).isEqualTo(isCompressed);
    }
  }

  private String publish(String data) {
    server.publish("{\"name\":\"e\",\"channel\":\"news\",\"data\":\"" + data + "\"}");
    return "{\"event\":\"e\",\"channel\":\"news\",\"data\":\"" + data + "\"}";
  }

  @ParameterizedTest
  @Tag("THR-27")
  @Tag("WS-061")
  @ValueSource(strings = {"epoll", "io_uring", "nio"})
  void givenReceiversWithAndWithout_eachGetsItsFormAndAllInOneOrder(String transport) {
    Transports.need(transport);
    restart(TestServer.withConfig(OF_TRANSPORT.formatted(transport)));
    TestConnection plain = server.connect();
    plain.subscribe("news");
    assertThat(plain.next()).isEqualTo(succeeded("news"));
    Compressing first = Compressing.to(server).in("news");
    Compressing second = Compressing.to(server, "permessage-deflate").in("news");
    Compressing narrow = Compressing.to(server, "permessage-deflate; server_max_window_bits=11");
    narrow.in("news");

    for (int size : new int[] {10, 1_500, 900, 9_000, 1, 2_100, 9_999}) {
      String text = publish("y".repeat(size));
      assertThat(plain.next()).isEqualTo(text);
      first.hears(text, size > 1_000);
      second.hears(text, size > 1_000);
      // A client that keeps 2 KiB gets no more than that at once compressed.
      narrow.hears(text, size == 1_500);
    }
  }

  @Test
  @Tag("THR-27")
  void givenAClientEventThatIsCompressed_theOthersGetIt() {
    Compressing sender = Compressing.to(server).in("private-room");
    Compressing other = Compressing.to(server).in("private-room");
    TestConnection plain = server.connect();
    plain.subscribePrivate("private-room");
    assertThat(plain.next()).isEqualTo(succeeded("private-room"));
    String event =
        "{\"event\":\"client-e\",\"channel\":\"private-room\",\"data\":\""
            + "z".repeat(5_000)
            + "\"}";
    sender.client().sendCompressed(event);
    assertThat(plain.next()).isEqualTo(event);
    other.hears(event, true);
  }

  @Test
  @Tag("THR-27")
  void givenASignedInUser_eventsToHimAreCompressedToo() {
    Compressing client = Compressing.to(server);
    String data = "{\"id\":\"ada\"}";
    client
        .client()
        .sendCompressed(
            "{\"event\":\"pusher:signin\",\"data\":{\"auth\":\"%s\",\"user_data\":%s}}"
                .formatted(token(client.socketId() + "::user::" + data), quoted(data)));
    assertThat(client.client().next().text()).contains("pusher:signin_success");
    String payload = "w".repeat(4_000);
    server.publish(
        "{\"name\":\"e\",\"channel\":\"#server-to-user-ada\",\"data\":\"" + payload + "\"}");
    Got next = client.client().next();
    assertThat(next.text()).contains(payload);
    assertThat(next.isCompressed()).isTrue();
  }

  @Test
  @Tag("THR-23")
  void givenItIsSwitchedOff_nothingIsAgreedOnAndCompressedFramesAreForbidden() {
    restart(TestServer.withConfig(WITHOUT));
    DeflateClient client = DeflateClient.connect(server.port(), TARGET);
    assertThat(client.agreed()).isEmpty();
    assertThat(client.next().text()).contains("connection_established");
    client.sendCompressed("{\"event\":\"pusher:ping\"}");
    assertThat(client.next().said()).isEqualTo("close 1002");
    client.awaitEnd();
  }

  @Test
  @Tag("THR-23")
  void givenNoOffer_compressedFramesAreForbidden() {
    DeflateClient client = DeflateClient.open(server.port());
    client.upgrade(TARGET);
    assertThat(client.agreed()).isEmpty();
    assertThat(client.next().text()).contains("connection_established");
    client.sendCompressed("{\"event\":\"pusher:ping\"}");
    assertThat(client.next().said()).isEqualTo("close 1002");
  }

  @Test
  @Tag("THR-23")
  void givenOffers_theFirstThatIsRightIsAnsweredAndABrokenFieldEndsTheHandshake() {
    DeflateClient several = DeflateClient.open(server.port());
    several.upgrade(
        TARGET,
        "x-webkit-deflate-frame, permessage-deflate; server_max_window_bits=7",
        "permessage-deflate; server_max_window_bits=\"10\"; client_max_window_bits=9");
    assertThat(several.agreed())
        .isEqualTo(
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover;"
                + " server_max_window_bits=10");
    DeflateClient old = DeflateClient.open(server.port());
    old.upgrade(TARGET, "x-webkit-deflate-frame");
    assertThat(old.agreed()).isEmpty();
    DeflateClient broken = DeflateClient.open(server.port());
    assertThat(broken.upgrade(TARGET, "permessage-deflate; =")).startsWith("HTTP/1.1 400 ");
    DeflateClient ours = DeflateClient.open(server.port());
    assertThat(ours.upgrade("/app/unknown?protocol=7", "permessage-deflate")).contains(" 101 ");
    assertThat(ours.next().text()).isEqualTo(error(4001, "Application does not exist"));
    assertThat(ours.next().said()).isEqualTo("close 4001");
  }

  @Test
  @Tag("THR-27")
  void givenAMessageThatWouldInflateToMuch_itEndsAtTheLimitAndTakesNoMemory() {
    restart(TestServer.startWithLoops(1, "limits: {max_client_message_bytes: 1000000}"));
    byte[] bomb = DeflateClient.deflate(new byte[256 << 20], 6);
    assertThat(bomb.length).isBetween(250_000, 300_000);
    byte[] inPieces = DeflateClient.frame(COMPRESSED | Frame.TEXT, Arrays.copyOf(bomb, 60_000));
    for (byte[] attack :
        new byte[][] {DeflateClient.frame(FINAL | COMPRESSED | Frame.TEXT, bomb), inPieces}) {
      DeflateClient client = Compressing.to(server).client();
      long before = allocatedByLoops();
      client.sendBytes(attack);
      assertThat(client.next().said()).isEqualTo("close 1009");
      client.shutdownOutput();
      client.awaitEnd();
      assertThat(allocatedByLoops() - before).isLessThan(1 << 20);
    }
  }

  /** Bytes that the loops have ever taken from the heap. */
  private static long allocatedByLoops() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long all = 0;
    for (long id : threads.getAllThreadIds()) {
      var thread = threads.getThreadInfo(id);
      if (thread != null && thread.getThreadName().startsWith("belfry-loop")) {
        all += threads.getThreadAllocatedBytes(id);
      }
    }
    return all;
  }
}
