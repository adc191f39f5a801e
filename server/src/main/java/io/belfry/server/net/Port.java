package io.belfry.server.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One port that a node listens on.
 *
 * <p>Thread: confined to the thread that starts and stops the node, but for what it says it does on
 * the loop.
 */
final class Port implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Port.class);
  private static final int PROBE_MILLIS = 1_000;
  // The JDK's sockets are closed a little after they say so; who comes just then is reset by the
  // one that goes, and says nothing of the one that stays.
  private static final int PROBES = 3;
  private static final long ACCEPTING_MILLIS = 2;
  // A port that is knocked at without a pause is closed all the same, after a second or so.
  private static final int MOST_ROUNDS = 500;

  private final ServerBootstrap bootstrap;
  private final boolean isInherited;
  private final Accepted accepted;
  private Channel channel;

  /** Counts the sockets that the port accepts; runs on the loop of the port. */
  static final class Accepted extends ChannelInboundHandlerAdapter {
    private long count;

    @Override
    public boolean isSharable() {
      // The same port may be opened again.
      return true;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object socket) {
      count++;
      context.fireChannelRead(socket);
    }
  }

  Port(ServerBootstrap bootstrap, Channel channel, Accepted accepted, boolean isInherited) {
    this.bootstrap = bootstrap;
    this.channel = channel;
    this.accepted = accepted;
    this.isInherited = isInherited;
  }

  /** Accepts whoever waits, and all who come from now on. */
  void accept() {
    channel.config().setAutoRead(true);
  }

  InetSocketAddress address() {
    return (InetSocketAddress) channel.localAddress();
  }

  /**
   * Leaves newcomers to a successor, if there is one; else the port stays open. Whoever has
   * connected by now is accepted before: what waits in the queue of a socket that is closed is
   * lost.
   */
  Successor leaveToSuccessor() {
    InetSocketAddress address = address();
    if (isInherited) {
      close();
      return Successor.SUPERVISOR;
    }
    if (ListeningSockets.on(address.getPort()).orElse(2) < 2) {
      // Nobody but this process: the port need not be closed for a moment to find that out.
      return Successor.NONE;
    }
    closeWhenEmpty();
    if (isAnswered(address)) {
      return Successor.PROCESS;
    }
    ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
    if (bound.isSuccess()) {
      channel = bound.channel();
      accept();
    } else {
      LOG.warn("The port {} could not be opened again.", address.getPort(), bound.cause());
    }
    return Successor.NONE;
  }

  private void closeWhenEmpty() {
    CompletableFuture<Void> closed = new CompletableFuture<>();
    Channel closing = channel;
    closing.eventLoop().execute(() -> closeWhenEmpty(closing, -1, MOST_ROUNDS, closed));
    closed.join();
  }

  private void closeWhenEmpty(
      Channel closing, long before, int rounds, CompletableFuture<Void> closed) {
    long now = accepted.count;
    if (now == before || rounds == 0) {
      closing.close().addListener(done -> closed.complete(null));
    } else {
      closing
          .eventLoop()
          .schedule(
              () -> closeWhenEmpty(closing, now, rounds - 1, closed),
              ACCEPTING_MILLIS,
              TimeUnit.MILLISECONDS);
    }
  }

  private static boolean isAnswered(InetSocketAddress address) {
    InetAddress host =
        address.getAddress().isAnyLocalAddress()
            ? InetAddress.getLoopbackAddress()
            : address.getAddress();
    for (int i = 0; i < PROBES; i++) {
      try (Socket probe = new Socket()) {
        probe.connect(new InetSocketAddress(host, address.getPort()), PROBE_MILLIS);
        return true;
      } catch (IOException e) {
        LOG.debug("nobody has answered at {}", address, e);
      }
    }
    return false;
  }

  @Override
  public void close() {
    channel.close().awaitUninterruptibly();
  }
}
