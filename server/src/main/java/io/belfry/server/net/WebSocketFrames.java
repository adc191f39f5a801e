package io.belfry.server.net;

import io.belfry.protocol.CloseReason;
import io.belfry.server.channel.OutboundFrame;
import io.belfry.server.socket.Connection;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes whole messages of frames and hands them to the connection. Fragments are counted and their
 * sum is bounded like one message. Without a connection it only waits for the answer to a close.
 *
 * <p>Thread: confined to its event loop.
 *
 * @see "rules WS-025, WS-026, WS-030, THR-25, THR-29"
 */
final class WebSocketFrames extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(WebSocketFrames.class);
  private static final int MAX_FRAGMENTS = 4096;

  private final @Nullable Connection connection;
  private final NettyWire wire;
  private final int maxMessageBytes;
  private @Nullable ByteArrayOutputStream fragments;
  private int fragmentCount;
  private boolean isBinary;

  WebSocketFrames(@Nullable Connection connection, NettyWire wire, int maxMessageBytes) {
    this.connection = connection;
    this.wire = wire;
    this.maxMessageBytes = maxMessageBytes;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      switch (message) {
        case CloseWebSocketFrame close -> onClose(close);
        case PingWebSocketFrame ping -> onPing(context, ping);
        case PongWebSocketFrame pong -> onPong();
        case TextWebSocketFrame text -> onMessageFrame(text);
        case BinaryWebSocketFrame binary -> {
          isBinary = true;
          onMessageFrame(binary);
        }
        case ContinuationWebSocketFrame continuation -> onMessageFrame(continuation);
        default -> {}
      }
    } finally {
      ReferenceCountUtil.release(message);
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
    if (cause instanceof CorruptedWebSocketFrameException corrupted) {
      close(reasonOf(corrupted));
    } else if (cause instanceof IOException) {
      context.close();
    } else {
      LOG.error("A connection failed through a fault of the server.", cause);
      close(CloseReason.INTERNAL_ERROR);
    }
  }

  private static CloseReason reasonOf(CorruptedWebSocketFrameException corrupted) {
    return switch (corrupted.closeStatus().code()) {
      case 1007 -> CloseReason.INVALID_UTF8;
      case 1009 -> CloseReason.MESSAGE_TOO_BIG;
      default -> CloseReason.PROTOCOL_ERROR;
    };
  }

  private void close(CloseReason reason) {
    if (connection != null) {
      connection.close(reason);
    }
    wire.close(reason.code(), reason.sentence());
  }

  private void onPing(ChannelHandlerContext context, PingWebSocketFrame ping) {
    if (connection != null) {
      OutboundFrame pong = NettyFrame.pong(context.alloc(), ByteBufUtil.getBytes(ping.content()));
      connection.onPing(pong);
      pong.release();
    }
  }

  private void onPong() {
    if (connection != null) {
      connection.onPong();
    }
  }

  private void onClose(CloseWebSocketFrame close) {
    if (connection != null) {
      connection.onGone();
    }
    wire.onPeerClose(close);
  }

  private void onMessageFrame(WebSocketFrame frame) {
    if (connection == null) {
      return;
    }
    if (frame.isFinalFragment() && fragments == null) {
      deliver(connection, ByteBufUtil.getBytes(frame.content()));
      return;
    }
    if (fragments == null) {
      fragments = new ByteArrayOutputStream();
    }
    fragmentCount++;
    if (fragments.size() + frame.content().readableBytes() > maxMessageBytes
        || fragmentCount > MAX_FRAGMENTS) {
      fragments = null;
      fragmentCount = 0;
      close(CloseReason.MESSAGE_TOO_BIG);
      return;
    }
    fragments.writeBytes(ByteBufUtil.getBytes(frame.content()));
    if (frame.isFinalFragment()) {
      byte[] whole = fragments.toByteArray();
      fragments = null;
      fragmentCount = 0;
      deliver(connection, whole);
    }
  }

  private void deliver(Connection to, byte[] message) {
    if (isBinary) {
      isBinary = false;
      to.onBinary();
    } else {
      to.onText(message);
    }
  }
}
