package io.belfry.server;

import static io.belfry.server.TestServer.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.net.SocketLayer;
import io.belfry.testkit.Frame;
import io.belfry.testkit.RecordingClient;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands between a connection and its socket sees every byte, on every transport. */
@Tag("THR-32")
class SocketLayerTest {
  private static final int FINAL_PING = 0x89;
  private static final String TARGET = "/app/app-key?protocol=7";
  private static final String CONFIG =
      """
      server: {host: 127.0.0.1, port: 0, event_loops: 2, transport: %s, drain_seconds: 0}
      apps:
        - id: "1"
          keys: [{key: app-key, secret: a secret of app 1}]
      """;
  private static final String WITHOUT_APP =
      """
      server: {host: 127.0.0.1, port: 0}
      apps:
        - id: "2"
          keys: [{key: other-key, secret: a secret of app 2}]
      """;

  private final BlockingQueue<ChannelPipeline> accepted = new LinkedBlockingQueue<>();
  private volatile boolean isLayered;

  private TestServer start(String transport) {
    Transports.need(transport);
    SocketLayer layer =
        (pipeline, input, peer) -> {
          if (isLayered) {
            pipeline.addLast(new Scrambling.Handler());
          }
          accepted.add(pipeline);
        };
    return TestServer.withLayer(CONFIG.formatted(transport), layer);
  }

  private record Peer(
      RecordingClient client, Scrambling.ClientSocket socket, ChannelPipeline pipeline) {
    /** Puts a handler in; what is written from now on has to meet it. */
    void put(ChannelHandler handler, BiFunction<ChannelPipeline, ChannelHandler, ?> place) {
      pipeline
          .channel()
          .eventLoop()
          .submit(() -> place.apply(pipeline, handler))
          .syncUninterruptibly();
      socket.begin();
    }
  }

  private Peer open(TestServer server) throws IOException {
    accepted.clear();
    Scrambling.ClientSocket socket = new Scrambling.ClientSocket(server.port());
    return new Peer(RecordingClient.over(socket), socket, nextAccepted());
  }

  private Peer openLayered(TestServer server) throws IOException {
    isLayered = true;
    Peer peer = open(server);
    isLayered = false;
    peer.socket().begin();
    return peer;
  }

  private ChannelPipeline nextAccepted() {
    try {
      return Objects.requireNonNull(accepted.poll(10, TimeUnit.SECONDS), "nothing was accepted");
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "io_uring", "nio"})
  void givenALayerFromTheStart_aConnectionIsNowhereInTheClear(String transport) throws IOException {
    try (TestServer server = start(transport)) {
      RecordingClient client = openLayered(server).client();
      subscribe(client);
      deliver(server, client, 3);
      ping(client);
      deliver(server, client, 3);
      endByServer(server, client);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "io_uring", "nio"})
  void givenALayerThatIsPutInLater_allThatFollowsMeetsIt(String transport) throws IOException {
    try (TestServer server = start(transport)) {
      Peer peer = open(server);
      RecordingClient client = peer.client();
      subscribe(client);
      deliver(server, client, 3);
      peer.put(new Scrambling.Handler(), ChannelPipeline::addFirst);
      deliver(server, client, 3);
      ping(client);
      deliver(server, client, 3);
      client.sendFrame(0x88, new byte[] {0x03, (byte) 0xE8});
      assertThat(client.nextClose().closeCode()).isEqualTo(1000);
      client.awaitEnd();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "io_uring", "nio"})
  void givenAHandlerThatIsPutInBehindTheOthers_deliveriesMeetIt(String transport)
      throws IOException {
    try (TestServer server = start(transport)) {
      Peer peer = open(server);
      subscribe(peer.client());
      deliver(server, peer.client(), 3);
      peer.put(new Scrambling.Handler(), ChannelPipeline::addLast);
      deliver(server, peer.client(), 3);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "io_uring", "nio"})
  void givenALayer_answersOfTheApiMeetIt(String transport) throws IOException {
    try (TestServer server = start(transport)) {
      askTheApi(server, openLayered(server).client());
      Peer later = open(server);
      askTheApi(server, later.client());
      later.put(new Scrambling.Handler(), ChannelPipeline::addFirst);
      askTheApi(server, later.client());
    }
  }

  private static void subscribe(RecordingClient client) {
    client.upgrade(TARGET);
    assertThat(client.status()).isEqualTo(101);
    assertThat(client.next()).startsWith("{\"event\":\"pusher:connection_established\"");
    client.send("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"news\"}}");
    assertThat(client.next()).isEqualTo(succeeded("news"));
  }

  private static void deliver(TestServer server, RecordingClient client, int count) {
    for (int i = 0; i < count; i++) {
      server.publish("{\"name\":\"e\",\"channel\":\"news\",\"data\":\"" + i + "\"}");
      assertThat(client.next())
          .isEqualTo("{\"event\":\"e\",\"channel\":\"news\",\"data\":\"" + i + "\"}");
    }
  }

  private static void ping(RecordingClient client) {
    client.sendFrame(FINAL_PING, "p".getBytes(StandardCharsets.UTF_8));
    Frame pong = client.nextFrame();
    assertThat(pong.opcode()).isEqualTo(Frame.PONG);
    assertThat(pong.text()).isEqualTo("p");
  }

  private static void endByServer(TestServer server, RecordingClient client) {
    server.replaceAll(WITHOUT_APP);
    assertThat(client.next()).startsWith("{\"event\":\"pusher:error\"");
    assertThat(client.nextClose().closeCode()).isEqualTo(4001);
    client.answerClose();
    client.awaitEnd();
  }

  private static void askTheApi(TestServer server, RecordingClient client) {
    String path = "/apps/1/events";
    String event = "{\"name\":\"e\",\"channel\":\"news\",\"data\":\"\"}";
    for (String query :
        new String[] {server.query(path, event), "none", server.query(path, event)}) {
      String head =
          "POST %s?%s HTTP/1.1\r\nHost: belfry\r\nContent-Length: %d\r\n\r\n"
              .formatted(path, query, event.length());
      client.sendBytes((head + event).getBytes(StandardCharsets.UTF_8));
      client.readHead();
      assertThat(client.status()).isEqualTo(query.equals("none") ? 401 : 200);
      client.readBody();
    }
  }
}
