package io.belfry.server;

import io.belfry.server.metrics.Metrics;
import java.time.InstantSource;

/**
 * When the configuration was taken last, and whether the last one was. The start counts as the
 * first.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rule THR-49"
 */
final class Reloads {
  private static final double MILLIS_PER_SECOND = 1e3;

  private final InstantSource clock;
  private volatile boolean wasTaken = true;
  private volatile long takenAt;

  Reloads(InstantSource clock) {
    this.clock = clock;
    takenAt = clock.millis();
  }

  /** A configuration was taken. */
  void taken() {
    takenAt = clock.millis();
    wasTaken = true;
  }

  /** One was not, and the earlier one is in force. */
  void refused() {
    wasTaken = false;
  }

  /** Lets the metrics show it. */
  void tell(Metrics metrics) {
    metrics.watch(
        "belfry_config_last_reload_successful",
        "1 when the configuration that was read last is in force, else 0.",
        () -> wasTaken ? 1 : 0);
    metrics.watch(
        "belfry_config_last_reload_success_timestamp_seconds",
        "When a configuration was taken last, in Unix time.",
        () -> takenAt / MILLIS_PER_SECOND);
  }
}
