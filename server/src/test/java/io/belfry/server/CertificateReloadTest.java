package io.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.testkit.RecordingClient;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A certificate is replaced while clients come and go, by links that are pointed elsewhere. */
@Tag("THR-32")
@Tag("THR-49")
class CertificateReloadTest {
  private static final String CONFIG =
      """
      server: {host: 127.0.0.1, port: 0, event_loops: 2, drain_seconds: 0,
               tls: {port: 0, engine: %s, cert_file: "%s/now/cert.pem", key_file: "%s/now/key.pem"}}
      apps:
        - id: "1"
          keys: [{key: app-key, secret: a secret of app 1}]
      """;

  @TempDir static Path folder;

  private static BigInteger first;
  private static BigInteger second;
  private static SSLContext trusting;

  private static final class All implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  @BeforeAll
  static void makeKeys() throws Exception {
    first = make("a");
    second = make("b");
    // A key of another pair.
    Path bad = Files.createDirectory(folder.resolve("bad"));
    Files.copy(folder.resolve("a/cert.pem"), bad.resolve("cert.pem"));
    Files.copy(folder.resolve("b/key.pem"), bad.resolve("key.pem"));
    trusting = SSLContext.getInstance("TLS");
    trusting.init(null, new TrustManager[] {new All()}, null);
  }

  private static BigInteger make(String name) throws Exception {
    Path own = Files.createDirectory(folder.resolve(name));
    SelfSigned made = SelfSigned.in(own);
    String unused = made.settings(own);
    return made.number();
  }

  // As Kubernetes and certbot do it: the names stay, and the link is another in one step.
  private static void point(String to) throws IOException {
    Path link = folder.resolve("next");
    Files.deleteIfExists(link);
    Files.createSymbolicLink(link, Path.of(to));
    Files.move(link, folder.resolve("now"), StandardCopyOption.ATOMIC_MOVE);
  }

  private static TestServer start(String engine) throws IOException {
    point("a");
    return TestServer.withConfig(CONFIG.formatted(engine, folder, folder));
  }

  private static SSLSocket connect(TestServer server) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            trusting
                .getSocketFactory()
                .createSocket(
                    InetAddress.getLoopbackAddress(),
                    server.server().tlsAddress().orElseThrow().getPort());
    socket.setSoTimeout(20_000);
    socket.startHandshake();
    return socket;
  }

  private static BigInteger seen(SSLSocket socket) throws IOException {
    return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber();
  }

  private static BigInteger seen(TestServer server) throws IOException {
    try (SSLSocket socket = connect(server)) {
      return seen(socket);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"boringssl", "jdk"})
  void givenAnotherCertificate_newcomersGetItAndWhoIsThereStays(String engine) throws IOException {
    try (TestServer server = start(engine);
        SSLSocket before = connect(server)) {
      RecordingClient client = RecordingClient.over(before);
      client.upgrade("/app/app-key?protocol=7");
      assertThat(client.next()).contains("connection_established");
      assertThat(seen(server)).isEqualTo(first);

      point("b");
      server.server().renewCertificate();

      assertThat(seen(server)).isEqualTo(second);
      client.send("{\"event\":\"pusher:ping\",\"data\":{}}");
      assertThat(client.next()).contains("pusher:pong");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"boringssl", "jdk"})
  void givenAKeyOfAnotherPair_theOldOneStaysInForce(String engine) throws IOException {
    try (TestServer server = start(engine)) {
      point("bad");

      assertThatThrownBy(server.server()::renewCertificate)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("does not belong");
      assertThat(seen(server)).isEqualTo(first);

      point("b");
      server.server().renewCertificate();
      assertThat(seen(server)).isEqualTo(second);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"boringssl", "jdk"})
  void givenRenewalsUnderLoad_eachClientGetsOneOfTheTwo(String engine) throws Exception {
    Set<BigInteger> all = ConcurrentHashMap.newKeySet();
    AtomicBoolean goesOn = new AtomicBoolean(true);
    try (TestServer server = start(engine);
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        running.add(
            clients.submit(
                () -> {
                  while (goesOn.get()) {
                    all.add(seen(server));
                  }
                  return null;
                }));
      }
      for (int i = 0; i < 12; i++) {
        point(i % 2 == 0 ? "b" : "a");
        server.server().renewCertificate();
        BigInteger now = seen(server);
        assertThat(now).isEqualTo(i % 2 == 0 ? second : first);
      }
      goesOn.set(false);
      for (Future<?> client : running) {
        client.get();
      }
    }
    assertThat(all).containsExactlyInAnyOrder(first, second);
  }
}
