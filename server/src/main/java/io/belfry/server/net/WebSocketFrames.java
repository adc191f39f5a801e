package io.belfry.server.net;

import io.belfry.protocol.CloseReason;
import io.belfry.server.channel.OutboundFrame;
import io.belfry.server.net.FrameReader.MessageBounds;
import io.belfry.server.socket.CloseCodes;
import io.belfry.server.socket.Connection;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands the messages of a client to its connection. It is the only handler that a connection keeps,
 * and while a client is silent it holds no buffer. Without a connection it only waits for the
 * answer to a close.
 *
 * <p>Thread: confined to its event loop.
 *
 * @see "rules WS-025, WS-026, WS-030, THR-25, THR-29"
 */
class WebSocketFrames extends ChannelInboundHandlerAdapter implements FrameReader.Frames {
  private static final Logger LOG = LoggerFactory.getLogger(WebSocketFrames.class);

  private final @Nullable Connection connection;
  private final NettyWire wire;
  private final FrameReader reader;
  private long begunAt;
  private boolean isUnfinished;

  WebSocketFrames(@Nullable Connection connection, NettyWire wire, MessageBounds bounds) {
    this.connection = connection;
    this.wire = wire;
    this.reader = new FrameReader(this, bounds, wire.inflation());
    // What has begun is of no use any more, and must not wait for the peer.
    wire.whenClosing(reader::drop);
  }

  /** Reads no messages, and waits for the answer to a close alone. */
  WebSocketFrames onlyToEnd() {
    reader.drop();
    return this;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    wire.writer(context);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object read) {
    ByteBuf bytes = (ByteBuf) read;
    try {
      reader.read(bytes);
    } finally {
      bytes.release();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (connection == null) {
      return;
    }
    connection.onActivity();
    // Nearly all reads end with a whole message, and those cost no more than this question.
    if (isUnfinished || reader.isUnfinished()) {
      isUnfinished = reader.isUnfinished();
      if (reader.hasBegun()) {
        begunAt = wire.now();
      }
      connection.onUnfinished(reader.heldBytes(), begunAt);
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
    if (connection != null) {
      connection.onGone(CloseCodes.LOST);
    }
    wire.gone();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof IOException) {
      context.close();
    } else {
      wire.failed(cause);
      LOG.error("A connection failed through a fault of the server.", cause);
      onBroken(CloseReason.INTERNAL_ERROR);
    }
  }

  @Override
  public void onBroken(CloseReason reason) {
    if (connection != null) {
      connection.close(reason);
    }
    wire.close(reason.code(), reason.sentence());
  }

  @Override
  public void onText(byte[] utf8) {
    if (connection != null) {
      connection.onText(utf8);
    }
  }

  @Override
  public void onBinary(byte[] bytes) {
    if (connection != null) {
      connection.onBinary();
    }
  }

  @Override
  public void onFragment() {
    if (connection != null) {
      connection.countFrame();
    }
  }

  @Override
  public void onPing(byte[] payload) {
    if (connection != null) {
      OutboundFrame pong = wire.pong(payload);
      connection.onPing(pong);
      pong.release();
    }
  }

  @Override
  public void onPong() {
    if (connection != null) {
      connection.countFrame();
    }
  }

  @Override
  public void onClose(byte[] payload) {
    PeerClose close = PeerClose.of(payload);
    if (!close.mayBeSent()) {
      onBroken(CloseReason.PROTOCOL_ERROR);
      return;
    }
    if (connection != null) {
      connection.onGone(close.code());
    }
    wire.onPeerClose(close.answer());
  }
}
