package io.belfry.server.truth;

import io.belfry.server.cluster.ClusterAdapter.Reached;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Waits until all parts of a message have their place; fails when one has not got it.
 *
 * <p>Thread: thread-safe.
 */
final class AllPlaced extends CompletableFuture<Reached>
    implements BiConsumer<Reached, @Nullable Throwable> {
  private final AtomicInteger left;

  private AllPlaced(int parts) {
    left = new AtomicInteger(parts);
  }

  static CompletionStage<Reached> of(List<CompletionStage<Reached>> parts) {
    AllPlaced all = new AllPlaced(parts.size());
    for (CompletionStage<Reached> part : parts) {
      part.whenComplete(all);
    }
    return all;
  }

  @Override
  public void accept(Reached reach, @Nullable Throwable failure) {
    if (failure != null) {
      completeExceptionally(failure);
    } else if (left.decrementAndGet() == 0) {
      complete(reach);
    }
  }
}
