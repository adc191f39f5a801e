package io.belfry.cli.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The one event loop of a load test, and what opens sockets on it. Epoll where it is to be had: its
 * timers are finer than a millisecond, which a steady pace needs.
 *
 * <p>Thread: thread-safe.
 */
final class Sockets implements AutoCloseable {
  private static final long GRACE_SECONDS = 5;

  private final EventLoopGroup group;
  private final EventLoop loop;
  private final Class<? extends Channel> kind;

  Sockets() {
    boolean hasEpoll = Epoll.isAvailable();
    kind = hasEpoll ? EpollSocketChannel.class : NioSocketChannel.class;
    group =
        new MultiThreadIoEventLoopGroup(
            1,
            new DefaultThreadFactory("belfry-load-test", true),
            hasEpoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    loop = group.next();
  }

  EventLoop loop() {
    return loop;
  }

  /** What opens sockets with such a pipeline. */
  Bootstrap bootstrap(ChannelInitializer<Channel> pipeline) {
    return new Bootstrap().group(loop).channel(kind).handler(pipeline);
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, GRACE_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
