package io.belfry.server;

import io.belfry.server.channel.Loop;
import io.belfry.server.node.MachineLoad;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Looks once a second how full the machine is. While it is too full, nobody new is admitted; who is
 * there is served on, and so the machine can recover.
 *
 * <p>Thread: thread-safe; looking may take some milliseconds and is done on a virtual thread.
 *
 * @see "rule THR-38"
 */
final class LoadWatch {
  private static final Duration GAP = Duration.ofSeconds(1);

  private final Supplier<MachineLoad> machine;
  private volatile MachineLoad last = MachineLoad.NONE;

  LoadWatch(Supplier<MachineLoad> machine) {
    this.machine = machine;
  }

  /** Begins to look, at the time that the loop keeps. */
  void start(Loop loop) {
    loop.execute(() -> lookAgain(loop));
  }

  /** What was seen last. */
  MachineLoad last() {
    return last;
  }

  private void lookAgain(Loop loop) {
    loop.after(
        GAP,
        () ->
            Thread.ofVirtual()
                .name("belfry-load")
                .start(
                    () -> {
                      try {
                        last = machine.get();
                      } finally {
                        loop.execute(() -> lookAgain(loop));
                      }
                    }));
  }
}
