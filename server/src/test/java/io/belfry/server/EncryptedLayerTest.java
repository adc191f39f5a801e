package io.belfry.server;

import static io.belfry.server.TestServer.quoted;
import static io.belfry.server.TestServer.succeeded;
import static io.belfry.server.TestServer.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.TestServer.TestConnection;
import io.belfry.testkit.RecordingClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Real TLS between a connection and its socket. A client of TLS proves each record with a key, so
 * one byte that comes in the clear, twice or in another order ends its connection with an error.
 */
@Tag("THR-32")
class EncryptedLayerTest {
  private static final String TARGET = "/app/app-key?protocol=7";
  private static final Pattern SOCKET_ID = Pattern.compile("socket_id\\\\\":\\\\\"([0-9.]+)");
  private static final String CONFIG =
      """
      server: {host: 127.0.0.1, port: 0, event_loops: 2, transport: %s, drain_seconds: 0,
               tls: {port: 0, engine: %s, %s}}
      limits: {max_event_payload_bytes: 500000, max_client_message_bytes: 600000,
               max_client_event_payload_bytes: 500000}
      apps:
        - id: "1"
          keys: [{key: app-key, secret: a secret of app 1}]
          client_events: {enabled: true}
      """;
  private static final String WITHOUT_APP =
      """
      server: {host: 127.0.0.1, port: 0}
      apps:
        - id: "2"
          keys: [{key: other-key, secret: a secret of app 2}]
      """;

  @TempDir static Path folder;

  private static String files;
  private static SSLContext ofClient;

  @BeforeAll
  static void makeAKey() throws Exception {
    SelfSigned certificate = SelfSigned.in(folder);
    files = certificate.settings(folder);
    ofClient = certificate.forClient();
  }

  private static TestServer start(String transport, String engine) {
    Transports.need(transport);
    return TestServer.withConfig(CONFIG.formatted(transport, engine, files));
  }

  /**
   * A client and the socket below its encryption.
   *
   * @param below what breaks when it is closed, without a word of TLS
   */
  private record Encrypted(TestConnection connection, Socket below) {
    static Encrypted to(TestServer server) throws IOException {
      return over(new Socket(InetAddress.getLoopbackAddress(), tlsPort(server)));
    }

    static Encrypted over(Socket below) throws IOException {
      RecordingClient client =
          RecordingClient.over(
              ofClient.getSocketFactory().createSocket(below, "localhost", below.getPort(), true));
      client.upgrade(TARGET);
      assertThat(client.status()).isEqualTo(101);
      Matcher greeting = SOCKET_ID.matcher(client.next());
      assertThat(greeting.find()).isTrue();
      return new Encrypted(new TestConnection(client, greeting.group(1)), below);
    }

    void join(String channel, String user) {
      String data = "{\"user_id\":\"" + user + "\"}";
      connection.send(
          "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"%s\",\"auth\":\"%s\",\"channel_data\":%s}}"
              .formatted(
                  channel,
                  token(connection.socketId() + ":" + channel + ":" + data),
                  quoted(data)));
    }
  }

  private static int tlsPort(TestServer server) {
    return server.server().tlsAddress().orElseThrow().getPort();
  }

  @ParameterizedTest
  @CsvSource({"epoll, boringssl", "epoll, jdk", "io_uring, boringssl", "nio, jdk"})
  void givenTls_signinPublicationsAndBigFramesComeThrough(String transport, String engine)
      throws IOException {
    try (TestServer server = start(transport, engine)) {
      TestConnection connection = Encrypted.to(server).connection();
      connection.signin("{\"id\":\"ada\"}");
      assertThat(connection.next()).startsWith("{\"event\":\"pusher:signin_success\"");
      connection.subscribe("news");
      assertThat(connection.next()).isEqualTo(succeeded("news"));
      for (int size : new int[] {1, 20_000, 2, 500_000 - 2, 3}) {
        server.publish(
            "{\"name\":\"e\",\"channel\":\"news\",\"data\":\"" + "x".repeat(size) + "\"}");
        assertThat(connection.next())
            .isEqualTo(
                "{\"event\":\"e\",\"channel\":\"news\",\"data\":\"" + "x".repeat(size) + "\"}");
      }
      server.publish("{\"name\":\"e\",\"channel\":\"#server-to-user-ada\",\"data\":\"for ada\"}");
      assertThat(connection.next()).contains("for ada");
    }
  }

  @ParameterizedTest
  @CsvSource({"epoll, boringssl", "epoll, jdk", "io_uring, boringssl", "nio, jdk"})
  void givenTls_bigClientEventsGoFromOneToTheOther(String transport, String engine)
      throws IOException {
    try (TestServer server = start(transport, engine)) {
      Encrypted one = Encrypted.to(server);
      Encrypted other = Encrypted.to(server);
      one.join("presence-room", "one");
      assertThat(one.connection().next()).contains("subscription_succeeded");
      other.join("presence-room", "other");
      assertThat(other.connection().next()).contains("subscription_succeeded");
      assertThat(one.connection().next()).contains("member_added");
      for (int size : new int[] {1, 70_000, 400_000}) {
        String data = "\"" + "y".repeat(size) + "\"";
        one.connection()
            .send("{\"event\":\"client-e\",\"channel\":\"presence-room\",\"data\":" + data + "}");
        assertThat(other.connection().next()).startsWith("{\"event\":\"client-e\"").contains(data);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"epoll, boringssl", "epoll, jdk", "io_uring, boringssl", "nio, jdk"})
  void givenTlsThatBreaksOffWithoutAWord_theOthersHearThatTheMemberIsGone(
      String transport, String engine) throws IOException {
    try (TestServer server = start(transport, engine)) {
      Encrypted stays = Encrypted.to(server);
      stays.join("presence-room", "stays");
      assertThat(stays.connection().next()).contains("subscription_succeeded");
      Encrypted breaks = Encrypted.to(server);
      breaks.join("presence-room", "breaks");
      assertThat(breaks.connection().next()).contains("subscription_succeeded");
      assertThat(stays.connection().next()).contains("member_added");

      breaks.below().setSoLinger(true, 0);
      breaks.below().close();

      assertThat(stays.connection().next()).contains("member_removed").contains("breaks");
    }
  }

  @ParameterizedTest
  @CsvSource({"epoll, boringssl", "epoll, jdk", "io_uring, boringssl", "nio, jdk"})
  void givenTls_aConnectionThatTheServerEndsHearsWhyAndThenTheEnd(String transport, String engine)
      throws IOException {
    try (TestServer server = start(transport, engine)) {
      RecordingClient client = Encrypted.to(server).connection().client();
      server.replaceAll(WITHOUT_APP);
      assertThat(client.next()).startsWith("{\"event\":\"pusher:error\"");
      assertThat(client.nextClose().closeCode()).isEqualTo(4001);
      client.answerClose();
      client.awaitEnd();
    }
  }

  @ParameterizedTest
  @CsvSource({"epoll, boringssl", "epoll, jdk", "io_uring, boringssl", "nio, jdk"})
  void givenAWholeLife_notOneWordOfItStandsOnTheWire(String transport, String engine)
      throws IOException {
    try (TestServer server = start(transport, engine);
        RecordingRelay relay = RecordingRelay.to(tlsPort(server))) {
      TestConnection connection =
          Encrypted.over(new Socket(InetAddress.getLoopbackAddress(), relay.port())).connection();
      connection.subscribe("news");
      assertThat(connection.next()).isEqualTo(succeeded("news"));
      for (int i = 0; i < 3; i++) {
        server.publish("{\"name\":\"e\",\"channel\":\"news\",\"data\":\"in clear\"}");
        assertThat(connection.next()).contains("in clear");
      }
      connection.client().sendFrame(0x89, "p in clear".getBytes(StandardCharsets.UTF_8));
      assertThat(connection.client().nextFrame().text()).isEqualTo("p in clear");
      server.replaceAll(WITHOUT_APP);
      assertThat(connection.next()).startsWith("{\"event\":\"pusher:error\"");
      assertThat(connection.client().nextClose().closeCode()).isEqualTo(4001);
      connection.client().answerClose();
      connection.client().awaitEnd();

      assertThat(relay.seen())
          .isNotEmpty()
          .doesNotContain("HTTP", "pusher", "news", "clear", "belfry", "Application");
    }
  }
}
