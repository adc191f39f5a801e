package io.belfry.server.net;

import io.belfry.server.app.TransportKind;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import java.util.function.Supplier;

/**
 * How this process talks to the kernel's sockets.
 *
 * <p>Thread: immutable.
 *
 * @param name for the log
 * @param handlers what drives an event loop
 * @param serverChannel what listens
 */
record Transport(
    String name,
    Supplier<IoHandlerFactory> handlers,
    Class<? extends ServerChannel> serverChannel) {

  /**
   * The transport asked for; {@code AUTO} takes native epoll where it is to be had and the JDK's
   * NIO elsewhere.
   *
   * @throws IllegalStateException if one was asked for by name that this machine does not have
   */
  static Transport of(TransportKind kind) {
    return switch (kind) {
      case AUTO -> Epoll.isAvailable() ? epoll() : nio();
      case EPOLL -> need(Epoll.isAvailable(), epoll());
      case IO_URING -> need(IoUring.isAvailable(), ioUring());
      case NIO -> nio();
    };
  }

  private static Transport need(boolean isAvailable, Transport transport) {
    if (!isAvailable) {
      throw new IllegalStateException(
          "server.transport: "
              + transport.name
              + " is not available on this machine. Use auto, which takes what there is.");
    }
    return transport;
  }

  private static Transport epoll() {
    return new Transport("epoll", EpollIoHandler::newFactory, EpollServerSocketChannel.class);
  }

  private static Transport ioUring() {
    return new Transport(
        "io_uring", IoUringIoHandler::newFactory, IoUringServerSocketChannel.class);
  }

  private static Transport nio() {
    return new Transport("nio", NioIoHandler::newFactory, NioServerSocketChannel.class);
  }
}
