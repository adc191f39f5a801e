package io.belfry.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** A socket that only ever sends, and notices when the other side takes no more. */
final class OneWaySocket implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 << 10;
  private static final int WAIT_MILLIS = 100;

  private final SocketChannel channel;
  private final Selector selector;

  private OneWaySocket(SocketChannel channel, Selector selector) {
    this.channel = channel;
    this.selector = selector;
  }

  /** A socket with small buffers of its own. */
  static OneWaySocket open(int port) {
    try {
      SocketChannel channel =
          SocketChannel.open()
              .setOption(StandardSocketOptions.SO_RCVBUF, BUFFER_BYTES)
              .setOption(StandardSocketOptions.SO_SNDBUF, BUFFER_BYTES);
      channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      channel.configureBlocking(false);
      Selector selector = Selector.open();
      channel.register(selector, SelectionKey.OP_WRITE);
      return new OneWaySocket(channel, selector);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same, with a text already sent. */
  static OneWaySocket open(int port, String text) {
    OneWaySocket socket = open(port);
    socket.push(text.getBytes(StandardCharsets.UTF_8), 1, () -> {});
    return socket;
  }

  /**
   * Sends the block again and again until it went out so many times, or the other side takes no
   * more, or has ended the connection.
   *
   * @param turn returns when the other side has had the time to take more
   * @return how many bytes were taken
   */
  long push(byte[] block, long times, Runnable turn) {
    long taken = 0;
    ByteBuffer left = ByteBuffer.wrap(block);
    try {
      for (long i = 0; i < times; i++) {
        left.rewind();
        while (left.hasRemaining()) {
          int written = channel.write(left);
          taken += written;
          if (written == 0 && !isTakenAgain(turn)) {
            return taken;
          }
        }
      }
    } catch (IOException e) {
      return taken;
    }
    return taken;
  }

  private boolean isTakenAgain(Runnable turn) throws IOException {
    if (isTakenSoon()) {
      return true;
    }
    turn.run();
    turn.run();
    return isTakenSoon();
  }

  private boolean isTakenSoon() throws IOException {
    selector.selectedKeys().clear();
    return selector.select(WAIT_MILLIS) > 0;
  }

  @Override
  public void close() {
    try {
      channel.close();
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
