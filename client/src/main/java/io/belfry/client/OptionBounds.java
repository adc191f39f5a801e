package io.belfry.client;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.time.Duration;

/** Refuses values of options that cannot work, by the name of the setter. */
final class OptionBounds {
  private static final Duration SHORTEST_TIMEOUT = Duration.ofSeconds(1);
  private static final Duration LONGEST_TIMEOUT = Duration.ofDays(1);
  private static final int LAST_PORT = 65_535;

  private OptionBounds() {}

  static int port(String setter, int port) {
    return within(setter, port, 1, LAST_PORT);
  }

  static int atLeast(String setter, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          setter + ": " + value + " (expected: " + least + " or more)");
    }
    return value;
  }

  static int within(String setter, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          setter + ": " + value + " (expected: " + least + " to " + most + ")");
    }
    return value;
  }

  static Duration timeout(String setter, long milliseconds) {
    return timeout(setter, Duration.ofMillis(milliseconds));
  }

  static Duration timeout(String setter, Duration timeout) {
    if (timeout.compareTo(SHORTEST_TIMEOUT) < 0 || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
      throw new IllegalArgumentException(
          setter + ": " + timeout + " (expected: from 1 s, which is 1000 ms, to 1 day)");
    }
    return timeout;
  }

  static Proxy proxy(Proxy proxy) {
    boolean isDirect = proxy.type() == Proxy.Type.DIRECT;
    if (!isDirect && !(proxy.address() instanceof InetSocketAddress)) {
      throw new IllegalArgumentException(
          "setProxy: a proxy without host and port (expected: one with an InetSocketAddress)");
    }
    return proxy;
  }
}
