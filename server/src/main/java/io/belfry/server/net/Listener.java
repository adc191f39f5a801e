package io.belfry.server.net;

import io.belfry.server.fallback.FallbackRoutes;
import io.belfry.server.node.ListenFrom;
import io.belfry.server.socket.LoopParts;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.ServerChannel;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.unix.IntegerUnixChannelOption;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens on the ports of a node and gives each accepted socket its pipeline.
 *
 * <p>Thread: confined to the thread that starts and stops the node.
 */
public final class Listener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

  /** Time from one look at the timers to the next. */
  private static final long LOOK_MILLIS = 250;

  private static final long STOP_SECONDS = 2;
  private static final int BACKLOG = 4096;
  // Linux grows a socket's send buffer to 4 MiB by itself, which is memory too (rule THR-35).
  private static final int SEND_BUFFER_BYTES = 256 << 10;
  // SO_SNDBUF of SOL_SOCKET, by the numbers that Linux gives them.
  private static final IntegerUnixChannelOption INHERITED_SEND_BUFFER =
      new IntegerUnixChannelOption("SO_SNDBUF", 1, 7);
  // Whoever is connected already must not wait for a connection storm: between so many accepted
  // sockets the loop serves all others.
  private static final int ACCEPTS_A_TURN = 16;
  private static final int LOW_WATER_BYTES = 16 << 10;
  private static final int HIGH_WATER_BYTES = 32 << 10;

  private final Loops loops;
  private final List<LoopSide> sides;
  private final ListenFrom from;
  private final InheritedSockets inherited;
  private final SequencedMap<String, Port> ports = new LinkedHashMap<>();

  /**
   * A listener.
   *
   * @param loops where the sockets live
   * @param parts what the connections of each loop share, by index
   * @param fallback whose sessions keep time with the loops
   * @param from where it has its sockets from
   * @param clock wall clock, for the date of answers
   */
  public Listener(
      Loops loops,
      List<LoopParts> parts,
      FallbackRoutes fallback,
      ListenFrom from,
      InstantSource clock) {
    this.loops = loops;
    this.from = from;
    this.inherited = new InheritedSockets(from.inherited(), loops.transport());
    this.sides =
        IntStream.range(0, parts.size())
            .mapToObj(
                i ->
                    new LoopSide(
                        loops.netty(i),
                        parts.get(i),
                        new Deadlines(),
                        fallback.sessions(i),
                        new Answers(clock),
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
      loop.scheduleWithFixedDelay(
          side::tick, LoopSide.TICK_NANOS, LoopSide.TICK_NANOS, TimeUnit.NANOSECONDS);
      loop.scheduleWithFixedDelay(
          side::lookThrough, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /**
   * Begins to listen on one more port: with a socket that was handed over for it, else with one of
   * its own. Whoever connects waits until it is told to accept.
   *
   * @param name what a supervisor calls the socket for it
   * @return the address with the port that was really taken
   * @throws IOException if the address cannot be had
   */
  public InetSocketAddress listen(String name, InetSocketAddress address, Site site)
      throws IOException {
    Port.Accepted accepted = new Port.Accepted();
    ServerBootstrap bootstrap = bootstrap(accepted, site);
    ServerChannel handedOver = inherited.take(name, address);
    Port port =
        handedOver == null
            ? new Port(bootstrap, bind(bootstrap, address), accepted, false)
            : new Port(bootstrap, register(bootstrap, handedOver), accepted, true);
    ports.put(name, port);
    return port.address();
  }

  private ServerBootstrap bootstrap(Port.Accepted accepted, Site site) {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops.group())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.RECVBUF_ALLOCATOR, accepts(ACCEPTS_A_TURN))
            .option(ChannelOption.AUTO_READ, false)
            .childOption(ChannelOption.RECVBUF_ALLOCATOR, new ReadSizes())
            .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
            .childOption(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(LOW_WATER_BYTES, HIGH_WATER_BYTES))
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel port) {
                    loops.of(port.eventLoop()).established(port);
                    port.pipeline().addLast(accepted);
                    port.pipeline().addLast(new AcceptFailures());
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
    return bootstrap;
  }

  private Channel bind(ServerBootstrap bootstrap, InetSocketAddress address) throws IOException {
    try {
      if (!from.besideOthers()) {
        insistOnFree(address);
      }
    } catch (IOException e) {
      throw cannotListen(address, e);
    }
    Transport transport = loops.transport();
    if (transport.sharing() != null) {
      // Always, since the successor can only share a port that was opened to be shared.
      bootstrap.option(transport.sharing(), true);
    }
    bootstrap.channelFactory(() -> transport.listening().apply(address));
    ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw cannotListen(address, bound.cause());
    }
    return bound.channel();
  }

  // A port that is shared by mistake would give each server half of the clients. Bound and not
  // listened on: nobody may connect to what is closed again at once.
  private static void insistOnFree(InetSocketAddress address) throws IOException {
    if (address.getPort() == 0 || address.isUnresolved()) {
      return;
    }
    boolean isIpv4 = address.getAddress() instanceof Inet4Address;
    try (SocketChannel first =
        SocketChannel.open(isIpv4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6)) {
      first.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      first.bind(address);
    }
  }

  private Channel register(ServerBootstrap bootstrap, ServerChannel handedOver) throws IOException {
    if (!InheritedSockets.waitsForNobody(handedOver)) {
      bootstrap.option(ChannelOption.RECVBUF_ALLOCATOR, accepts(1));
    }
    ChannelFuture registered =
        bootstrap.channelFactory(() -> handedOver).register().awaitUninterruptibly();
    if (!registered.isSuccess()) {
      throw new IOException(
          "The listening socket that was handed over cannot be used: " + registered.cause(),
          registered.cause());
    }
    return registered.channel();
  }

  private static IOException cannotListen(InetSocketAddress address, Throwable cause) {
    return new IOException(
        "Cannot listen on "
            + address.getHostString()
            + " port "
            + address.getPort()
            + ": "
            + reason(cause)
            + ".",
        cause);
  }

  /**
   * Says that all ports are open.
   *
   * @throws IOException if a socket was handed over that belongs to none of them
   */
  public void opened() throws IOException {
    inherited.insistOnNone();
  }

  /** Accepts newcomers on all ports. */
  public void accept() {
    ports.values().forEach(Port::accept);
  }

  /** Accepts newcomers on the port of that name. */
  public void accept(String name) {
    Objects.requireNonNull(ports.get(name), name).accept();
  }

  /**
   * Leaves newcomers to whoever comes after this process. What nobody else serves stays open, so
   * that newcomers can be told to come back.
   */
  public Successor leaveToSuccessor() {
    Successor ofFirst = Successor.NONE;
    for (Port port : ports.sequencedValues().reversed()) {
      ofFirst = port.leaveToSuccessor();
    }
    return ofFirst;
  }

  /**
   * How many sockets of a loop have been accepted and wait for their first answer, or for that to a
   * request that has begun.
   *
   * <p>Thread: the event loop.
   */
  public int unanswered(int loop) {
    return sides.get(loop).deadlines().unanswered();
  }

  /**
   * How many of these have sent something already.
   *
   * <p>Thread: the event loop.
   */
  public int begun(int loop) {
    return sides.get(loop).deadlines().begun();
  }

  private static ServerChannelRecvByteBufAllocator accepts(int aTurn) {
    ServerChannelRecvByteBufAllocator accepts = new ServerChannelRecvByteBufAllocator();
    // Netty takes an accepted socket for the end of all that wait, which would be one a turn.
    accepts.respectMaybeMoreData(false).maxMessagesPerRead(aTurn);
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

  /** Accepts no more sockets, and gives back what fallback sessions keep. */
  @Override
  public void close() {
    ports.values().forEach(Port::close);
    inherited.close();
    // Sockets give back their own when the loops end; sessions have none.
    CountDownLatch stopped = new CountDownLatch(sides.size());
    for (LoopSide side : sides) {
      boolean isTaken =
          side.loop()
              .execute(
                  () -> {
                    side.fallback().stop();
                    stopped.countDown();
                  });
      if (!isTaken) {
        stopped.countDown();
      }
    }
    try {
      if (!stopped.await(STOP_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("an event loop is blocked, so what its fallback sessions keep is lost");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
