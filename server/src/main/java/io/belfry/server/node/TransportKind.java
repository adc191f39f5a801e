package io.belfry.server.node;

/** Ways to talk to the kernel's sockets. */
public enum TransportKind {
  /** The best there is. */
  AUTO,
  /** Linux epoll. */
  EPOLL,
  /** Linux io_uring. */
  IO_URING,
  /** The JDK's own, everywhere. */
  NIO
}
