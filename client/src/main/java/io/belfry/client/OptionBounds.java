package io.belfry.client;

import java.time.Duration;

/** Refuses values of options that cannot work, by the name of the setter. */
final class OptionBounds {
  private static final Duration SHORTEST_TIMEOUT = Duration.ofSeconds(1);
  private static final int LAST_PORT = 65_535;

  private OptionBounds() {}

  static int port(String setter, int port) {
    if (port > LAST_PORT) {
      throw new IllegalArgumentException(
          setter + ": " + port + " (expected: 1 to " + LAST_PORT + ")");
    }
    return atLeast(setter, port, 1);
  }

  static int atLeast(String setter, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          setter + ": " + value + " (expected: " + least + " or more)");
    }
    return value;
  }

  static Duration timeout(String setter, long milliseconds) {
    Duration timeout = Duration.ofMillis(milliseconds);
    if (timeout.compareTo(SHORTEST_TIMEOUT) < 0) {
      throw new IllegalArgumentException(
          setter + ": " + milliseconds + " ms (expected: at least 1000 ms)");
    }
    return timeout;
  }
}
