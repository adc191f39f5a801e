package io.belfry.server.node;

import java.util.Locale;

/** Ways to talk to the kernel's sockets. */
public enum TransportKind {
  /** The best there is. */
  AUTO,
  /** Linux epoll. */
  EPOLL,
  /** Linux io_uring. */
  IO_URING,
  /** The JDK's own, everywhere. */
  NIO;

  /** The one that a configuration calls so: its name in lower case. */
  public static TransportKind of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
