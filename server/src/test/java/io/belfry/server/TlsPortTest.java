package io.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.testkit.RecordingClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a TLS port speaks, and what it does not. */
@Tag("THR-32")
class TlsPortTest {
  private static final String CONFIG =
      """
      server: {host: 127.0.0.1, port: 0, event_loops: 2, drain_seconds: 0,
               tls: {port: 0, engine: %s, %s}}
      apps:
        - id: "1"
          keys: [{key: app-key, secret: a secret of app 1}]
        - id: "2"
          keys: [{key: tls-key, secret: a secret of app 2}]
          require_tls: true
      """;
  private static final String REQUEST = "GET /healthz HTTP/1.1\r\nHost: belfry\r\n";

  @TempDir static Path folder;

  private static String files;
  private static SSLContext ofClient;

  @BeforeAll
  static void makeAKey() throws Exception {
    SelfSigned certificate = SelfSigned.in(folder);
    files = certificate.settings(folder);
    ofClient = certificate.forClient();
  }

  private static TestServer start(String engine) {
    return TestServer.withConfig(CONFIG.formatted(engine, files));
  }

  private static int port(TestServer server) {
    return server.server().tlsAddress().orElseThrow().getPort();
  }

  private static SSLSocket socket(int port) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            ofClient.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(20));
    return socket;
  }

  private static void offer(SSLSocket socket, String... protocols) {
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(protocols);
    socket.setSSLParameters(parameters);
  }

  @ParameterizedTest
  @ValueSource(strings = {"boringssl", "jdk"})
  void givenPlainHttp_itIsClosedWithoutAByte(String engine) throws IOException {
    try (TestServer server = start(engine);
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), port(server))) {
      plain.setSoTimeout((int) TimeUnit.SECONDS.toMillis(20));
      plain.getOutputStream().write((REQUEST + "\r\n").getBytes(StandardCharsets.US_ASCII));

      assertThat(plain.getInputStream().readAllBytes()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"boringssl, TLSv1.2", "boringssl, TLSv1.3", "jdk, TLSv1.2", "jdk, TLSv1.3"})
  void givenAVersionOfToday_itIsSpokenAndEndsInOrder(String engine, String version)
      throws IOException {
    try (TestServer server = start(engine);
        RecordingRelay relay = RecordingRelay.to(port(server));
        SSLSocket socket = socket(relay.port())) {
      socket.setEnabledProtocols(new String[] {version});
      offer(socket, "h2", "http/1.1");
      RecordingClient client = RecordingClient.over(socket);
      client.sendBytes((REQUEST + "Connection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      client.readHead();

      assertThat(client.status()).isEqualTo(200);
      client.readBody();
      client.awaitEnd();
      assertThat(socket.getSession().getProtocol()).isEqualTo(version);
      assertThat(socket.getSession().getCipherSuite()).contains("GCM");
      assertThat(socket.getApplicationProtocol()).isEqualTo("http/1.1");
      if (version.equals("TLSv1.2")) {
        // The last record is the alert that says that no more comes.
        assertThat(lastRecord(relay.toClient())).isEqualTo(21);
      }
    }
  }

  private static int lastRecord(byte[] records) {
    int type = -1;
    for (int at = 0; at < records.length; ) {
      type = records[at];
      at += 5 + ((records[at + 3] & 0xFF) << 8 | (records[at + 4] & 0xFF));
    }
    return type;
  }

  @ParameterizedTest
  @ValueSource(strings = {"boringssl", "jdk"})
  void givenAClientOfHttp2Alone_itIsToldThatThereIsNone(String engine) throws IOException {
    try (TestServer server = start(engine);
        SSLSocket socket = socket(port(server))) {
      offer(socket, "h2");

      assertThatThrownBy(socket::startHandshake)
          .isInstanceOf(SSLException.class)
          .hasMessageContaining("no_application_protocol");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"boringssl", "jdk"})
  @Tag("WS-010")
  void givenAnAppThatRequiresTls_itTakesWhoeverSpeaksItAndNobodyElse(String engine)
      throws IOException {
    String target = "/app/tls-key?protocol=7";
    try (TestServer server = start(engine);
        SSLSocket socket = socket(port(server))) {
      RecordingClient encrypted = RecordingClient.over(socket);
      encrypted.upgrade(target);
      assertThat(encrypted.next()).contains("connection_established");

      RecordingClient plain = server.open(target);
      assertThat(plain.next()).contains("4000");
      assertThat(plain.nextClose().closeCode()).isEqualTo(4000);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"boringssl", "jdk"})
  @Tag("THR-34")
  void givenHalfAHello_itIsGoneAfterTenSeconds(String engine) throws IOException {
    try (TestServer server = start(engine);
        Socket half = new Socket(InetAddress.getLoopbackAddress(), port(server))) {
      half.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1, 0, 1});

      assertThat(endedWithin(server, half)).isTrue();
    }
  }

  // Time begins when the server has accepted, which nothing tells: so it passes until then.
  private static boolean endedWithin(TestServer server, Socket half) throws IOException {
    half.setSoTimeout(500);
    for (int i = 0; i < 40; i++) {
      server.clock().advance(Duration.ofSeconds(11));
      try {
        return half.getInputStream().read() < 0;
      } catch (SocketTimeoutException e) {
        // Not yet.
      }
    }
    return false;
  }

  @Test
  void givenARecordThatIsChanged_theConnectionEndsAndNoFaultIsLogged() throws IOException {
    try (TestServer server = start("auto");
        Socket below = new Socket(InetAddress.getLoopbackAddress(), port(server))) {
      below.setSoTimeout((int) TimeUnit.SECONDS.toMillis(20));
      SSLSocket socket =
          (SSLSocket)
              ofClient.getSocketFactory().createSocket(below, "localhost", port(server), false);
      socket.startHandshake();
      below.getOutputStream().write(new byte[] {23, 3, 3, 0, 20, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0});
      below.getOutputStream().write(new byte[10]);

      assertThatThrownBy(() -> socket.getInputStream().readAllBytes())
          .isInstanceOf(SSLException.class)
          .hasMessageContaining("bad_record_mac");
    }
  }

  @Test
  @Tag("THR-41")
  void givenMoreHandshakesThanMayBegin_theyWaitForTheirTurn() throws IOException {
    String slow = files + ", max_handshakes_per_second: 20";
    try (TestServer server = TestServer.withConfig(CONFIG.formatted("auto", slow))) {
      long begun = System.nanoTime();
      for (int i = 0; i < 12; i++) {
        try (SSLSocket socket = socket(port(server))) {
          socket.startHandshake();
        }
      }
      // Six are the burst; by a clock that stands still, six more wait for 50 ms and longer each.
      assertThat(System.nanoTime() - begun).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(800));
    }
  }
}
