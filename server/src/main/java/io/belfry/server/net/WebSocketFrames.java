package io.belfry.server.net;

import io.belfry.protocol.CloseReason;
import io.belfry.server.channel.OutboundFrame;
import io.belfry.server.socket.CloseCodes;
import io.belfry.server.socket.Connection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Netty's decoder of frames, which makes whole messages of them and hands them to the connection.
 * It is the only handler that a connection keeps, and while a client is silent it holds no buffer.
 * Fragments are counted and their sum is bounded like one message. Without a connection it only
 * waits for the answer to a close.
 *
 * <p>Thread: confined to its event loop.
 *
 * @see "rules WS-025, WS-026, WS-030, THR-25, THR-29"
 */
final class WebSocketFrames extends WebSocket13FrameDecoder {
  private static final Logger LOG = LoggerFactory.getLogger(WebSocketFrames.class);

  private final @Nullable Connection connection;
  private final NettyWire wire;
  private final int maxMessageBytes;
  private @Nullable Fragments fragments;
  private boolean isBinary;

  WebSocketFrames(@Nullable Connection connection, NettyWire wire, int maxMessageBytes) {
    super(strict(maxMessageBytes));
    this.connection = connection;
    this.wire = wire;
    this.maxMessageBytes = maxMessageBytes;
  }

  private static WebSocketDecoderConfig strict(int maxMessageBytes) {
    return WebSocketDecoderConfig.newBuilder()
        .maxFramePayloadLength(maxMessageBytes)
        .expectMaskedFrames(true)
        .allowMaskMismatch(false)
        .allowExtensions(false)
        .closeOnProtocolViolation(false)
        .withUTF8Validator(false)
        .build();
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws Exception {
    super.decode(context, in, out);
    // Taken here, so that no frame passes through the pipeline.
    for (Object frame : out) {
      try {
        take(context, frame);
      } finally {
        ReferenceCountUtil.release(frame);
      }
    }
    out.clear();
  }

  private void take(ChannelHandlerContext context, Object frame) {
    switch (frame) {
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
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) throws Exception {
    if (connection != null) {
      connection.onActivity();
    }
    super.channelReadComplete(context);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (connection != null) {
      connection.onWritable();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    super.channelInactive(context);
    if (connection != null) {
      connection.onGone(CloseCodes.LOST);
    }
    wire.gone();
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
      connection.onGone(close.statusCode());
    }
    wire.onPeerClose(close);
  }

  private void onMessageFrame(WebSocketFrame frame) {
    if (connection == null) {
      return;
    }
    byte[] payload = ByteBufUtil.getBytes(frame.content());
    if (frame.isFinalFragment() && fragments == null) {
      if (isBinary || ByteBufUtil.isText(frame.content(), StandardCharsets.UTF_8)) {
        deliver(connection, payload);
      } else {
        close(CloseReason.INVALID_UTF8);
      }
      return;
    }
    if (fragments == null) {
      fragments = new Fragments(maxMessageBytes);
    }
    if (fragments.hasRoom(payload.length)) {
      fragments.add(payload);
      onFragments(connection, fragments, frame.isFinalFragment());
    } else {
      fragments = null;
      close(CloseReason.MESSAGE_TOO_BIG);
    }
  }

  private void onFragments(Connection to, Fragments message, boolean isWhole) {
    if (!isBinary && !(message.beginsText() && (!isWhole || message.endsText()))) {
      fragments = null;
      close(CloseReason.INVALID_UTF8);
    } else if (isWhole) {
      fragments = null;
      deliver(to, message.message());
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
