package io.belfry.server;

import static io.belfry.server.TestServer.quoted;
import static io.belfry.server.TestServer.succeeded;
import static io.belfry.server.TestServer.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.TestServer.TestConnection;
import io.belfry.server.net.SocketLayer;
import io.belfry.testkit.RecordingClient;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Real TLS between a connection and its socket. A client of TLS proves each record with a key, so
 * one byte that comes in the clear, twice or in another order ends its connection with an error.
 */
@Tag("THR-69")
class EncryptedLayerTest {
  private static final String TARGET = "/app/app-key?protocol=7";
  private static final Pattern SOCKET_ID = Pattern.compile("socket_id\\\\\":\\\\\"([0-9.]+)");
  private static final String CONFIG =
      """
      server: {host: 127.0.0.1, port: 0, event_loops: 2, transport: %s, drain_seconds: 0}
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

  private static SslContext ofServer;
  private static SSLContext ofClient;

  private volatile boolean isEncrypted = true;

  @BeforeAll
  static void makeAKey() throws Exception {
    SelfSigned certificate = SelfSigned.in(folder);
    ofServer =
        SslContextBuilder.forServer(certificate.forServer()).sslProvider(SslProvider.JDK).build();
    ofClient = certificate.forClient();
  }

  private TestServer start(String transport) {
    Transports.need(transport);
    SocketLayer layer =
        pipeline -> {
          if (isEncrypted) {
            pipeline.addLast(ofServer.newHandler(ByteBufAllocator.DEFAULT));
          }
        };
    return TestServer.withLayer(CONFIG.formatted(transport), layer);
  }

  /**
   * A client and the socket below its encryption.
   *
   * @param below what breaks when it is closed, without a word of TLS
   */
  private record Encrypted(TestConnection connection, Socket below) {
    static Encrypted to(TestServer server) throws IOException {
      Socket below = new Socket(InetAddress.getLoopbackAddress(), server.port());
      RecordingClient client =
          RecordingClient.over(
              ofClient.getSocketFactory().createSocket(below, "localhost", server.port(), true));
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

  // Publishing goes over the same port: in the clear, by a socket accepted without the layer.
  private void publish(TestServer server, String json) {
    isEncrypted = false;
    server.publish(json);
    isEncrypted = true;
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "io_uring", "nio"})
  void givenTls_signinPublicationsAndBigFramesComeThrough(String transport) throws IOException {
    try (TestServer server = start(transport)) {
      TestConnection connection = Encrypted.to(server).connection();
      connection.signin("{\"id\":\"ada\"}");
      assertThat(connection.next()).startsWith("{\"event\":\"pusher:signin_success\"");
      connection.subscribe("news");
      assertThat(connection.next()).isEqualTo(succeeded("news"));
      for (int size : new int[] {1, 20_000, 2, 500_000 - 2, 3}) {
        publish(
            server, "{\"name\":\"e\",\"channel\":\"news\",\"data\":\"" + "x".repeat(size) + "\"}");
        assertThat(connection.next())
            .isEqualTo(
                "{\"event\":\"e\",\"channel\":\"news\",\"data\":\"" + "x".repeat(size) + "\"}");
      }
      publish(server, "{\"name\":\"e\",\"channel\":\"#server-to-user-ada\",\"data\":\"for ada\"}");
      assertThat(connection.next()).contains("for ada");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "io_uring", "nio"})
  void givenTls_bigClientEventsGoFromOneToTheOther(String transport) throws IOException {
    try (TestServer server = start(transport)) {
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
  @ValueSource(strings = {"epoll", "io_uring", "nio"})
  void givenTlsThatBreaksOffWithoutAWord_theOthersHearThatTheMemberIsGone(String transport)
      throws IOException {
    try (TestServer server = start(transport)) {
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
  @ValueSource(strings = {"epoll", "io_uring", "nio"})
  void givenTls_aConnectionThatTheServerEndsHearsWhyAndThenTheEnd(String transport)
      throws IOException {
    try (TestServer server = start(transport)) {
      RecordingClient client = Encrypted.to(server).connection().client();
      server.replaceAll(WITHOUT_APP);
      assertThat(client.next()).startsWith("{\"event\":\"pusher:error\"");
      assertThat(client.nextClose().closeCode()).isEqualTo(4001);
      client.answerClose();
      client.awaitEnd();
    }
  }
}
