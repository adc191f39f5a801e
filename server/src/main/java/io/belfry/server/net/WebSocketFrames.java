package io.belfry.server.net;

import io.belfry.protocol.CloseReason;
import io.belfry.server.channel.OutboundFrame;
import io.belfry.server.net.FrameHead.Opcode;
import io.belfry.server.socket.Connection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes whole messages of the bytes of a socket and hands them to the connection. It is the only
 * handler that a connection keeps, and while a client is silent it holds no buffer. Without a
 * connection it only waits for the answer to a close.
 *
 * <p>Thread: confined to its event loop.
 *
 * @see "rules WS-025, WS-026, WS-030, THR-25, THR-29"
 */
final class WebSocketFrames extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(WebSocketFrames.class);

  private final @Nullable Connection connection;
  private final NettyWire wire;
  private final int maxMessageBytes;
  private @Nullable PartialFrame partial;
  private @Nullable Fragments fragments;
  private boolean isOver;

  WebSocketFrames(@Nullable Connection connection, NettyWire wire, int maxMessageBytes) {
    this.connection = connection;
    this.wire = wire;
    this.maxMessageBytes = maxMessageBytes;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    try {
      if (!isOver) {
        take(context, bytes);
      }
    } finally {
      bytes.release();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (connection != null) {
      connection.onActivity();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (connection != null) {
      connection.onWritable();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    wire.gone();
    if (connection != null) {
      connection.onGone();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof IOException) {
      context.close();
    } else {
      LOG.error("A connection failed through a fault of the server.", cause);
      fail(CloseReason.INTERNAL_ERROR);
    }
  }

  private void take(ChannelHandlerContext context, ByteBuf bytes) {
    if (partial == null) {
      readFrames(context, bytes);
      if (bytes.isReadable() && !isOver) {
        partial = new PartialFrame(bytes);
      }
    } else {
      ByteBuf all = partial.with(bytes);
      readFrames(context, all);
      if (!all.isReadable() || isOver) {
        partial = null;
      } else {
        partial.keepLast(all.readableBytes());
      }
    }
  }

  /** Reads the frames that have come whole. */
  private void readFrames(ChannelHandlerContext context, ByteBuf bytes) {
    boolean isWhole = true;
    while (isWhole && !isOver) {
      isWhole =
          switch (FrameHeadReader.read(bytes, maxMessageBytes)) {
            case FrameHead.Incomplete incomplete -> false;
            case FrameHead.Broken broken -> {
              fail(broken.reason());
              yield false;
            }
            case FrameHead.Whole head -> readFrame(context, bytes, head);
          };
    }
  }

  private boolean readFrame(ChannelHandlerContext context, ByteBuf bytes, FrameHead.Whole head) {
    if (connection != null
        && !head.opcode().isControl()
        && (head.opcode() == Opcode.CONTINUATION) == (fragments == null)) {
      fail(CloseReason.PROTOCOL_ERROR);
      return false;
    }
    if (bytes.readableBytes() - head.size() < head.payloadSize()) {
      return false;
    }
    byte[] payload = Payload.take(bytes, head);
    switch (head.opcode()) {
      case CLOSE -> onClose(payload);
      case PING -> onPing(context, payload);
      case PONG -> onPong();
      case TEXT, BINARY, CONTINUATION -> onData(head, payload);
    }
    return true;
  }

  /** The bytes are not to be trusted any more: the connection ends, and what comes is dropped. */
  private void fail(CloseReason reason) {
    isOver = true;
    fragments = null;
    if (connection != null) {
      connection.close(reason);
    }
    wire.close(reason.code(), reason.sentence());
  }

  private void onPing(ChannelHandlerContext context, byte[] payload) {
    if (connection != null) {
      OutboundFrame pong = NettyFrame.pong(context.alloc(), payload);
      connection.onPing(pong);
      pong.release();
    }
  }

  private void onPong() {
    if (connection != null) {
      connection.onPong();
    }
  }

  private void onClose(byte[] payload) {
    if (payload.length > 0 && !beginsWithCloseCode(payload)) {
      fail(CloseReason.PROTOCOL_ERROR);
      return;
    }
    isOver = true;
    if (connection != null) {
      connection.onGone();
    }
    wire.onPeerClose(new CloseWebSocketFrame(true, 0, Unpooled.wrappedBuffer(payload)));
  }

  // RFC 6455, section 7.4: what is neither defined nor free for use may not be sent.
  private static boolean beginsWithCloseCode(byte[] payload) {
    if (payload.length < Short.BYTES) {
      return false;
    }
    int code = Short.toUnsignedInt(ByteBuffer.wrap(payload).getShort());
    return (code >= 1000 && code <= 1003)
        || (code >= 1007 && code <= 1014)
        || (code >= 3000 && code <= 4999);
  }

  private void onData(FrameHead.Whole head, byte[] payload) {
    if (connection == null) {
      return;
    }
    if (head.isFinal() && fragments == null) {
      if (head.opcode() == Opcode.TEXT && !Utf8Check.isText(payload)) {
        fail(CloseReason.INVALID_UTF8);
      } else {
        deliver(connection, head.opcode(), payload);
      }
      return;
    }
    Fragments message = fragments;
    if (message == null) {
      message = new Fragments(head.opcode(), maxMessageBytes);
      fragments = message;
    }
    switch (message.add(payload)) {
      case TOO_BIG -> fail(CloseReason.MESSAGE_TOO_BIG);
      case NOT_UTF8 -> fail(CloseReason.INVALID_UTF8);
      case TAKEN -> {
        if (head.isFinal()) {
          end(connection, message);
        }
      }
    }
  }

  private void end(Connection to, Fragments message) {
    fragments = null;
    if (message.isWhole()) {
      deliver(to, message.kind(), message.message());
    } else {
      fail(CloseReason.INVALID_UTF8);
    }
  }

  private static void deliver(Connection to, Opcode kind, byte[] message) {
    if (kind == Opcode.BINARY) {
      to.onBinary();
    } else {
      to.onText(message);
    }
  }
}
