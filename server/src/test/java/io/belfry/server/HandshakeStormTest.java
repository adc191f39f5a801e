package io.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.TestServer.TestConnection;
import io.belfry.server.certificate.CertificateFiles;
import io.belfry.server.metrics.Metrics;
import io.belfry.server.net.SocketLayer;
import io.belfry.server.net.tls.TlsLayer;
import io.belfry.server.node.TlsEngineKind;
import io.belfry.server.refusal.Refusals;
import io.belfry.testkit.RecordingClient;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hundreds of clients whose handshakes are due in one moment, and one that has long been there. */
class HandshakeStormTest {
  private static final int MANY = 300;
  private static final int A_TURN = 4;
  private static final int HANDSHAKE_RECORD = 22;
  private static final String PING = "{\"event\":\"pusher:ping\",\"data\":{}}";
  private static final String TARGET = "/app/app-key?protocol=7";
  private static final String CONFIG =
      """
      server: {host: 127.0.0.1, port: 0, event_loops: 1, transport: %s, drain_seconds: 0}
      apps:
        - id: "1"
          keys: [{key: app-key, secret: a secret of app 1}]
      """;

  @TempDir static Path folder;

  private static SSLContext ofClient;
  private static byte[] hello;

  @BeforeAll
  static void makeAKey() throws Exception {
    SelfSigned certificate = SelfSigned.in(folder);
    certificate.settings(folder);
    ofClient = certificate.forClient();
    hello = hello();
  }

  /** Whose bytes leave, in their order, and the loop that all sockets share. */
  private final LinkedBlockingQueue<Channel> writes = new LinkedBlockingQueue<>();

  private final LinkedBlockingQueue<Channel> sockets = new LinkedBlockingQueue<>();

  private SocketLayer watched(TlsLayer tls) {
    return (pipeline, input, peer) -> {
      sockets.add(pipeline.channel());
      pipeline.addLast(
          new ChannelOutboundHandlerAdapter() {
            @Override
            public void write(
                ChannelHandlerContext context, Object message, ChannelPromise promise) {
              writes.add(context.channel());
              context.write(message, promise);
            }
          });
      tls.addTo(pipeline, input, peer);
    };
  }

  @ParameterizedTest
  @CsvSource({"epoll, boringssl", "epoll, jdk", "nio, boringssl", "nio, jdk"})
  @Tag("THR-41")
  void givenHundredsOfHandshakesThatAreDueAtOnce_whoIsThereIsServedAmongTheFirst(
      String transport, String engine) throws Exception {
    Transports.need(transport);
    TlsLayer tls = layer(engine);
    List<Socket> newcomers = new ArrayList<>();
    try (tls;
        TestServer server = TestServer.withLayer(CONFIG.formatted(transport), watched(tls))) {
      TestConnection there = connected(server.port());
      Channel established = sockets.take();
      for (int i = 0; i < MANY; i++) {
        newcomers.add(new Socket(InetAddress.getLoopbackAddress(), server.port()));
        sockets.take();
      }
      CountDownLatch goesOn = stop(established);
      for (Socket newcomer : newcomers) {
        newcomer.getOutputStream().write(hello);
      }
      there.send(PING);
      writes.clear();
      goesOn.countDown();

      assertThat(there.next()).contains("pusher:pong");
      for (Socket newcomer : newcomers) {
        newcomer.setSoTimeout((int) TimeUnit.SECONDS.toMillis(20));
        assertThat(newcomer.getInputStream().read()).isEqualTo(HANDSHAKE_RECORD);
      }
      // An answer may be several writes.
      List<Channel> served = writes.stream().distinct().toList();
      assertThat(served.indexOf(established)).isBetween(0, 2 * A_TURN);
    } finally {
      for (Socket newcomer : newcomers) {
        newcomer.close();
      }
    }
  }

  private static TlsLayer layer(String engine) throws Exception {
    return new TlsLayer(
        new CertificateFiles(folder.resolve("cert.pem"), folder.resolve("key.pem")).read(),
        TlsEngineKind.of(engine),
        0,
        System::nanoTime,
        new Refusals(List::of, Refusals.Detail.JOINED, System::nanoTime, new Metrics()));
  }

  private static TestConnection connected(int port) throws Exception {
    Socket below = new Socket(InetAddress.getLoopbackAddress(), port);
    RecordingClient client =
        RecordingClient.over(
            ofClient.getSocketFactory().createSocket(below, "localhost", port, true));
    client.upgrade(TARGET);
    assertThat(client.next()).contains("connection_established");
    TestConnection connection = new TestConnection(client, "1.1");
    connection.subscribe("news");
    assertThat(connection.next()).contains("subscription_succeeded");
    return connection;
  }

  /** Has the loop do nothing until the latch is counted down. */
  private static CountDownLatch stop(Channel socket) {
    CountDownLatch isStopped = new CountDownLatch(1);
    CountDownLatch goesOn = new CountDownLatch(1);
    socket
        .eventLoop()
        .execute(
            () -> {
              isStopped.countDown();
              await(goesOn);
            });
    await(isStopped);
    return goesOn;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The first message of a client, which waits for its answer and says nothing more. */
  private static byte[] hello() throws Exception {
    SSLEngine engine = ofClient.createSSLEngine("localhost", 443);
    engine.setUseClientMode(true);
    ByteBuffer bytes = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.wrap(ByteBuffer.allocate(0), bytes);
    byte[] hello = new byte[bytes.flip().remaining()];
    bytes.get(hello);
    return hello;
  }
}
