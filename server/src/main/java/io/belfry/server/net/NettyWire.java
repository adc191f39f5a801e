package io.belfry.server.net;

import io.belfry.server.channel.OutboundFrame;
import io.belfry.server.socket.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The socket under one connection.
 *
 * <p>Thread: confined to its event loop.
 */
final class NettyWire implements Wire {
  private static final long CLOSE_NANOS = Duration.ofSeconds(2).toNanos();
  private static final int FINAL_CLOSE = 0x88;
  private static final int FIRST_APPLICATION_CODE = 4000;
  private static final int LAST_CODE = 4999;
  private static final int PROTOCOL_ERROR = 1002;
  private static final int INVALID_UTF8 = 1007;
  private static final int CODE_BYTES = 2;

  private final Channel channel;
  private final NettyLoop loop;
  private final Deadlines deadlines;
  private final LongSupplier nanoTime;
  private boolean isTouched;
  private boolean isClosing;

  NettyWire(Channel channel, NettyLoop loop, Deadlines deadlines, LongSupplier nanoTime) {
    this.channel = channel;
    this.loop = loop;
    this.deadlines = deadlines;
    this.nanoTime = nanoTime;
  }

  @Override
  public boolean isWritable() {
    return channel.isWritable();
  }

  @Override
  public long pendingBytes() {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    return buffer == null ? 0 : buffer.totalPendingWriteBytes();
  }

  @Override
  public void write(OutboundFrame frame) {
    channel.write(((NettyFrame) frame).toWrite(), channel.voidPromise());
  }

  @Override
  public void flushLater() {
    if (!isTouched) {
      isTouched = true;
      loop.flushAtEndOfTurn(this);
    }
  }

  @Override
  public void flush() {
    channel.flush();
  }

  void flushTouched() {
    isTouched = false;
    channel.flush();
  }

  @Override
  public void ping() {
    channel.writeAndFlush(NettyFrame.ping(channel.alloc()), channel.voidPromise());
  }

  @Override
  public void reading(Reading reading) {
    channel.config().setAutoRead(reading == Reading.FLOWING);
  }

  @Override
  public boolean isCloseAnnounced() {
    return true;
  }

  @Override
  public void close(int code, String sentence) {
    if (isClosing) {
      return;
    }
    isClosing = true;
    deadlines.closeAt(channel, nanoTime.getAsLong() + CLOSE_NANOS);
    // The peer's close frame has to be read, whatever held back reading before.
    channel.config().setAutoRead(true);
    ChannelFuture written = channel.writeAndFlush(closeFrame(code, sentence));
    if (code < FIRST_APPLICATION_CODE) {
      // The framing is broken or not to be trusted, so nothing more is said; what the peer still
      // sends is read and dropped, since a reset could overtake the close frame.
      written.addListener(sent -> ((DuplexChannel) channel).shutdownOutput());
    }
  }

  /**
   * Answers the peer's close frame, or takes note that it has answered ours, and ends the socket.
   */
  void onPeerClose(CloseWebSocketFrame frame) {
    if (isClosing) {
      channel.close();
      return;
    }
    isClosing = true;
    // The answer waits behind all that a client which reads nothing has not read.
    deadlines.closeAt(channel, nanoTime.getAsLong() + CLOSE_NANOS);
    channel.writeAndFlush(closeFrame(answerTo(frame), "")).addListener(ChannelFutureListener.CLOSE);
  }

  private static int answerTo(CloseWebSocketFrame frame) {
    if (frame.statusCode() > LAST_CODE) {
      return PROTOCOL_ERROR;
    }
    ByteBuf payload = frame.content();
    return payload.isReadable()
            && !ByteBufUtil.isText(
                payload,
                payload.readerIndex() + CODE_BYTES,
                payload.readableBytes() - CODE_BYTES,
                StandardCharsets.UTF_8)
        ? INVALID_UTF8
        : frame.statusCode();
  }

  /** The socket is gone. */
  void gone() {
    isClosing = true;
    deadlines.forget(channel);
  }

  /** Whether a close frame was sent. */
  boolean isClosing() {
    return isClosing;
  }

  private ByteBuf closeFrame(int code, String sentence) {
    byte[] reason = sentence.getBytes(StandardCharsets.UTF_8);
    boolean isEmpty = code < 0;
    ByteBuf frame = channel.alloc().directBuffer(reason.length + 4).writeByte(FINAL_CLOSE);
    if (isEmpty) {
      return frame.writeByte(0);
    }
    return frame.writeByte(reason.length + 2).writeShort(code).writeBytes(reason);
  }
}
