package io.belfry.server.net;

import io.belfry.server.fallback.FallbackRoutes;
import io.belfry.server.socket.LoopParts;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.unix.IntegerUnixChannelOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Listens on the ports of a node and gives each accepted socket its pipeline.
 *
 * <p>Thread: confined to the thread that starts and stops the node.
 */
public final class Listener implements AutoCloseable {
  private static final long TICK_MILLIS = 50;
  private static final long LOOK_MILLIS = 250;
  private static final int BACKLOG = 4096;
  // Linux grows a socket's send buffer to 4 MiB by itself, which is memory too (rule THR-35).
  private static final int SEND_BUFFER_BYTES = 256 << 10;
  // SO_SNDBUF of SOL_SOCKET, by the numbers that Linux gives them.
  private static final IntegerUnixChannelOption INHERITED_SEND_BUFFER =
      new IntegerUnixChannelOption("SO_SNDBUF", 1, 7);
  // Whoever is connected already must not wait for a crowd that comes: between so many accepted
  // sockets the loop serves all others.
  private static final int ACCEPTS_A_TURN = 16;
  private static final int LOW_WATER_BYTES = 16 << 10;
  private static final int HIGH_WATER_BYTES = 32 << 10;

  private final Loops loops;
  private final List<LoopSide> sides;
  private final List<Channel> ports = new ArrayList<>();

  /**
   * A listener.
   *
   * @param loops where the sockets live
   * @param parts what the connections of each loop share, by index
   * @param fallback whose sessions keep time with the loops
   */
  public Listener(Loops loops, List<LoopParts> parts, FallbackRoutes fallback) {
    this.loops = loops;
    this.sides =
        IntStream.range(0, parts.size())
            .mapToObj(
                i ->
                    new LoopSide(
                        loops.netty(i),
                        parts.get(i),
                        new Deadlines(),
                        fallback.sessions(i),
                        new SwitchingProtocols(),
                        LoopSide.Pauses.from(parts.get(i).nanoTime().getAsLong())))
            .toList();
  }

  /** Begins to keep time. */
  public void start() {
    for (LoopSide side : sides) {
      EventLoop loop = side.loop().eventLoop();
      // Not at a fixed rate: what was missed in a pause would be made up for before anybody is
      // heard.
      loop.scheduleWithFixedDelay(side::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
      loop.scheduleWithFixedDelay(
          side::lookThrough, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /**
   * Begins to listen on one more port.
   *
   * @return the address with the port that was really taken
   * @throws IOException if the address cannot be had
   */
  public InetSocketAddress listen(InetSocketAddress address, Site site) throws IOException {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops.group())
            .channelFactory(() -> loops.serverChannel(address))
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.RECVBUF_ALLOCATOR, accepts())
            .childOption(ChannelOption.RECVBUF_ALLOCATOR, new ReadSizes())
            .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
            .childOption(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(LOW_WATER_BYTES, HIGH_WATER_BYTES))
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel port) {
                    loops.of(port.eventLoop()).welcome(port);
                  }
                })
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel socket) {
                    LoopSide side = sides.get(loops.of(socket.eventLoop()).index());
                    Pipeline.begin(socket, side, site);
                  }
                });
    limitSendBuffers(bootstrap);
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
    ports.add(bound.channel());
    return (InetSocketAddress) bound.channel().localAddress();
  }

  private static ServerChannelRecvByteBufAllocator accepts() {
    ServerChannelRecvByteBufAllocator accepts = new ServerChannelRecvByteBufAllocator();
    // Netty takes an accepted socket for the end of all that wait, which would be one a turn.
    accepts.respectMaybeMoreData(false).maxMessagesPerRead(ACCEPTS_A_TURN);
    return accepts;
  }

  // A socket inherits the size from the port that accepted it, which spares two system calls for
  // each; Java's own sockets cannot say it there.
  private void limitSendBuffers(ServerBootstrap bootstrap) {
    if (loops.isEpoll()) {
      bootstrap.option(INHERITED_SEND_BUFFER, SEND_BUFFER_BYTES);
    } else {
      bootstrap.childOption(ChannelOption.SO_SNDBUF, SEND_BUFFER_BYTES);
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

  /** Accepts no more sockets. */
  @Override
  public void close() {
    ports.forEach(port -> port.close().awaitUninterruptibly());
  }
}
