package io.belfry.server.net;

import io.netty.channel.Channel;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.unix.UnixChannel;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Input and output of one event loop, with two things that Netty's has not. A connection storm
 * makes nobody wait who is connected: {@link PollerAdmission}. And no socket is ever left open: an
 * event loop that is told to stop while it runs its tasks ends without another look at its sockets;
 * so they are closed among the last things that it does, while what a socket leaves behind can
 * still be done.
 *
 * <p>Thread: the event loop, except for {@link #wakeup}.
 */
final class LoopIo implements IoHandler {
  private final IoHandler io;
  private final ThreadAwareExecutor loop;
  private final PollerAdmission admission = new PollerAdmission();

  LoopIo(IoHandler io, ThreadAwareExecutor loop) {
    this.io = io;
    this.loop = loop;
  }

  /** Makes those of one group of event loops. */
  static final class LoopIos implements IoHandlerFactory {
    private final IoHandlerFactory kind;
    private final Map<ThreadAwareExecutor, LoopIo> made = new ConcurrentHashMap<>();

    LoopIos(IoHandlerFactory kind) {
      this.kind = kind;
    }

    @Override
    public IoHandler newHandler(ThreadAwareExecutor loop) {
      LoopIo io = new LoopIo(kind.newHandler(loop), loop);
      made.put(loop, io);
      return io;
    }

    /** That of an event loop of the group. */
    LoopIo of(ThreadAwareExecutor loop) {
      LoopIo io = made.get(loop);
      if (io == null) {
        throw new IllegalArgumentException("This event loop belongs to another group.");
      }
      return io;
    }

    @Override
    public boolean isChangingThreadSupported() {
      return kind.isChangingThreadSupported();
    }
  }

  /** The socket is no part of a connection storm any more. */
  void established(Channel socket) {
    if (socket instanceof UnixChannel unix) {
      admission.established(unix.fd());
    }
  }

  @Override
  public void initialize() {
    io.initialize();
    ((SingleThreadEventExecutor) loop).addShutdownHook(io::prepareToDestroy);
  }

  @Override
  public int run(IoHandlerContext context) {
    int served = admission.beginTurn();
    return served + io.run(admission.hasWaiting() ? new NonBlocking(context) : context);
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
    if (handle instanceof EpollIoHandle socket) {
      PollerAdmission.QueuedHandle queued = admission.handleFor(socket);
      return queued.registeredAs(io.register(queued));
    }
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

  /** A turn that looks at the sockets and waits for none, since somebody waits for the turn. */
  private record NonBlocking(IoHandlerContext turn) implements IoHandlerContext {
    @Override
    public boolean canBlock() {
      return false;
    }

    @Override
    public long delayNanos(long now) {
      return turn.delayNanos(now);
    }

    @Override
    public long deadlineNanos() {
      return turn.deadlineNanos();
    }

    @Override
    public void reportActiveIoTime(long nanos) {
      turn.reportActiveIoTime(nanos);
    }

    @Override
    public boolean shouldReportActiveIoTime() {
      return turn.shouldReportActiveIoTime();
    }
  }
}
