package io.belfry.server;

import static io.belfry.server.TestServer.succeeded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.server.hook.Hooks;
import io.belfry.testkit.ManualClock;
import io.belfry.testkit.RecordingClient;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that begin with a PROXY header. */
@Tag("THR-33")
class ProxyProtocolTest {
  private static final int STRANGER = 1;
  private static final int PROXY = 2;
  private static final String LINE = "PROXY TCP4 203.0.113.7 10.0.0.1 4711 443\r\n";
  private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
  private static final String OF_CLIENT = "2111000ccb0071070a000001126701bb";
  private static final String OVER_TLS = "21110014cb0071070a000001126701bb2000050100000000";
  private static final String OF_ITSELF = "20000000";
  private static final String CONFIG =
      """
      server:
        host: 127.0.0.1
        port: 0
        event_loops: 2
        transport: %s
        drain_seconds: 0
        trusted_proxies: [127.0.0.2, 10.0.0.0/8]
        proxy_protocol: true
      apps:
        - id: "1"
          keys: [{key: app-key, secret: a secret of app 1}]
        - id: "2"
          keys: [{key: tls-key, secret: a secret of app 2}]
          require_tls: true
      """;

  private final BlockingQueue<Hooks.Connecting> connecting = new LinkedBlockingQueue<>();
  private final Hooks recorder =
      new Hooks() {
        @Override
        public CompletionStage<Permission> connecting(Connecting client) {
          connecting.add(client);
          return Permission.allow();
        }
      };

  private TestServer start(String transport) {
    return TestServer.withConfig(CONFIG.formatted(transport), parts -> parts.hooks(recorder));
  }

  private String nextAddress() throws InterruptedException {
    Hooks.Connecting asked = connecting.poll(20, TimeUnit.SECONDS);
    assertThat(asked).isNotNull();
    return String.valueOf(asked.from().address()).substring(1);
  }

  private static String head(String key, String... lines) {
    StringBuilder head =
        new StringBuilder("GET /app/" + key + "?protocol=7 HTTP/1.1\r\nHost: h\r\n")
            .append("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n")
            .append("Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n");
    for (String line : lines) {
      head.append(line).append("\r\n");
    }
    return head.append("\r\n").toString();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] binary(String rest) {
    return HexFormat.of().parseHex(SIGNATURE + rest);
  }

  private static void send(RecordingClient client, byte[] header, String head) {
    byte[] behind = ascii(head);
    byte[] all = new byte[header.length + behind.length];
    System.arraycopy(header, 0, all, 0, header.length);
    System.arraycopy(behind, 0, all, header.length, behind.length);
    client.sendBytes(all);
  }

  private static void greeted(RecordingClient client) {
    client.readHead();
    assertThat(client.next()).contains("pusher:connection_established");
  }

  private static void publishes(TestServer server, RecordingClient client) {
    client.send("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"news\"}}");
    assertThat(client.next()).isEqualTo(succeeded("news"));
    server.publish("{\"name\":\"e\",\"channel\":\"news\",\"data\":\"d\"}");
    assertThat(client.next()).contains("\"data\":\"d\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "io_uring", "nio"})
  void givenAHeader_theConnectionIsTheClientsAndNothingOfItIsLeft(String transport)
      throws InterruptedException {
    Transports.need(transport);
    try (TestServer server = start(transport)) {
      for (byte[] header : new byte[][] {ascii(LINE), binary(OF_CLIENT), binary(OVER_TLS)}) {
        try (RecordingClient client = Peers.from(PROXY, server.port())) {
          send(client, header, head("app-key"));
          greeted(client);
          assertThat(nextAddress()).isEqualTo("203.0.113.7");
          publishes(server, client);
        }
      }
    }
  }

  @Test
  void givenAHeaderInSingleBytes_itIsReadAllTheSame() throws InterruptedException {
    try (TestServer server = start("auto")) {
      for (byte[] header : new byte[][] {ascii(LINE), binary(OF_CLIENT)}) {
        try (RecordingClient client = Peers.from(PROXY, server.port())) {
          for (byte one : header) {
            client.sendBytes(new byte[] {one});
          }
          client.sendBytes(ascii(head("app-key")));
          greeted(client);
          assertThat(nextAddress()).isEqualTo("203.0.113.7");
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n",
        "PROXY TCP4 203.0.113.7 10.0.0.1 4711\r\n",
        "PROXY nonsense",
        "\r\n\r\n\u0000\r\nQUIX",
      })
  @Tag("USR-070")
  void givenATrustedProxyWithoutAHeader_itIsClosedUnansweredAndTheLogSaysWhy(String bytes) {
    try (TestServer server = start("auto");
        LogTap log = LogTap.onRefusals();
        RecordingClient client = Peers.from(PROXY, server.port())) {
      client.sendBytes(ascii(bytes.endsWith("nonsense") ? bytes + " ".repeat(100) : bytes));
      client.awaitEnd();
      assertThat(log.next()).contains("127.0.0.2", "proxy_header", "server.proxy_protocol");
    }
  }

  @Test
  @Tag("THR-24")
  void givenASecondHeader_itIsNoRequest() {
    try (TestServer server = start("auto")) {
      for (byte[] header : new byte[][] {ascii(LINE), binary(OF_CLIENT)}) {
        try (RecordingClient client = Peers.from(PROXY, server.port())) {
          client.sendBytes(header);
          send(client, header, head("app-key"));
          client.readHead();
          assertThat(client.status()).isEqualTo(400);
          client.readToEnd();
        }
      }
    }
  }

  @Test
  void givenAStranger_itIsServedAsItselfAndItsHeaderIsNone() throws InterruptedException {
    try (TestServer server = start("auto")) {
      try (RecordingClient client = Peers.from(STRANGER, server.port())) {
        client.sendBytes(ascii(head("app-key", "X-Forwarded-For: 203.0.113.7")));
        greeted(client);
        assertThat(nextAddress()).isEqualTo("127.0.0.1");
      }
      for (byte[] header : new byte[][] {ascii(LINE), binary(OF_CLIENT)}) {
        try (RecordingClient client = Peers.from(STRANGER, server.port())) {
          send(client, header, head("app-key"));
          client.readHead();
          assertThat(client.status()).isEqualTo(400);
          client.readToEnd();
        }
      }
    }
  }

  @Test
  void givenAProxyBeforeTheProxy_theFieldsOfATrustedSourceAreBelieved()
      throws InterruptedException {
    try (TestServer server = start("auto")) {
      try (RecordingClient client = Peers.from(PROXY, server.port())) {
        String line = LINE.replace("203.0.113.7", "10.0.0.9");
        client.sendBytes(ascii(line + head("app-key", "X-Forwarded-For: 203.0.113.8")));
        greeted(client);
        assertThat(nextAddress()).isEqualTo("203.0.113.8");
      }
      try (RecordingClient client = Peers.from(PROXY, server.port())) {
        client.sendBytes(ascii(LINE + head("app-key", "X-Forwarded-For: 203.0.113.8")));
        greeted(client);
        assertThat(nextAddress()).isEqualTo("203.0.113.7");
      }
    }
  }

  /** Else a client could say in fields what its proxy does not tell. */
  @Test
  void givenAHeaderWithoutAddress_theConnectionIsTheProxysAndFieldsAreNotBelieved()
      throws InterruptedException {
    try (TestServer server = start("auto")) {
      for (byte[] header : new byte[][] {ascii("PROXY UNKNOWN\r\n"), binary(OF_ITSELF)}) {
        try (RecordingClient client = Peers.from(PROXY, server.port())) {
          send(client, header, head("app-key", "X-Forwarded-For: 203.0.113.8"));
          greeted(client);
          assertThat(nextAddress()).isEqualTo("127.0.0.2");
        }
      }
    }
  }

  @Test
  @Tag("WS-010")
  void givenAnAppThatRequiresTls_theHeaderTellsWhetherTheClientSpeaksIt() {
    try (TestServer server = start("auto")) {
      try (RecordingClient client = Peers.from(PROXY, server.port())) {
        send(client, binary(OVER_TLS), head("tls-key"));
        greeted(client);
      }
      try (RecordingClient client = Peers.from(PROXY, server.port())) {
        send(client, binary(OF_CLIENT), head("tls-key", "X-Forwarded-Proto: https"));
        client.readHead();
        assertThat(client.next()).contains("4000");
        assertThat(client.nextClose().closeCode()).isEqualTo(4000);
      }
    }
  }

  @Test
  @Tag("THR-32")
  void givenAHeaderBeforeTls_theClientIsServedAndRefusedByItsOwnAddress(@TempDir Path folder)
      throws Exception {
    SelfSigned certificate = SelfSigned.in(folder);
    String tls = "port: 0\n  tls: {port: 0, %s}".formatted(certificate.settings(folder));
    String config = CONFIG.formatted("auto").replace("port: 0", tls);
    try (TestServer server = TestServer.withConfig(config, parts -> parts.hooks(recorder));
        LogTap log = LogTap.onEachRefusal()) {
      int port = server.server().tlsAddress().orElseThrow().getPort();
      try (RecordingClient client =
          RecordingClient.over(behindHeader(port, certificate.forClient()))) {
        client.sendBytes(ascii(head("tls-key")));
        greeted(client);
        assertThat(nextAddress()).isEqualTo("203.0.113.7");
      }
      try (SSLSocket doubtful = behindHeader(port, SSLContext.getDefault())) {
        assertThatThrownBy(doubtful::startHandshake).isInstanceOf(SSLException.class);
        assertThat(log.next()).contains("203.0.113.7", "tls_certificate_refused");
      }
      try (RecordingClient plain = Peers.from(PROXY, port)) {
        plain.sendBytes(ascii(LINE + "GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n"));
        plain.awaitEnd();
        assertThat(log.next()).contains("203.0.113.7", "tls_not_spoken");
      }
    }
  }

  /** A socket from the proxy, whose header is sent, and TLS over it. */
  private static SSLSocket behindHeader(int port, SSLContext context) throws IOException {
    Socket below = Peers.socket(PROXY, port);
    below.setSoTimeout((int) TimeUnit.SECONDS.toMillis(20));
    below.getOutputStream().write(ascii(LINE));
    return (SSLSocket) context.getSocketFactory().createSocket(below, "localhost", port, true);
  }

  @Test
  @Tag("THR-34")
  void givenAHeaderThatDoesNotEnd_theConnectionIsClosedAfterTenSeconds() {
    ManualClock clock = new ManualClock();
    String config = CONFIG.formatted("auto").replace("event_loops: 2", "event_loops: 1");
    try (TestServer server = TestServer.withConfig(config, clock);
        RecordingClient client = Peers.from(PROXY, server.port());
        RecordingClient other = Peers.from(PROXY, server.port())) {
      client.sendBytes(ascii(LINE.substring(0, 20)));
      // The loop accepts in order, so it keeps the time of the first when the second is answered.
      other.sendBytes(ascii(LINE + "GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n"));
      other.readHead();
      assertThat(other.status()).isEqualTo(200);
      clock.advance(Duration.ofSeconds(11));
      client.awaitEnd();
    }
  }
}
