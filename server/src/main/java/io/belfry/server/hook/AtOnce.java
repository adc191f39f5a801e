package io.belfry.server.hook;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The one stage of all that is allowed at once, and the one of nobody: they cost no object.
 *
 * <p>Thread: immutable.
 */
final class AtOnce {
  static final CompletionStage<Hooks.Permission> ALLOWED =
      CompletableFuture.completedStage(new Hooks.Permission.Allowed());

  static final CompletionStage<Identification> NOBODY =
      CompletableFuture.completedStage(new Identification.UnknownUser());

  static final CompletionStage<Authorization> TOKEN_NEEDED =
      CompletableFuture.completedStage(new Authorization.TokenNeeded());

  private AtOnce() {}
}
