package io.belfry.server.net;

import io.belfry.server.socket.LoopParts;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Listens on the public port and gives each accepted socket its pipeline.
 *
 * <p>Thread: thread-safe.
 */
public final class Listener implements AutoCloseable {
  private static final long TICK_MILLIS = 50;
  private static final long LOOK_MILLIS = 250;
  private static final int BACKLOG = 4096;
  // Linux grows a socket's send buffer to 4 MiB by itself, which is memory too (rule THR-35).
  private static final int SEND_BUFFER_BYTES = 256 << 10;
  private static final int LOW_WATER_BYTES = 16 << 10;
  private static final int HIGH_WATER_BYTES = 32 << 10;

  private final Loops loops;
  private final List<LoopSide> sides;
  private final Entrances entrances;
  private @Nullable Channel channel;

  /**
   * A listener.
   *
   * @param loops where the sockets live
   * @param parts what the connections of each loop share, by index
   * @param entrances what is done with a request
   */
  public Listener(Loops loops, List<LoopParts> parts, Entrances entrances) {
    this.loops = loops;
    this.entrances = entrances;
    this.sides =
        IntStream.range(0, parts.size())
            .mapToObj(
                i ->
                    new LoopSide(
                        loops.netty(i),
                        parts.get(i),
                        new Deadlines(),
                        entrances.fallback().sessions(i)))
            .toList();
  }

  /**
   * Begins to listen and to keep time.
   *
   * @throws IOException if the address cannot be had
   */
  public void start(InetSocketAddress address) throws IOException {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops.group())
            .channel(loops.serverChannel())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_SNDBUF, SEND_BUFFER_BYTES)
            .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
            .childOption(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(LOW_WATER_BYTES, HIGH_WATER_BYTES))
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel socket) {
                    LoopSide side = sides.get(loops.of(socket.eventLoop()).index());
                    Pipeline.begin(socket, side, entrances);
                  }
                });
    ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(
          "Cannot listen on "
              + address.getHostString()
              + " port "
              + address.getPort()
              + ": "
              + reason(bound.cause())
              + ".",
          bound.cause());
    }
    channel = bound.channel();
    for (LoopSide side : sides) {
      EventLoop loop = side.loop().eventLoop();
      loop.scheduleAtFixedRate(side::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
      loop.scheduleAtFixedRate(side::lookThrough, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  // Netty puts the name and the number of the system call before the words.
  private static String reason(Throwable cause) {
    if (cause instanceof UnresolvedAddressException) {
      return "no address is known for this name";
    }
    String message = String.valueOf(cause.getMessage());
    return message.substring(message.lastIndexOf(": ") + 1).strip();
  }

  /** The address it listens on, with the port that was really taken. */
  public InetSocketAddress address() {
    Channel listening = channel;
    if (listening == null) {
      throw new IllegalStateException("The listener has not been started.");
    }
    return (InetSocketAddress) listening.localAddress();
  }

  /** Accepts no more sockets. */
  @Override
  public void close() {
    if (channel != null) {
      channel.close().awaitUninterruptibly();
    }
  }
}
