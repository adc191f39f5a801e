package io.belfry.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;

/**
 * A layer like that of TLS: each byte is changed by its place among all, so one that passes it by,
 * or comes in another order, spoils all that follow.
 */
final class Scrambling {
  private int place;

  private byte next(byte plain) {
    place++;
    return (byte) (plain ^ (place * 31 + 77));
  }

  /** The server's side of it. */
  static final class Handler extends ChannelDuplexHandler {
    private final Scrambling in = new Scrambling();
    private final Scrambling out = new Scrambling();

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      context.fireChannelRead(in.copy(context, (ByteBuf) message));
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      context.write(out.copy(context, (ByteBuf) message), promise);
    }
  }

  private ByteBuf copy(ChannelHandlerContext context, ByteBuf bytes) {
    ByteBuf copy = context.alloc().buffer(bytes.readableBytes());
    while (bytes.isReadable()) {
      copy.writeByte(next(bytes.readByte()));
    }
    bytes.release();
    return copy;
  }

  /** The client's side of it, from {@link #begin} on. */
  static final class ClientSocket extends Socket {
    private final Scrambling heard = new Scrambling();
    private final Scrambling said = new Scrambling();
    private volatile boolean hasBegun;

    ClientSocket(int port) throws IOException {
      super(InetAddress.getLoopbackAddress(), port);
    }

    void begin() {
      hasBegun = true;
    }

    @Override
    public InputStream getInputStream() throws IOException {
      return new FilterInputStream(super.getInputStream()) {
        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
          int read = super.read(bytes, from, length);
          for (int i = from; hasBegun && i < from + read; i++) {
            bytes[i] = heard.next(bytes[i]);
          }
          return read;
        }
      };
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
      return new FilterOutputStream(super.getOutputStream()) {
        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
          for (int i = from; hasBegun && i < from + length; i++) {
            bytes[i] = said.next(bytes[i]);
          }
          super.out.write(bytes, from, length);
        }
      };
    }
  }
}
