package io.belfry.server.net;

import io.netty.channel.IoEvent;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Admission at the poller: keeps a connection storm from making those wait who are connected. After
 * a restart everybody connects, signs in and subscribes at once, and each of it costs many times
 * what it costs to hear that a socket has something to say. So of the sockets that are new, and of
 * those whose client is leaving, a few are attended to in each turn of the loop, in the order in
 * which they made themselves known; the others are not even read. A socket is new until it is
 * established: it has had its first answer over HTTP, or its first subscription.
 *
 * <p>This is between the event loop and the channels of the epoll transport; the other transports
 * bound the accepted sockets of a turn only.
 *
 * <p>Thread: confined to its event loop.
 *
 * @see "rule THR-41"
 */
final class PollerAdmission {
  private static final Logger LOG = LoggerFactory.getLogger(PollerAdmission.class);

  /** Sockets that are new or leave, and that are attended to in one turn. */
  static final int A_TURN = 32;

  // Nothing but errors, and each once. To ask for nothing at all would take the socket out.
  private static final EpollIoOps SILENT = EpollIoOps.EPOLLET;

  // EPOLLERR and EPOLLHUP, which Linux reports unasked.
  private static final int ERROR_OR_HANG_UP = 0x18;

  private final Map<FileDescriptor, QueuedHandle> handles = new HashMap<>();
  private final ArrayDeque<QueuedHandle> waiting = new ArrayDeque<>();
  private int served;

  /** Stands between the loop and a new socket from now on. */
  QueuedHandle handleFor(EpollIoHandle socket) {
    QueuedHandle handle = new QueuedHandle(socket);
    handles.put(socket.fd(), handle);
    return handle;
  }

  /** From now on the socket is attended to as soon as it has something to say. */
  void established(FileDescriptor socket) {
    QueuedHandle handle = handles.remove(socket);
    if (handle != null) {
      handle.isEstablished = true;
    }
  }

  /**
   * Begins a turn, with those who have waited longest.
   *
   * @return how many of them were attended to
   */
  int beginTurn() {
    served = 0;
    while (served < A_TURN && !waiting.isEmpty()) {
      served++;
      waiting.remove().admit();
    }
    return served;
  }

  /** Whether somebody waits for the next turn. */
  boolean hasWaiting() {
    return !waiting.isEmpty();
  }

  private boolean takesOneMore() {
    if (served == A_TURN || !waiting.isEmpty()) {
      return false;
    }
    served++;
    return true;
  }

  /**
   * Between the loop and one socket. The kernel repeats in each turn what a socket has to say; who
   * waits for more than one turn is silenced.
   */
  @SuppressWarnings("try") // closing may throw anything, says Netty's interface
  final class QueuedHandle implements EpollIoHandle, IoRegistration {
    private final EpollIoHandle socket;
    private EpollIoOps wanted = EpollIoOps.NONE;
    private @Nullable IoRegistration registration;
    private @Nullable IoEvent due;
    private boolean isEstablished;
    private boolean isSilent;

    private QueuedHandle(EpollIoHandle socket) {
      this.socket = socket;
    }

    /** What the kernel knows of the socket. */
    QueuedHandle registeredAs(IoRegistration newRegistration) {
      registration = newRegistration;
      return this;
    }

    private IoRegistration inKernel() {
      return Objects.requireNonNull(registration, "not registered yet");
    }

    @Override
    public void handle(IoRegistration unused, IoEvent event) {
      if (mayPass(((EpollIoEvent) event).ops())) {
        socket.handle(this, event);
      } else if (due == null) {
        due = event;
        waiting.add(this);
      } else {
        due = event;
        isSilent = true;
        inKernel().submit(SILENT);
      }
    }

    // An error cannot be silenced. It may come while something else waits, which is then void.
    private boolean mayPass(EpollIoOps ops) {
      return (ops.value() & ERROR_OR_HANG_UP) != 0
          || (isEstablished && due == null && !ops.contains(EpollIoOps.EPOLLRDHUP))
          || takesOneMore();
    }

    private void admit() {
      IoEvent event = due;
      due = null;
      if (event == null || !isValid()) {
        return;
      }
      try {
        if (isSilent) {
          isSilent = false;
          inKernel().submit(wanted);
        }
        socket.handle(this, event);
      } catch (RuntimeException e) {
        // Outside of what Netty catches, and it would end the loop.
        LOG.warn("a socket that waited could not be attended to and is closed", e);
        closeBroken();
      }
    }

    private void closeBroken() {
      try {
        socket.close();
      } catch (Exception e) {
        LOG.warn("it could not be closed either", e);
      }
    }

    @Override
    public long submit(IoOps ops) {
      wanted = (EpollIoOps) ops;
      return isSilent ? wanted.value() : inKernel().submit(ops);
    }

    @Override
    public boolean isValid() {
      return inKernel().isValid();
    }

    @Override
    public boolean cancel() {
      return inKernel().cancel();
    }

    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // so says Netty's interface
    public <T> T attachment() {
      return inKernel().attachment();
    }

    @Override
    public FileDescriptor fd() {
      return socket.fd();
    }

    @Override
    public void registered() {
      socket.registered();
    }

    @Override
    public void unregistered() {
      handles.remove(fd(), this);
      socket.unregistered();
    }

    @Override
    public void close() throws Exception {
      socket.close();
    }
  }
}
