package io.belfry.server;

import io.belfry.server.certificate.CertificateFiles;
import io.belfry.server.metrics.Metrics;
import io.belfry.server.net.EchoUpgrade;
import io.belfry.server.net.SocketLayer;
import io.belfry.server.net.tls.TlsLayer;
import io.belfry.server.node.TlsEngineKind;
import io.belfry.server.refusal.Refusals;
import io.belfry.testkit.ManualClock;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * A server at whose port every WebSocket hears what it says: for tests of all that is below the
 * protocol, and for suites of others that want an echo.
 */
public final class EchoServer {
  // Nobody notes that an echo has ended, so all count as open.
  private static final String CONFIG =
      """
      server: {host: 127.0.0.1, port: %d, transport: %s, max_connections: 1000000}
      apps:
        - id: "1"
          keys: [{key: app-key, secret: a secret of app 1}]
      """;

  /** Where its sockets are opened. */
  static final String TARGET = "/app/app-key?protocol=7";

  private static final int MOST_BYTES = 32 << 20;
  private static final int MOST_FRAGMENTS = 1 << 20;

  private EchoServer() {}

  /** One on a free port whose messages may have so many bytes, in as many fragments as usual. */
  static TestServer start(String transport, SocketLayer below, int maxBytes) {
    Transports.need(transport);
    return TestServer.withLayer(
        CONFIG.formatted(0, transport), EchoUpgrade.echoing(below, maxBytes, 4096));
  }

  /**
   * Runs one until the process is ended, with bounds that no suite reaches.
   *
   * @param arguments the port, 9001 without one; for TLS also {@code boringssl} or {@code jdk}, and
   *     the files of the certificate and of its key
   */
  public static void main(String[] arguments) throws Exception {
    int port = arguments.length == 0 ? 9001 : Integer.parseInt(arguments[0]);
    SocketLayer below =
        arguments.length < 4
            ? SocketLayer.NONE
            : encrypting(arguments[1], Path.of(arguments[2]), Path.of(arguments[3]));
    SocketLayer layer = EchoUpgrade.echoing(below, MOST_BYTES, MOST_FRAGMENTS);
    TestServer.with(
        new ManualClock(),
        TestServer.config(CONFIG.formatted(port, "auto")),
        parts -> parts.nanoTime(System::nanoTime).clock(InstantSource.system()).layer(layer));
    System.out.println((below.isEncrypted() ? "wss" : "ws") + "://127.0.0.1:" + port + TARGET);
    new CountDownLatch(1).await();
  }

  private static SocketLayer encrypting(String engine, Path certificates, Path key)
      throws Exception {
    return new TlsLayer(
        new CertificateFiles(certificates, key).read(),
        TlsEngineKind.of(engine),
        0,
        System::nanoTime,
        new Refusals(List::of, Refusals.Detail.JOINED, System::nanoTime, new Metrics()));
  }
}
