package io.belfry.server.truth;

import io.belfry.protocol.UserId;
import io.belfry.server.cluster.ClusterAdapter.KnownShutouts;
import io.belfry.server.shutout.Shutouts;
import io.belfry.server.store.Shutout;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/**
 * What is told of who is shut out becomes known to sign-ins first, and then ends sessions: so a
 * sign-in under way is refused, or is there to be ended.
 *
 * <p>Thread: thread-safe; never blocks.
 *
 * @see "rules USR-023, USR-031, USR-045"
 */
public final class ShutoutEffects implements KnownShutouts {
  private final Shutouts known;
  private final SessionEnds ends;
  private final InstantSource clock;

  /** Effects on what these know and hold. */
  public ShutoutEffects(Shutouts known, SessionEnds ends, InstantSource clock) {
    this.known = known;
    this.ends = ends;
    this.clock = clock;
  }

  @Override
  public CompletionStage<Long> shutOut(Shutout shutout) {
    long now = clock.millis();
    if (shutout.isOver(now)) {
      return CompletableFuture.completedStage(0L);
    }
    known.put(shutout);
    return ends.end(shutout, now);
  }

  @Override
  public void letIn(String appId, UserId user) {
    known.letIn(appId, user);
  }

  @Override
  public void replace(Predicate<String> ofApps, List<Shutout> all) {
    long now = clock.millis();
    known.replace(ofApps, all).forEach(unknown -> ends.end(unknown, now));
  }

  @Override
  public List<Shutout> all(Predicate<String> ofApps) {
    return known.all(ofApps);
  }
}
