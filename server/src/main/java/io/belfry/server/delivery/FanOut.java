package io.belfry.server.delivery;

import io.belfry.protocol.UserId;
import io.belfry.server.channel.Loop;
import io.belfry.server.channel.OutboundFrame;
import io.belfry.server.cluster.Publication;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Encodes each publication once and hands one entry to each event loop. The loop that runs the
 * sender delivers at once, the others find the entry in their inbox, in the order of the sender.
 *
 * <p>What waits in the inboxes is bounded: beyond {@link #MAX_WAITING_BYTES} a publication is
 * refused whole, and the publisher is told to try again. That is how a loop that cannot follow
 * slows its publishers down.
 *
 * <p>Thread: thread-safe.
 */
public final class FanOut {
  /** Bytes of frames that may wait for one loop. */
  static final long MAX_WAITING_BYTES = 64L << 20;

  private final List<Target> targets;
  private final OutboundFrame.Factory frames;

  /**
   * One event loop with what it holds and what waits for it.
   *
   * @param loop the loop
   * @param holdings what it holds
   * @param waitingBytes bytes of frames handed over and not yet delivered
   */
  private record Target(Loop loop, LoopHoldings holdings, AtomicLong waitingBytes) {
    void run(long bytes, Consumer<LoopHoldings> delivery) {
      if (loop.isCurrent()) {
        delivery.accept(holdings);
        return;
      }
      waitingBytes.addAndGet(bytes);
      loop.execute(
          () -> {
            waitingBytes.addAndGet(-bytes);
            delivery.accept(holdings);
          });
    }
  }

  /** Fans out to these loops; {@code holdings} stand in the order of {@code loops}. */
  public FanOut(
      List<? extends Loop> loops, List<LoopHoldings> holdings, OutboundFrame.Factory frames) {
    this.targets =
        loops.stream()
            .<Target>map(loop -> new Target(loop, holdings.get(loop.index()), new AtomicLong()))
            .toList();
    this.frames = frames;
  }

  /**
   * Delivers publications in their order; false, and nothing delivered, when a loop has too much
   * waiting.
   */
  boolean deliver(List<Publication> publications) {
    for (Target target : targets) {
      if (target.waitingBytes().get() > MAX_WAITING_BYTES) {
        return false;
      }
    }
    for (Publication publication : publications) {
      deliver(publication);
    }
    return true;
  }

  /** Ends the connections of a user on every loop. */
  void terminate(String appId, UserId user) {
    for (Target target : targets) {
      target.run(0, holdings -> holdings.terminate(appId, user));
    }
  }

  private void deliver(Publication publication) {
    OutboundFrame frame = frames.text(publication.text());
    for (Target target : targets) {
      frame.retain();
      target.run(
          frame.size(),
          holdings -> {
            try {
              holdings.deliver(publication, frame);
            } finally {
              frame.release();
            }
          });
    }
    frame.release();
  }
}
