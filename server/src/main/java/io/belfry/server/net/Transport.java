package io.belfry.server.net;

import io.belfry.server.node.TransportKind;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How this process talks to the kernel's sockets.
 *
 * <p>Thread: immutable.
 *
 * @param name for the log
 * @param handlers what drives an event loop
 * @param listening makes what listens on an address
 * @param inherited makes what listens with the socket of that number
 * @param sharing lets other processes listen on the same port; null where there is no such option
 */
record Transport(
    String name,
    Supplier<IoHandlerFactory> handlers,
    Function<InetSocketAddress, ServerChannel> listening,
    IntFunction<ServerChannel> inherited,
    @Nullable ChannelOption<Boolean> sharing) {
  /** Name of native epoll. */
  static final String EPOLL = "epoll";

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
    return new Transport(
        EPOLL,
        EpollIoHandler::newFactory,
        address -> new EpollServerSocketChannel(family(address)),
        EpollServerSocketChannel::new,
        UnixChannelOption.SO_REUSEPORT);
  }

  private static Transport ioUring() {
    return new Transport(
        "io_uring",
        IoUringIoHandler::newFactory,
        address -> new IoUringServerSocketChannel(),
        Transport::onlyEpoll,
        UnixChannelOption.SO_REUSEPORT);
  }

  private static Transport nio() {
    return new Transport(
        "nio",
        NioIoHandler::newFactory,
        address -> new NioServerSocketChannel(),
        Transport::onlyEpoll,
        sharingOfNio());
  }

  private static @Nullable ChannelOption<Boolean> sharingOfNio() {
    try (ServerSocketChannel any = ServerSocketChannel.open()) {
      return any.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)
          ? NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT)
          : null;
    } catch (IOException e) {
      return null;
    }
  }

  private static ServerChannel onlyEpoll(int descriptor) {
    throw new IllegalStateException(
        "Listening sockets were handed over by whoever started this process, and server.transport"
            + " is not epoll, which alone can take them. Set it to auto or epoll.");
  }

  // A socket of IPv6 that carries IPv4 costs the kernel more memory and time for nothing.
  private static SocketProtocolFamily family(InetSocketAddress address) {
    return address.getAddress() instanceof Inet4Address
        ? SocketProtocolFamily.INET
        : SocketProtocolFamily.INET6;
  }
}
