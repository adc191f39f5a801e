package io.belfry.server.net;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import io.netty.util.concurrent.ThreadAwareExecutor;

/**
 * Input and output of one event loop that never leaves a socket open. An event loop that is told to
 * stop while it runs its tasks ends without another look at its sockets; so they are closed among
 * the last things that it does, while what a socket leaves behind can still be done.
 *
 * <p>Thread: the event loop, except for {@link #wakeup}.
 */
final class ClosingIo implements IoHandler {
  private final IoHandler io;
  private final ThreadAwareExecutor loop;

  private ClosingIo(IoHandler io, ThreadAwareExecutor loop) {
    this.io = io;
    this.loop = loop;
  }

  /** Makes those of the given kind. */
  static IoHandlerFactory of(IoHandlerFactory kind) {
    return new IoHandlerFactory() {
      @Override
      public IoHandler newHandler(ThreadAwareExecutor loop) {
        return new ClosingIo(kind.newHandler(loop), loop);
      }

      @Override
      public boolean isChangingThreadSupported() {
        return kind.isChangingThreadSupported();
      }
    };
  }

  @Override
  public void initialize() {
    io.initialize();
    ((SingleThreadEventExecutor) loop).addShutdownHook(io::prepareToDestroy);
  }

  @Override
  public int run(IoHandlerContext context) {
    return io.run(context);
  }

  @Override
  public void prepareToDestroy() {
    io.prepareToDestroy();
  }

  @Override
  public void destroy() {
    io.destroy();
  }

  @Override
  public IoRegistration register(IoHandle handle) throws Exception {
    return io.register(handle);
  }

  @Override
  public void wakeup() {
    io.wakeup();
  }

  @Override
  public boolean isCompatible(Class<? extends IoHandle> handle) {
    return io.isCompatible(handle);
  }
}
