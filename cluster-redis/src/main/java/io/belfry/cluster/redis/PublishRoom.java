package io.belfry.cluster.redis;

import io.belfry.server.cluster.ClusterAdapter.NotAccepted;
import io.belfry.server.cluster.ClusterAdapter.NotAccepted.Obstacle;
import io.belfry.server.cluster.ClusterAdapter.Reached;
import io.belfry.server.cluster.Publication;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Room for publications that wait for the engine: 16 MiB for the node, and for one app at most half
 * of what the others leave.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rule CLU-043"
 */
final class PublishRoom {
  private static final long MOST_BYTES = 16 << 20;
  // What one costs beside its text.
  private static final int BESIDE = 256;

  private final AtomicLong waiting = new AtomicLong();
  private final Map<String, Long> byApp = new ConcurrentHashMap<>();

  /** Publishes when there is room; else fails, and nothing is published. */
  CompletionStage<Reached> with(
      List<Publication> publications, Supplier<CompletionStage<Reached>> publishing) {
    String appId = publications.get(0).appId();
    long bytes = publications.stream().mapToLong(PublishRoom::bytes).sum();
    if (!take(appId, bytes)) {
      return CompletableFuture.failedStage(
          new NotAccepted(
              Obstacle.OVERLOADED, "Too many events wait for the cluster. Try again in a second."));
    }
    return publishing.get().whenComplete((reached, failure) -> give(appId, bytes));
  }

  // It waits twice: as it came, and as it goes to the engine.
  private static long bytes(Publication publication) {
    return 2L * publication.text().length + BESIDE;
  }

  private boolean take(String appId, long bytes) {
    long own = byApp.merge(appId, bytes, Long::sum);
    long all = waiting.addAndGet(bytes);
    long ofOthers = all - own;
    // A single request always fits where nothing else waits.
    boolean isAlone = all == bytes;
    if (isAlone || (all <= MOST_BYTES && own <= (MOST_BYTES - ofOthers) / 2)) {
      return true;
    }
    give(appId, bytes);
    return false;
  }

  private void give(String appId, long bytes) {
    waiting.addAndGet(-bytes);
    byApp.computeIfPresent(appId, (app, own) -> own == bytes ? null : own - bytes);
  }
}
