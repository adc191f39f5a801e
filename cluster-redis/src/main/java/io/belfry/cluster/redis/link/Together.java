package io.belfry.cluster.redis.link;

import io.belfry.server.cluster.ClusterAdapter.NotAccepted;
import io.belfry.server.cluster.ClusterAdapter.NotAccepted.Obstacle;
import io.belfry.server.cluster.ClusterAdapter.Reached;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * What becomes of publications that belong to one request.
 *
 * <p>Thread: stateless.
 *
 * @see "rules CLU-022, CLU-045"
 */
public final class Together {
  private Together() {}

  /**
   * Completes when all have, with the least that one reaches. When all were refused, and surely so,
   * it fails as the first one; when some were, it is uncertain what was taken.
   */
  public static CompletionStage<Reached> of(List<CompletionStage<Reached>> each) {
    if (each.size() == 1) {
      return each.get(0);
    }
    List<CompletableFuture<Reached>> all =
        each.stream().map(CompletionStage::toCompletableFuture).toList();
    return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
        .handle((done, failure) -> failure == null ? reached(all) : refused(all, failure))
        .thenCompose(Function.identity());
  }

  private static CompletionStage<Reached> reached(List<CompletableFuture<Reached>> all) {
    return CompletableFuture.completedStage(
        all.stream().anyMatch(each -> each.join() == Reached.THIS_NODE)
            ? Reached.THIS_NODE
            : Reached.ALL_NODES);
  }

  private static CompletionStage<Reached> refused(
      List<CompletableFuture<Reached>> all, Throwable failure) {
    boolean isNothingTaken = all.stream().allMatch(Together::isSurelyRefused);
    return CompletableFuture.failedStage(
        isNothingTaken || NotAccepted.isUncertain(failure)
            ? failure
            : new NotAccepted(
                Obstacle.UNCERTAIN,
                "The cluster has not taken all of these events, and perhaps some of them."));
  }

  private static boolean isSurelyRefused(CompletableFuture<Reached> one) {
    try {
      one.join();
      return false;
    } catch (CompletionException e) {
      return !NotAccepted.isUncertain(e);
    }
  }
}
