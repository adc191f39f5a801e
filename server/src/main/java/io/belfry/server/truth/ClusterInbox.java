package io.belfry.server.truth;

import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.server.cluster.ClusterMessage;
import io.belfry.server.cluster.Question;
import io.belfry.server.delivery.FanOut;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What arrives from the cluster, this node included, becomes an effect on this node's connections.
 *
 * <p>Thread: thread-safe; never blocks.
 */
public final class ClusterInbox implements ClusterAdapter.Inbox {
  private static final CompletionStage<Void> TAKEN = CompletableFuture.completedStage(null);

  private final Owners owners;
  private final FanOut fanOut;
  private final Census census;

  /** An inbox that hands on to the owners and the loops. */
  public ClusterInbox(Owners owners, FanOut fanOut, Census census) {
    this.owners = owners;
    this.fanOut = fanOut;
    this.census = census;
  }

  @Override
  public CompletionStage<Void> accept(ClusterMessage message) {
    return switch (message) {
      case ClusterMessage.Publish publish -> owners.publish(publish.publications());
      case ClusterMessage.Terminate terminate -> {
        fanOut.terminate(terminate);
        yield TAKEN;
      }
    };
  }

  @Override
  public <A> CompletionStage<A> answer(Question<A> question) {
    return census.ask(question);
  }
}
