package io.belfry.cli;

import io.belfry.server.BelfryServer;
import java.util.function.LongSupplier;

/**
 * Gives memory back after a burst. A collector gives back what it finds unused when it collects,
 * and it collects when memory is used up: a server that has become quiet would keep the most that
 * it ever took. So one collection is asked for when the heap has grown, or many connections have
 * gone, and then nothing much has happened for some seconds.
 *
 * <p>Memory that fills slowly on a quiet server is no reason: a small heap is collected cheaply by
 * itself.
 *
 * <p>Thread: confined to the thread that looks, four times a second.
 *
 * @see "ADR 0024"
 */
final class SpareMemory {
  /** Looks without much happening until it counts as quiet: five seconds. */
  static final int QUIET_LOOKS = 20;

  /** Allocation between two looks that is not much. */
  static final long QUIET_BYTES = 64 << 10;

  /** Growth of the heap that is worth a collection. */
  static final long WORTH_BYTES = 8 << 20;

  /** Connections gone that are worth a collection. */
  static final long WORTH_CONNECTIONS = 1000;

  private final Gauges gauges;
  private final Runnable collect;
  private long usedBefore;
  private long sizeThen;
  private long mostConnections;
  private int quietLooks;

  /**
   * What is looked at.
   *
   * @param size bytes that the heap has taken from the system
   * @param used bytes of them in use, garbage among them
   * @param connections that are open
   */
  record Gauges(LongSupplier size, LongSupplier used, LongSupplier connections) {}

  SpareMemory(Gauges gauges, Runnable collect) {
    this.gauges = gauges;
    this.collect = collect;
    this.sizeThen = gauges.size().getAsLong();
  }

  /** The memory of the process that this server is alone in. */
  static SpareMemory of(BelfryServer server) {
    Runtime runtime = Runtime.getRuntime();
    return new SpareMemory(
        new Gauges(
            runtime::totalMemory,
            () -> runtime.totalMemory() - runtime.freeMemory(),
            server::connections),
        System::gc);
  }

  /** Looks once, and asks for a collection if it is time. */
  void look() {
    long used = gauges.used().getAsLong();
    long connections = gauges.connections().getAsLong();
    quietLooks = Math.abs(used - usedBefore) > QUIET_BYTES ? 0 : quietLooks + 1;
    usedBefore = used;
    mostConnections = Math.max(mostConnections, connections);
    if (quietLooks >= QUIET_LOOKS && isWorthIt(connections)) {
      collect.run();
      quietLooks = 0;
      mostConnections = connections;
      sizeThen = gauges.size().getAsLong();
    }
  }

  private boolean isWorthIt(long connections) {
    return gauges.size().getAsLong() - sizeThen >= WORTH_BYTES
        || mostConnections - connections >= WORTH_CONNECTIONS;
  }
}
