package io.belfry.server.truth;

import io.belfry.server.channel.Calls;
import io.belfry.server.cluster.ClusterMessage;
import io.belfry.server.delivery.LoopHoldings;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Ends sessions of users on the loops of this node, because the application said so.
 *
 * <p>Thread: thread-safe; never blocks.
 *
 * @see "rules HTTP-140, USR-021"
 */
public final class SessionEnds {
  private final List<LoopHoldings> holdings;
  private final Calls calls;

  /** On these loops. */
  public SessionEnds(List<LoopHoldings> holdings, Calls calls) {
    this.holdings = List.copyOf(holdings);
    this.calls = calls;
  }

  /** Ends those that are meant; how many there were. */
  CompletionStage<Long> end(ClusterMessage.Terminate message) {
    CompletionStage<Long> all = CompletableFuture.completedStage(0L);
    for (LoopHoldings held : holdings) {
      all =
          all.thenCombine(calls.call(held.loop(), () -> (long) held.terminate(message)), Long::sum);
    }
    return all;
  }
}
