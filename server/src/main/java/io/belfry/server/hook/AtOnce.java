package io.belfry.server.hook;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The one stage of all that is allowed at once: it costs nobody an object.
 *
 * <p>Thread: immutable.
 */
final class AtOnce {
  static final CompletionStage<Permission> ALLOWED =
      CompletableFuture.completedStage(new Permission.Allowed());

  private AtOnce() {}
}
