package io.belfry.server;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;

/** The transports that a machine may have or not. */
final class Transports {
  private Transports() {}

  /** Skips the test, and says why, where the kernel lets nobody use it; CI=true forbids skips. */
  static void need(String transport) {
    switch (transport) {
      case "io_uring" ->
          assumeTrue(
              IoUring.isAvailable(),
              () -> "io_uring cannot be used here: " + IoUring.unavailabilityCause());
      case "epoll" ->
          assumeTrue(
              Epoll.isAvailable(),
              () -> "epoll cannot be used here: " + Epoll.unavailabilityCause());
      default -> {}
    }
  }
}
