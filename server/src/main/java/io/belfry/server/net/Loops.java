package io.belfry.server.net;

import io.belfry.server.channel.Loop;
import io.belfry.server.channel.OutboundFrame;
import io.belfry.server.node.Breakdown;
import io.belfry.server.node.TransportKind;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.ThreadAwareExecutor;
import io.netty.util.internal.PlatformDependent;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * The event loops of a node, started and stopped together.
 *
 * <p>Thread: thread-safe.
 */
public final class Loops implements AutoCloseable {
  private static final long STOP_SECONDS = 5;

  private final Transport transport;
  private final EventLoopGroup group;
  private final List<NettyLoop> loops;
  private final Breakdown breakdown = new Breakdown();
  private volatile boolean isClosing;

  /** That many loops on that transport, which keep time by that monotonic clock. */
  public Loops(TransportKind kind, int count, LongSupplier nanoTime) {
    this.transport = Transport.of(kind);
    LoopIo.LoopIos io = new LoopIo.LoopIos(transport.handlers().get());
    this.group =
        new MultiThreadIoEventLoopGroup(count, new DefaultThreadFactory("belfry-loop"), io);
    this.loops =
        IntStream.range(0, count).mapToObj(i -> loop(i, group.next(), io, nanoTime)).toList();
    loops.forEach(this::watch);
  }

  // Netty says that a loop has ended on a thread of its own, whatever the loop ended by.
  private void watch(NettyLoop loop) {
    loop.eventLoop()
        .terminationFuture()
        .addListener(
            ended -> {
              if (!isClosing) {
                breakdown.tell(
                    "event loop " + loop.index() + " has ended, and its connections with it",
                    ended.isSuccess() ? new IllegalStateException("ended") : ended.cause());
              }
            });
  }

  private NettyLoop loop(int index, EventLoop eventLoop, LoopIo.LoopIos io, LongSupplier nanoTime) {
    return new NettyLoop(
        index, eventLoop, io.of((ThreadAwareExecutor) eventLoop), nanoTime, breakdown);
  }

  /** Is told when one of them ends before they are stopped, or cannot go on. */
  public Breakdown breakdown() {
    return breakdown;
  }

  /** The loops, by index. */
  public List<? extends Loop> all() {
    return loops;
  }

  /** What makes frames for their connections. */
  public OutboundFrame.Factory frames() {
    return NettyFrame.factory(PooledByteBufAllocator.DEFAULT);
  }

  /** Bytes that frames may take: the heap, or the memory beside it if that is less. */
  public long memoryBytes() {
    return Math.min(Runtime.getRuntime().maxMemory(), PlatformDependent.maxDirectMemory());
  }

  /** Name of the transport, for the log. */
  public String transportName() {
    return transport.name();
  }

  /** Bytes of memory outside the heap that are in use for sockets. */
  public static long directBytes() {
    return PooledByteBufAllocator.DEFAULT.pinnedDirectMemory();
  }

  NettyLoop netty(int index) {
    return loops.get(index);
  }

  EventLoopGroup group() {
    return group;
  }

  /** Whether the sockets are those of Linux, on native epoll. */
  boolean isEpoll() {
    return transport.name().equals(Transport.EPOLL);
  }

  /** How the process talks to the kernel. */
  Transport transport() {
    return transport;
  }

  @SuppressWarnings("ReferenceEquality") // an event loop is itself and no other
  NettyLoop of(EventLoop eventLoop) {
    for (NettyLoop loop : loops) {
      if (loop.eventLoop() == eventLoop) {
        return loop;
      }
    }
    throw new IllegalStateException(
        "A socket was registered with an event loop of another server.");
  }

  /** Stops the loops; what they still have to do is dropped. */
  @Override
  public void close() {
    isClosing = true;
    group
        .shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS)
        .awaitUninterruptibly(STOP_SECONDS + 1, TimeUnit.SECONDS);
  }
}
