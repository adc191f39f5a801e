package io.belfry.server.delivery;

import io.belfry.server.channel.Loop;
import io.belfry.server.channel.OutboundFrame;
import io.belfry.server.cluster.Publication;
import io.belfry.server.cluster.Report.Holder;
import io.belfry.server.metrics.LoopCounts;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Encodes each publication once and hands one entry to each event loop that holds a receiver. The
 * loop that runs the sender delivers at once, the others find the entry in their inbox, in the
 * order of the sender.
 *
 * <p>What waits in the inboxes is bounded: beyond {@link #MAX_WAITING_BYTES} for one loop
 * publishers are refused and told to try again. That is how a loop that cannot follow slows its
 * publishers down.
 *
 * <p>Thread: thread-safe.
 */
public final class FanOut {
  /** Bytes of frames that may wait for one loop. */
  static final long MAX_WAITING_BYTES = Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 8);

  private final List<LoopTarget> targets;
  private final OutboundFrame.Factory frames;
  private final LongSupplier nanoTime;

  /**
   * One event loop with what it holds and what waits for it.
   *
   * @param loop the loop
   * @param holdings what it holds
   * @param waitingBytes bytes handed over and not yet taken
   */
  private record LoopTarget(Loop loop, LoopHoldings holdings, AtomicLong waitingBytes) {
    /** False when the loop has stopped, so that the task will not run. */
    boolean run(long bytes, Runnable task) {
      if (loop.isCurrent()) {
        task.run();
        return true;
      }
      waitingBytes.addAndGet(bytes);
      boolean isTaken =
          loop.execute(
              () -> {
                waitingBytes.addAndGet(-bytes);
                task.run();
              });
      if (!isTaken) {
        waitingBytes.addAndGet(-bytes);
      }
      return isTaken;
    }
  }

  /**
   * Fans out to these loops.
   *
   * @param holdings stand in the order of {@code loops}
   * @param nanoTime monotonic clock, which tells how long publications are on their way
   */
  public FanOut(
      List<? extends Loop> loops,
      List<LoopHoldings> holdings,
      OutboundFrame.Factory frames,
      LongSupplier nanoTime) {
    this.targets =
        loops.stream()
            .<LoopTarget>map(
                loop -> new LoopTarget(loop, holdings.get(loop.index()), new AtomicLong()))
            .toList();
    this.frames = frames;
    this.nanoTime = nanoTime;
  }

  /** What is counted of a loop. */
  public LoopCounts counts(Loop loop) {
    return targets.get(loop.index()).holdings().counts();
  }

  /** The time on the monotonic clock. */
  public long now() {
    return nanoTime.getAsLong();
  }

  /** Whether a loop has so much waiting that publishers have to slow down. */
  public boolean isOverloaded() {
    for (LoopTarget target : targets) {
      if (target.waitingBytes().get() > MAX_WAITING_BYTES) {
        return true;
      }
    }
    return false;
  }

  /** Hands a task that brings so many bytes to a loop; false when the loop has ended. */
  public boolean handOver(Loop loop, long bytes, Runnable task) {
    return targets.get(loop.index()).run(bytes, task);
  }

  /** Lets the loops of these holders do something with what they hold. */
  public void onEach(Set<Holder> holders, Consumer<LoopHoldings> action) {
    for (Holder holder : holders) {
      LoopTarget target = targets.get((int) holder.part());
      target.run(0, () -> action.accept(target.holdings()));
    }
  }

  /**
   * Delivers to the receivers on the loops of these holders.
   *
   * @param came when the publication came
   */
  public void deliver(Publication publication, Set<Holder> holders, long came) {
    toHolders(
        publication.text(),
        holders,
        (held, frame) -> {
          held.deliver(publication, frame);
          held.counts().delivered(nanoTime.getAsLong() - came);
        });
  }

  /** What a loop does with a frame. */
  public interface Handing {
    /** Queues the frame for whom it concerns. */
    void on(LoopHoldings holdings, OutboundFrame frame);
  }

  /** Encodes the text once and lets the loops of these holders deliver it. */
  public void toHolders(byte[] text, Set<Holder> holders, Handing delivery) {
    if (holders.isEmpty()) {
      return;
    }
    OutboundFrame frame = frames.text(text);
    for (Holder holder : holders) {
      LoopTarget target = targets.get((int) holder.part());
      frame.retain();
      boolean isTaken =
          target.run(
              frame.size(),
              () -> {
                try {
                  delivery.on(target.holdings(), frame);
                } finally {
                  frame.release();
                }
              });
      if (!isTaken) {
        frame.release();
      }
    }
    frame.release();
  }
}
