package io.belfry.server.net;

import io.belfry.server.channel.OutboundFrame;
import io.belfry.server.channel.Outlet;
import io.belfry.server.socket.Wire;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.Socket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The socket under one connection.
 *
 * <p>A delivery is a write of some hundred bytes to each of many sockets, most of whose cost is the
 * kernel's. So while an epoll socket takes all it is given, and nobody else is in its pipeline, its
 * lane among the {@link LoopWrites} is open: what is written is gathered there and leaves with one
 * system call a turn. What a socket does not take at once closes the lane; that and all that comes
 * behind it goes through the pipeline and Netty's outbound buffer, which waits for the socket. So
 * does everything on the other transports, and everything that another handler has to see. When
 * that buffer is empty the lane is opened again. The order of the frames is the same on both ways.
 *
 * <p>Thread: confined to its event loop.
 */
final class NettyWire implements Wire, Outlet {
  private static final long CLOSE_NANOS = Duration.ofSeconds(2).toNanos();
  private static final int FIRST_APPLICATION_CODE = 4000;

  private final Channel channel;
  private final Deadlines deadlines;
  private final LongSupplier nanoTime;
  private final NettyLoop loop;
  private final LoopWrites writes;
  private int lane;
  private Deflate deflate = Deflate.NONE;
  private WirePhase phase = WirePhase.OPEN;
  private @Nullable InetAddress address;
  private Runnable whenClosing = () -> {};

  private enum WirePhase {
    OPEN,
    /** What is still written is the last; the lane stays closed. */
    ENDING,
    /** A close frame was written. */
    CLOSING
  }

  NettyWire(Channel channel, NettyLoop loop, Deadlines deadlines, LongSupplier nanoTime) {
    this.channel = channel;
    this.loop = loop;
    this.writes = loop.writes();
    this.lane = writes.take(this);
    this.deadlines = deadlines;
    this.nanoTime = nanoTime;
  }

  /** Where the client is; null when that is not known. */
  void address(@Nullable InetAddress newAddress) {
    address = newAddress;
  }

  /** The handler whose frames these are has its place in the pipeline. */
  void writer(ChannelHandlerContext context) {
    if (channel instanceof EpollSocketChannel epoll) {
      writes.lead(lane, (Socket) epoll.fd(), context);
    }
  }

  /** From now on messages may be compressed so, in both directions. */
  void agree(Deflate agreed) {
    deflate = agreed;
  }

  /** Inflates the messages of its client; null when they may not be compressed. */
  @Nullable Inflation inflation() {
    return deflate.isAgreed() ? loop.inflation() : null;
  }

  @Override
  public OutboundFrame formOf(OutboundFrame outbound) {
    return deflate.isAgreed() ? deflate.formOf((NettyFrame) outbound, loop.deflation()) : outbound;
  }

  @Override
  public boolean isWritable() {
    return writes.isOpen(lane) || channel.isWritable();
  }

  @Override
  public long pendingBytes() {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    return writes.size(lane) + (buffer == null ? 0 : buffer.totalPendingWriteBytes());
  }

  @Override
  public void write(OutboundFrame outbound) {
    NettyFrame frame = (NettyFrame) outbound;
    writes.makeRoom();
    if (writes.isOpen(lane) && writes.fits(lane, frame)) {
      writes.append(lane, frame);
    } else {
      buffer();
      channel.write(frame.toWrite(), channel.voidPromise());
    }
  }

  @Override
  public void flushLater() {
    writes.touch(lane);
  }

  @Override
  public void flush() {
    if (!writes.isEmpty(lane)) {
      writes.send(lane, this);
    } else if (!writes.isOpen(lane)) {
      channel.flush();
      if (phase == WirePhase.OPEN && pendingBytes() == 0 && channel.isActive()) {
        writes.open(lane);
      }
    }
  }

  @Override
  public @Nullable InetAddress address() {
    return address;
  }

  @Override
  public void established() {
    loop.established(channel);
  }

  @Override
  public Outlet outlet() {
    return this;
  }

  /** Its lane among the {@link LoopWrites}, for as long as the socket lives. */
  int lane() {
    return lane;
  }

  /** How its messages are compressed. */
  Deflate deflate() {
    return deflate;
  }

  @Override
  public void discard() {
    if (phase == WirePhase.OPEN) {
      phase = WirePhase.ENDING;
      buffer();
    }
  }

  /** The peer is gone. */
  void lost() {
    channel.close();
  }

  /** So many of the gathered bytes were written directly; the rest takes the other path. */
  void sentOnly(int sent) {
    bufferBehind(sent);
    channel.flush();
  }

  /** Whatever comes next goes through Netty, behind what was gathered. */
  private void buffer() {
    bufferBehind(0);
  }

  private void bufferBehind(int sent) {
    writes.close(lane);
    int taken = sent;
    for (NettyFrame frame = writes.poll(lane); frame != null; frame = writes.poll(lane)) {
      int ofThis = Math.min(taken, frame.size());
      taken -= ofThis;
      if (ofThis == frame.size()) {
        frame.release();
      } else {
        channel.write(frame.toWrite().skipBytes(ofThis), channel.voidPromise());
      }
    }
  }

  /** Something failed in a way that is no client's doing. */
  void failed(Throwable cause) {
    loop.breakdown().tellIfFatal(cause);
  }

  /** Monotonic clock. */
  long now() {
    return nanoTime.getAsLong();
  }

  /** What is done when the server begins to close; in place of what was said before. */
  void whenClosing(Runnable task) {
    whenClosing = task;
  }

  /** A pong with that payload. */
  OutboundFrame pong(byte[] payload) {
    return NettyFrame.pong(channel.alloc(), payload);
  }

  @Override
  public void ping() {
    write(NettyFrame.ping(channel.alloc()));
    flushLater();
  }

  @Override
  public void reading(Intake reading) {
    channel.config().setAutoRead(reading == Intake.FLOWING);
  }

  @Override
  public boolean isCloseAnnounced() {
    return true;
  }

  @Override
  public void close(int code, String sentence) {
    if (phase == WirePhase.CLOSING) {
      return;
    }
    phase = WirePhase.CLOSING;
    whenClosing.run();
    deadlines.closeAt(channel, nanoTime.getAsLong() + CLOSE_NANOS);
    // The peer's close frame has to be read, whatever held back reading before.
    channel.config().setAutoRead(true);
    buffer();
    ChannelFuture written =
        channel.writeAndFlush(NettyFrame.close(channel.alloc(), code, sentence));
    if (code < FIRST_APPLICATION_CODE) {
      // The framing is broken or not to be trusted, so nothing more is said; what the peer still
      // sends is read and dropped, since a reset could overtake the close frame.
      written.addListener(HalfClose.THEN);
    }
  }

  /**
   * Answers the peer's close frame with that code, or takes note that it has answered ours, and
   * ends the socket.
   */
  void onPeerClose(int answer) {
    if (phase == WirePhase.CLOSING) {
      channel.close();
      return;
    }
    phase = WirePhase.CLOSING;
    // The answer waits behind all that a client which reads nothing has not read.
    deadlines.closeAt(channel, nanoTime.getAsLong() + CLOSE_NANOS);
    buffer();
    channel
        .writeAndFlush(NettyFrame.close(channel.alloc(), answer, ""))
        .addListener(ChannelFutureListener.CLOSE);
  }

  /** The socket is gone. */
  void gone() {
    phase = WirePhase.CLOSING;
    writes.giveBack(lane);
    lane = LoopWrites.NO_LANE;
    deadlines.forget(channel);
  }
}
