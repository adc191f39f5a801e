package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.belfry.e2e.ReverseProxy.Kind;
import io.belfry.e2e.ReverseProxy.TimeOuts;
import io.belfry.server.BelfryServer;
import io.belfry.server.config.file.ConfigReader;
import io.belfry.server.config.file.ConfigResult;
import io.belfry.testkit.RecordingClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the proxies of the guide tell Belfry of their clients, and what others claim to be told. */
@Tag("sdk")
@Tag("THR-33")
class ProxiesTellTest {
  private static final String OPEN = "/app/app-key?protocol=7";
  private static final String TLS_ALONE = "/app/tls-key?protocol=7";
  private static final String BELFRY = "127.0.0.1:6001";
  private static final String BELFRY_TLS = "127.0.0.1:6443";
  private static final String ELSEWHERE = "Origin: https://elsewhere.example";
  private static final String CONFIG =
      """
      server:
        host: 127.0.0.1
        port: 0
        event_loops: 1
        drain_seconds: 0
        data_dir: %1$s/data
        tls: {port: 0, cert_file: %1$s/push.pem, key_file: %1$s/push.key}
        trusted_proxies: [127.0.0.1]
        proxy_protocol: %2$s
      audit: {enabled: true}
      apps:
        - id: "1"
          keys: [{key: app-key, secret: a secret of app 1}]
          allowed_origins: ["https://shop.example"]
        - id: "2"
          keys: [{key: tls-key, secret: a secret of app 2}]
          require_tls: true
      """;

  @TempDir private Path folder = Path.of("");
  private SelfSigned certificate = new SelfSigned(folder);

  @BeforeEach
  void makeCertificate() throws Exception {
    certificate = SelfSigned.in(folder);
  }

  private BelfryServer belfry(boolean hasHeaders) throws IOException {
    String yaml = CONFIG.formatted(folder, hasHeaders);
    return switch (ConfigReader.read(yaml, Map.of(), Map.of())) {
      case ConfigResult.Loaded loaded -> BelfryServer.start(loaded.config());
      case ConfigResult.NotConfigured refused ->
          throw new AssertionError(refused.problems().toString());
    };
  }

  private ReverseProxy haproxy(String block) {
    return ReverseProxy.start(Kind.HAPROXY, block, TimeOuts.DEFAULTS, certificate);
  }

  /** A client at 127.0.0.{@code host}. */
  private static Socket socket(int host, int port) throws IOException {
    return new Socket(loopback(1), port, loopback(host), 0);
  }

  private static InetAddress loopback(int host) throws IOException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) host});
  }

  private static RecordingClient plain(int host, int port) throws IOException {
    return RecordingClient.over(socket(host, port));
  }

  private RecordingClient overTls(int host, int port) throws Exception {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (var pem = Files.newInputStream(folder.resolve("push.pem"))) {
      trusted.setCertificateEntry(
          "push", CertificateFactory.getInstance("X.509").generateCertificate(pem));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    Socket under = socket(host, port);
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(under, "127.0.0.1", port, true);
    socket.startHandshake();
    return RecordingClient.over(socket);
  }

  private static void greeted(RecordingClient client, String target, String... fields) {
    try (client) {
      client.upgrade(target, fields);
      assertThat(client.next()).contains("connection_established");
    }
  }

  private static void refused(RecordingClient client, int code, String target, String... fields) {
    try (client) {
      client.upgrade(target, fields);
      assertThat(client.next()).contains(Integer.toString(code));
    }
  }

  /** Whom the audit log holds for refused pages, when the server has ended. */
  private List<String> auditedAddresses() throws IOException {
    List<String> addresses = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder.resolve("data/audit"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".jsonl")).toList()) {
        for (String line : Files.readAllLines(file)) {
          JsonObject entry = JsonParser.parseString(line).getAsJsonObject();
          if (entry.get("reason").getAsString().equals("origin_not_allowed")) {
            addresses.add(entry.get("address").getAsString());
          }
        }
      }
    }
    return addresses;
  }

  @ParameterizedTest
  @Tag("WS-010")
  @EnumSource
  void givenForwardedFields_addressAndTlsAreTheClients(Kind kind) throws Exception {
    String[] lies = {"X-Forwarded-For: 127.0.0.9", "X-Forwarded-Proto: https"};
    try (BelfryServer belfry = belfry(false);
        ReverseProxy proxy =
            ReverseProxy.start(kind, belfry.port(), TimeOuts.DEFAULTS, certificate)) {
      refused(plain(2, proxy.port()), 4009, OPEN, ELSEWHERE, lies[0]);
      refused(overTls(3, proxy.tlsPort()), 4009, OPEN, ELSEWHERE);
      // Who is no proxy can say what it likes.
      refused(plain(4, belfry.port()), 4009, OPEN, ELSEWHERE, lies[0]);

      greeted(overTls(2, proxy.tlsPort()), TLS_ALONE);
      refused(plain(2, proxy.port()), 4000, TLS_ALONE);
      refused(plain(2, proxy.port()), 4000, TLS_ALONE, lies);
      refused(plain(2, proxy.port()), 4000, TLS_ALONE, "Forwarded: for=127.0.0.9;proto=https");
      refused(plain(4, belfry.port()), 4000, TLS_ALONE, lies);
    }
    assertThat(auditedAddresses()).containsExactlyInAnyOrder("127.0.0.2", "127.0.0.3", "127.0.0.4");
  }

  @Test
  @Tag("WS-010")
  void givenHaproxyWithoutHttp_itsHeadersTellTheClientAndNobodyElsesDo() throws Exception {
    try (BelfryServer belfry = belfry(true)) {
      String port = "127.0.0.1:" + belfry.port();
      String tlsPort = "127.0.0.1:" + belfry.tlsAddress().orElseThrow().getPort();
      String ending = ReverseProxy.replaced(ReverseProxy.block("haproxy-tcp"), BELFRY, port);
      String through =
          ReverseProxy.replaced(ReverseProxy.block("haproxy-through"), BELFRY_TLS, tlsPort);
      String first = ReverseProxy.replaced(ending, "send-proxy-v2-ssl", "send-proxy");
      try (ReverseProxy two = haproxy(ending);
          ReverseProxy one = haproxy(first);
          ReverseProxy passing = haproxy(through)) {
        refused(plain(2, one.port()), 4009, OPEN, ELSEWHERE);
        refused(plain(3, two.port()), 4009, OPEN, ELSEWHERE);
        refused(overTls(4, two.tlsPort()), 4009, OPEN, ELSEWHERE);
        refused(overTls(5, passing.port()), 4009, OPEN, ELSEWHERE);

        greeted(overTls(2, two.tlsPort()), TLS_ALONE);
        greeted(overTls(2, passing.port()), TLS_ALONE);
        refused(plain(2, two.port()), 4000, TLS_ALONE, "X-Forwarded-Proto: https");
        refused(overTls(2, one.tlsPort()), 4000, TLS_ALONE);
      }
      greeted(plain(6, belfry.port()), OPEN);
      refused(plain(6, belfry.port()), 4009, OPEN, ELSEWHERE);
      try (RecordingClient forger = plain(7, belfry.port())) {
        forger.sendBytes(
            "PROXY TCP4 127.0.0.9 127.0.0.1 4711 443\r\n".getBytes(StandardCharsets.US_ASCII));
        forger.upgrade(OPEN, ELSEWHERE);
        assertThat(forger.status()).isEqualTo(400);
      }
    }
    assertThat(auditedAddresses())
        .containsExactlyInAnyOrder("127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.5", "127.0.0.6");
  }
}
