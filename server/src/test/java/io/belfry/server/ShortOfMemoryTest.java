package io.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.sign.Secret;
import io.belfry.testkit.Frame;
import io.belfry.testkit.RecordingClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Strangers who leave things unfinished, against a server with little memory in a process of its
 * own. Together they send several times what it could hold. Somebody who is connected is answered
 * all the while, and newcomers when they have gone.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ShortOfMemoryTest {
  private static final String TARGET = "/app/app-key?protocol=7&client=test&version=1";
  private static final String PING = "{\"event\":\"pusher:ping\"}";
  private static final int MESSAGE_BYTES = 65_000;
  private static final String UPGRADE =
      "GET /app/app-key?protocol=7 HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\n"
          + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
          + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";

  private final List<SocketChannel> hostile = new ArrayList<>();

  @AfterEach
  void close() {
    hostile.forEach(ShortOfMemoryTest::close);
  }

  private static void close(SocketChannel socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ServerProcess server(String transport, String memory) {
    return ServerProcess.start(
        "-Xmx" + memory, "-XX:MaxDirectMemorySize=" + memory, "-Dtransport=" + transport);
  }

  private SocketChannel socket(ServerProcess server) {
    try {
      SocketChannel socket =
          SocketChannel.open(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
      hostile.add(socket);
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends as much as the server takes; it may have closed the socket. */
  private static void send(SocketChannel socket, byte[] bytes) {
    try {
      socket.configureBlocking(false);
      ByteBuffer left = ByteBuffer.wrap(bytes);
      int vain = 0;
      while (left.hasRemaining() && vain < 1_000) {
        vain = socket.write(left) == 0 ? vain + 1 : 0;
      }
    } catch (IOException e) {
      // Which is the point.
    }
  }

  private static byte[] join(String head, byte[] frames) {
    byte[] first = head.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(first.length + frames.length).put(first).put(frames).array();
  }

  private static byte[] frame(int firstByte, int announced, int sent) {
    return ByteBuffer.allocate(8 + sent)
        .put((byte) firstByte)
        .put((byte) (0x80 | 126))
        .putShort((short) announced)
        .putInt(0)
        .put("x".repeat(sent).getBytes(StandardCharsets.US_ASCII))
        .array();
  }

  private static RecordingClient connect(ServerProcess server) {
    RecordingClient client = RecordingClient.connect(server.port(), TARGET);
    assertThat(client.next()).contains("connection_established");
    return client;
  }

  private static void isServed(RecordingClient client) {
    client.send(PING);
    assertThat(client.next()).contains("pusher:pong");
  }

  private static void subscribe(RecordingClient client, String channel) {
    client.send("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"" + channel + "\"}}");
    assertThat(client.next()).contains("subscription_succeeded");
  }

  /**
   * So many sockets that all come first, since who comes to a full node is turned away; then each
   * attacks, beside somebody who notices nothing; then everybody else comes.
   */
  private void besiege(
      ServerProcess server, int times, Consumer<SocketChannel> arrival, Attack attack) {
    try (RecordingClient canary = connect(server)) {
      subscribe(canary, "canary");
      List<SocketChannel> sockets = new ArrayList<>();
      for (int i = 0; i < times; i++) {
        sockets.add(socket(server));
        arrival.accept(sockets.get(i));
      }
      for (int i = 0; i < times; i++) {
        attack.with(sockets.get(i), i);
        if (i % 50 == 0) {
          isServed(canary);
        }
      }
      isServed(canary);
      assertThat(server.isAlive()).isTrue();
      hostile.forEach(ShortOfMemoryTest::close);
      newcomersAreServed(server);
      isServed(canary);
    }
  }

  private interface Attack {
    void with(SocketChannel socket, int number);
  }

  private static void justCome(SocketChannel socket) {}

  /** Asks for a WebSocket and waits until the server has greeted. */
  private static void upgrade(SocketChannel socket) {
    upgrade(socket, UPGRADE);
  }

  private static void upgradeWithCompression(SocketChannel socket) {
    String offer = "\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n";
    upgrade(socket, UPGRADE.replace("\r\n\r\n", offer));
  }

  private static void upgrade(SocketChannel socket, String request) {
    try {
      socket.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
      StringBuilder greeting = new StringBuilder();
      while (greeting.indexOf("connection_established") < 0) {
        ByteBuffer part = ByteBuffer.allocate(1024);
        assertThat(socket.read(part)).as(greeting.toString()).isPositive();
        greeting.append(new String(part.array(), 0, part.position(), StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void newcomersAreServed(ServerProcess server) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    String first = "";
    while (!first.contains("connection_established")) {
      assertThat(System.nanoTime()).as("still turned away: " + first).isLessThan(deadline);
      try (RecordingClient newcomer = RecordingClient.connect(server.port(), TARGET)) {
        first = newcomer.next();
        if (first.contains("connection_established")) {
          subscribe(newcomer, "canary");
        }
      }
    }
  }

  @ParameterizedTest
  @Tag("LIM-018")
  @Tag("THR-25")
  @CsvSource({"epoll,64m", "nio,64m", "epoll,128m"})
  void givenMessagesWhoseLastFragmentDoesNotCome_theyTakeNoMoreThanTheirShare(
      String transport, String memory) {
    try (ServerProcess server = server(transport, memory)) {
      byte[] attack = frame(Frame.TEXT, MESSAGE_BYTES, MESSAGE_BYTES);
      int times = memory.equals("64m") ? 1_000 : 1_900;
      besiege(server, times, ShortOfMemoryTest::upgrade, (socket, i) -> send(socket, attack));
    }
  }

  @Test
  @Tag("LIM-018")
  @Tag("THR-27")
  void givenCompressedMessagesThatDoNotEnd_theyTakeNoMoreThanTheirShare() {
    byte[] text = "x".repeat(MESSAGE_BYTES).getBytes(StandardCharsets.US_ASCII);
    byte[] large = DeflateClient.frame(0x40 | Frame.TEXT, DeflateClient.deflate(text, 0));
    // Inflated it would be a hundred times that.
    byte[] small = DeflateClient.frame(0x40 | Frame.TEXT, DeflateClient.deflate(text, 9));
    try (ServerProcess server = server("auto", "64m")) {
      besiege(
          server,
          1_000,
          ShortOfMemoryTest::upgradeWithCompression,
          (socket, i) -> send(socket, i % 2 == 0 ? large : small));
    }
  }

  @ParameterizedTest
  @Tag("LIM-018")
  @Tag("THR-25")
  @CsvSource({"epoll,64m", "nio,64m"})
  void givenFramesThatLackTheirLastByte_theyTakeNoMoreThanTheirShare(
      String transport, String memory) {
    try (ServerProcess server = server(transport, memory)) {
      byte[] attack = frame(0x80 | Frame.TEXT, MESSAGE_BYTES, MESSAGE_BYTES - 1);
      besiege(server, 1_000, ShortOfMemoryTest::upgrade, (socket, i) -> send(socket, attack));
    }
  }

  @ParameterizedTest
  @Tag("LIM-018")
  @Tag("THR-34")
  @ValueSource(strings = {"long fields", "many fields"})
  void givenHeadsThatDoNotEnd_theyTakeNoMoreThanTheirShare(String kind) {
    String fields =
        kind.equals("long fields")
            ? ("X-Long: " + "x".repeat(7_000) + "\r\n").repeat(2) + "X-Last: "
            : IntStream.range(0, 98).mapToObj(i -> i + ":\r\n").collect(Collectors.joining());
    byte[] attack = ("GET / HTTP/1.1\r\nHost: h\r\n" + fields).getBytes(StandardCharsets.US_ASCII);
    try (ServerProcess server = server("auto", "64m")) {
      besiege(server, 4_000, ShortOfMemoryTest::justCome, (socket, i) -> send(socket, attack));
    }
  }

  @ParameterizedTest
  @Tag("LIM-018")
  @Tag("THR-34")
  @ValueSource(strings = {"signed", "for a fallback session", "behind a request that waits"})
  void givenBodiesThatDoNotEnd_theyTakeNoMoreThanTheirShare(String kind) {
    try (ServerProcess server = server("auto", "64m")) {
      int bytes = kind.equals("signed") ? 1_000_000 : 250_000;
      String target =
          kind.equals("signed")
              ? signed("POST", "/apps/1/events")
              : "/pusher/app/app-key/1/s/xhr_send";
      String before =
          kind.startsWith("behind")
              ? "POST /pusher/app/app-key/1/wait/xhr_streaming HTTP/1.1\r\nHost: h\r\n\r\n"
              : "";
      String head = "POST " + target + " HTTP/1.1\r\nHost: h\r\nContent-Length: " + (bytes + 1);
      byte[] attack =
          join(before + head + "\r\n\r\n", "x".repeat(bytes).getBytes(StandardCharsets.US_ASCII));
      besiege(
          server,
          100_000_000 / bytes,
          ShortOfMemoryTest::justCome,
          (socket, i) -> send(socket, attack));
    }
  }

  private static String signed(String method, String path) {
    String query =
        "auth_key=app-key&auth_timestamp="
            + Instant.now().getEpochSecond()
            + "&auth_version=1.0&body_md5="
            + "0".repeat(32);
    String signature = Secret.of("a secret of app 1").sign(method + "\n" + path + "\n" + query);
    return path + "?" + query + "&auth_signature=" + signature;
  }

  @ParameterizedTest
  @Tag("THR-38")
  @Tag("THR-39")
  @ValueSource(strings = {"the same channels", "channels of its own"})
  void givenConnectionsThatSubscribeToAllTheyMay_theyTakeNoMoreThanTheirShare(String kind) {
    try (ServerProcess server = server("auto", "64m")) {
      besiege(
          server,
          200,
          ShortOfMemoryTest::upgrade,
          (socket, i) -> {
            String prefix = (kind.startsWith("the same") ? "n" : "n" + i + "-") + "-";
            boolean isOpen = true;
            for (int from = 0; isOpen && from < 850; from += 50) {
              isOpen = askAndHear(socket, subscriptions(prefix, from, 50));
            }
          });
    }
  }

  /** Asks and reads until the last is answered; false when the server has had enough of it. */
  private static boolean askAndHear(SocketChannel socket, byte[] frames) {
    try {
      socket.write(ByteBuffer.wrap(frames));
      String heard = "";
      ByteBuffer part = ByteBuffer.allocate(64 << 10);
      while (!heard.contains("pusher:pong") && !heard.contains("Over capacity")) {
        if (socket.read(part.clear()) < 0) {
          return false;
        }
        String more = new String(part.array(), 0, part.position(), StandardCharsets.ISO_8859_1);
        heard = heard.substring(Math.max(0, heard.length() - 20)) + more;
      }
      return !heard.contains("Over capacity");
    } catch (IOException e) {
      return false;
    }
  }

  private static byte[] subscriptions(String prefix, int from, int count) {
    ByteBuffer frames = ByteBuffer.allocate(count * 300);
    for (int i = from; i < from + count; i++) {
      String name = prefix + i + "-";
      name += "x".repeat(200 - name.length());
      byte[] text =
          ("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"" + name + "\"}}")
              .getBytes(StandardCharsets.US_ASCII);
      frames.put((byte) (0x80 | Frame.TEXT)).put((byte) (0x80 | 126));
      frames.putShort((short) text.length).putInt(0).put(text);
    }
    frames.put((byte) (0x80 | Frame.TEXT)).put((byte) (0x80 | PING.length())).putInt(0);
    frames.put(PING.getBytes(StandardCharsets.US_ASCII));
    return Arrays.copyOf(frames.array(), frames.position());
  }

  @ParameterizedTest
  @Tag("THR-67")
  @ValueSource(strings = {"epoll", "nio"})
  void givenSocketsThatUseUpAllDescriptors_whoIsConnectedIsServedAndNewcomersAreAfterwards(
      String transport) {
    try (ServerProcess server =
        ServerProcess.startWithDescriptors(300, "-Xmx64m", "-Dtransport=" + transport)) {
      besiege(server, 400, ShortOfMemoryTest::justCome, (socket, i) -> {});
    }
  }
}
