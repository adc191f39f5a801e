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
  private volatile @Nullable Inbox inbox;

  @Override
  public void start(Inbox newInbox) {
    inbox = newInbox;
  }

  @Override
  public CompletionStage<Void> send(ClusterMessage message) {
    Inbox target = inbox;
    return target == null ? CompletableFuture.failedStage(notServing()) : target.accept(message);
  }

  @Override
  public <A> CompletionStage<Answer<A>> ask(Question<A> question) {
    Inbox target = inbox;
    return target == null
        ? CompletableFuture.failedStage(notServing())
        : target.answer(question).thenApply(Answer::complete);
  }

  @Override
  public void close() {
    inbox = null;
  }

  private static NotAccepted notServing() {
    return new NotAccepted(
        NotAccepted.Cause.UNREACHABLE, "This node is not started yet or closed already.");
  }
}
