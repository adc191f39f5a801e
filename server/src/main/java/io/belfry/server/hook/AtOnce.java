package io.belfry.server.hook;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The one stage of all that is allowed at once: it costs nobody an object.
 *
 * <p>Thread: immutable.
 */
final class AtOnce {
  static final CompletionStage<Hooks.Permission> ALLOWED =
      CompletableFuture.completedStage(new Hooks.Permission.Allowed());

  private AtOnce() {}
}
