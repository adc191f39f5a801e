package io.belfry.server.webhook;

import io.belfry.server.cluster.RaisedHook;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Sends events that were raised elsewhere, see {@link
 * io.belfry.server.cluster.ClusterAdapter.Inbox#send}.
 *
 * <p>Thread: thread-safe; never blocks.
 */
public interface HookSender {
  /** Nobody wants anything. */
  HookSender NONE = hook -> CompletableFuture.completedFuture(Set.of());

  /** Sends it; completes with those who gave it up. */
  CompletionStage<Set<String>> send(RaisedHook hook);
}
