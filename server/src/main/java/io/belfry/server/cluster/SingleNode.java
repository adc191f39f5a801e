package io.belfry.server.cluster;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The cluster of one: what is sent arrives at once, on the sender's thread.
 *
 * <p>Thread: thread-safe.
 */
public final class SingleNode implements ClusterAdapter {
  private static final CompletionStage<Void> ACCEPTED = CompletableFuture.completedStage(null);
  private static final CompletionStage<Void> OVERLOADED =
      CompletableFuture.failedStage(
          new NotAccepted("This node has too many undelivered events. Try again in a second."));

  private volatile @Nullable Inbox inbox;

  @Override
  public void start(Inbox newInbox) {
    inbox = newInbox;
  }

  @Override
  public CompletionStage<Void> send(ClusterMessage message) {
    Inbox target = inbox;
    if (target == null) {
      return CompletableFuture.failedStage(
          new NotAccepted("This node is not started yet or closed already."));
    }
    return target.accept(message) ? ACCEPTED : OVERLOADED;
  }

  @Override
  public void close() {
    inbox = null;
  }
}
