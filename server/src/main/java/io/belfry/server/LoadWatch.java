package io.belfry.server;

import io.belfry.server.channel.Loop;
import io.belfry.server.metrics.Machine;
import io.belfry.server.net.Loops;
import io.belfry.server.node.MachineLoad;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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

  /** Looks without a collection until a heap that was too full is collected: half a minute. */
  static final int QUIET_LOOKS = 30;

  private final Supplier<MachineLoad> machine;
  private final Runnable collect;
  private volatile MachineLoad last = MachineLoad.NONE;
  // In the hands of whoever looks, one after the other.
  private int quietLooks;

  /** Looks at this machine, unless a test says how loaded it is. */
  static LoadWatch of(@Nullable Supplier<MachineLoad> given) {
    return new LoadWatch(given == null ? ofMachine() : given, System::gc);
  }

  private static Supplier<MachineLoad> ofMachine() {
    Machine machine = new Machine();
    return () ->
        new MachineLoad(
            machine.heapAfterCollection(),
            machine.shareOfDirect(Loops.directBytes()),
            machine.descriptors());
  }

  /**
   * Looks at the machine.
   *
   * @param collect asks for a collection of the heap
   */
  LoadWatch(Supplier<MachineLoad> machine, Runnable collect) {
    this.machine = machine;
    this.collect = collect;
  }

  /**
   * Begins to look, at the time that the loop keeps.
   *
   * @param looked is run after each look
   */
  void start(Loop loop, Runnable looked) {
    loop.execute(() -> lookAgain(loop, looked));
  }

  /** What was seen last. */
  MachineLoad last() {
    return last;
  }

  // What a collection has left is known until the next. A node that admits nobody may be so quiet
  // that there is none, and would send everybody away for what has been free for long.
  private void look() {
    MachineLoad now = machine.get();
    boolean isOfTheSameCollection = now.heap() == last.heap();
    quietLooks = now.isHeapTooHigh() && isOfTheSameCollection ? quietLooks + 1 : 0;
    last = now;
    if (quietLooks >= QUIET_LOOKS) {
      quietLooks = 0;
      collect.run();
    }
  }

  private void lookAgain(Loop loop, Runnable looked) {
    loop.after(
        GAP,
        () ->
            Thread.ofVirtual()
                .name("belfry-load")
                .start(
                    () -> {
                      try {
                        look();
                        looked.run();
                      } finally {
                        loop.execute(() -> lookAgain(loop, looked));
                      }
                    }));
  }
}
