package io.belfry.server.testkit;

import io.belfry.protocol.UserId;
import io.belfry.server.cluster.ClusterAdapter.KnownShutouts;
import io.belfry.server.store.Shutout;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * Who is shut out, as a node was told; nobody's sessions end.
 *
 * <p>Thread: thread-safe.
 */
public final class HeldShutouts implements KnownShutouts {
  private final List<Shutout> known = new CopyOnWriteArrayList<>();

  /** Nobody is shut out yet. */
  public HeldShutouts() {}

  @Override
  public CompletionStage<Long> shutOut(Shutout shutout) {
    known.removeIf(it -> it.appId().equals(shutout.appId()) && it.key().equals(shutout.key()));
    known.add(shutout);
    return CompletableFuture.completedStage(0L);
  }

  @Override
  public void letIn(String appId, UserId user) {
    known.removeIf(it -> it.appId().equals(appId) && it.key().equals(Shutout.Block.keyOf(user)));
  }

  @Override
  public void replace(Predicate<String> ofApps, List<Shutout> all) {
    known.removeIf(it -> ofApps.test(it.appId()));
    known.addAll(all);
  }

  @Override
  public List<Shutout> all(Predicate<String> ofApps) {
    return known.stream().filter(it -> ofApps.test(it.appId())).toList();
  }
}
