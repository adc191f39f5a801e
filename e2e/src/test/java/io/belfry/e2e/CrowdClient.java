package io.belfry.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One of a crowd: connects, subscribes to the channel "numbers", and looks whether the numbers that
 * come have no gap.
 *
 * <p>Thread: confined to that of its crowd.
 */
final class CrowdClient {
  private static final int ROOM = 4 << 10;
  private static final int LENGTH_BITS = 0x7f;
  private static final int OPCODE_BITS = 0x0f;
  private static final int CLOSE = 8;
  private static final String END_OF_HEAD = "\r\n\r\n";
  private static final String NUMBER = "\"data\":\"n";
  private static final String SUBSCRIBE =
      "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"numbers\"}}";
  private static final byte[] HEAD =
      ("GET /app/app-key?protocol=7 HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
              + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
              + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
          .getBytes(StandardCharsets.ISO_8859_1);

  private final ByteBuffer in = ByteBuffer.allocate(ROOM);
  private @Nullable SocketChannel socket;
  private boolean isUpgraded;
  private boolean isSubscribed;
  private int closeCode;
  private long lastNumber;
  private long gaps;

  /** Begins to connect. */
  void connect(Selector selector, int port) throws IOException {
    in.clear();
    isUpgraded = false;
    isSubscribed = false;
    closeCode = 0;
    lastNumber = 0;
    socket = SocketChannel.open();
    socket.configureBlocking(false);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.register(selector, SelectionKey.OP_CONNECT, this);
  }

  /** Asks for the upgrade; the port has answered. */
  void connected(SelectionKey key) throws IOException {
    opened().finishConnect();
    key.interestOps(SelectionKey.OP_READ);
    opened().write(ByteBuffer.wrap(HEAD));
  }

  /** Reads what has come; false when the socket has ended. */
  boolean read() throws IOException {
    int count = opened().read(in);
    in.flip();
    if (!isUpgraded) {
      passHead();
    }
    boolean hasMore = isUpgraded;
    while (hasMore) {
      hasMore = takeFrame();
    }
    in.compact();
    return count >= 0;
  }

  private void passHead() {
    String seen = new String(in.array(), 0, in.limit(), StandardCharsets.ISO_8859_1);
    int end = seen.indexOf(END_OF_HEAD);
    if (end >= 0) {
      in.position(end + END_OF_HEAD.length());
      isUpgraded = true;
    }
  }

  private boolean takeFrame() throws IOException {
    in.mark();
    if (in.remaining() < 4) {
      return false;
    }
    int opcode = in.get() & OPCODE_BITS;
    int length = in.get() & LENGTH_BITS;
    if (length > LENGTH_BITS - 2) {
      length = in.getShort() & 0xffff;
    }
    if (in.remaining() < length) {
      in.reset();
      return false;
    }
    int at = in.position();
    in.position(at + length);
    if (opcode == CLOSE) {
      closeCode = in.getShort(at);
    } else {
      take(new String(in.array(), at, length, StandardCharsets.ISO_8859_1));
    }
    return true;
  }

  private void take(String text) throws IOException {
    int at = text.indexOf(NUMBER);
    if (at >= 0) {
      int from = at + NUMBER.length();
      long number = Long.parseLong(text.substring(from, text.indexOf('"', from)));
      gaps += lastNumber == 0 || number == lastNumber + 1 ? 0 : 1;
      lastNumber = number;
    } else if (text.contains("connection_established")) {
      send(SUBSCRIBE);
    } else if (text.contains("subscription_succeeded")) {
      isSubscribed = true;
    }
  }

  private void send(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer frame = ByteBuffer.allocate(6 + bytes.length);
    frame.put((byte) 0x81).put((byte) (0x80 | bytes.length)).putInt(0).put(bytes).flip();
    opened().write(frame);
  }

  private SocketChannel opened() {
    if (socket == null) {
      throw new IllegalStateException("not connected");
    }
    return socket;
  }

  boolean isSubscribed() {
    return isSubscribed;
  }

  /** The code of the server's close, 0 before. */
  int closeCode() {
    return closeCode;
  }

  /** The last number that has come to this connection, 0 before. */
  long lastNumber() {
    return lastNumber;
  }

  /** Numbers that did not follow the one before them on its connection. */
  long gaps() {
    return gaps;
  }

  void close() throws IOException {
    isSubscribed = false;
    if (socket != null) {
      socket.close();
    }
  }
}
