package io.belfry.server.truth;

import io.belfry.protocol.ChannelKind.Trait;
import io.belfry.protocol.UserId;
import io.belfry.server.app.AppSource;
import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.server.cluster.ClusterMessage;
import io.belfry.server.cluster.Decision;
import io.belfry.server.cluster.Question;
import io.belfry.server.cluster.Question.Answer;
import io.belfry.server.cluster.Subject;
import io.belfry.server.cluster.Truth;
import io.belfry.server.shutout.ShutoutBook;
import io.belfry.server.store.CachedEvents;
import io.belfry.server.store.Shutout;
import io.belfry.server.webhook.Happenings;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The cluster of one: what is sent arrives at once, on the sender's thread, and what the node holds
 * is what is true. Each loop owns a part; the cache channels of an app are in one part together,
 * which makes their bound exact.
 *
 * <p>Thread: thread-safe.
 */
public final class SingleNode implements ClusterAdapter {
  private static final String NAME = "this";

  private final AppSource apps;
  private final Supplier<CachedEvents> events;
  private final Happenings happenings;
  private final ShutoutBook book;
  private volatile int parts = 1;
  private volatile @Nullable Inbox inbox;

  /**
   * A node alone.
   *
   * @param events makes the store of kept events of one owner; may give the same one each time, if
   *     that is thread-safe
   * @param happenings hears what happens on the node
   * @param book keeps who is shut out
   */
  public SingleNode(
      AppSource apps, Supplier<CachedEvents> events, Happenings happenings, ShutoutBook book) {
    this.apps = apps;
    this.events = events;
    this.happenings = happenings;
    this.book = book;
  }

  @Override
  public String node() {
    return NAME;
  }

  @Override
  public int parts(int loops) {
    parts = loops;
    return loops;
  }

  @Override
  public int part(Subject subject) {
    int hash =
        switch (subject) {
          case Subject.OfChannel of ->
              of.channel().kind().has(Trait.CACHE) ? 0 : of.channel().text().hashCode();
          case Subject.OfUser of -> of.user().text().hashCode();
          case Subject.OfWatchers of ->
              throw new IllegalArgumentException("All owners hear of the watchers of an app.");
        };
    return Math.floorMod(31 * subject.appId().hashCode() + hash, parts);
  }

  @Override
  public void start(Inbox newInbox) {
    inbox = newInbox;
  }

  @Override
  public Truth open(Truth.SubjectOwner owner) {
    return new LocalTruth(owner, apps, events.get(), happenings);
  }

  @Override
  public CompletionStage<Reached> send(ClusterMessage message) {
    Inbox target = inbox;
    return target == null ? CompletableFuture.failedStage(notServing()) : target.accept(message);
  }

  @Override
  public CompletionStage<Answer<Long>> end(ClusterMessage.Terminate message) {
    Inbox target = inbox;
    return target == null
        ? CompletableFuture.failedStage(notServing())
        : target.end(message).thenApply(Answer::complete);
  }

  @Override
  public CompletionStage<Answer<Long>> shutOut(Shutout shutout) {
    Inbox target = inbox;
    return target == null
        ? CompletableFuture.failedStage(notServing())
        : book.put(shutout)
            .thenCompose(kept -> target.shutouts().shutOut(shutout))
            .thenApply(Answer::complete);
  }

  @Override
  public CompletionStage<Void> letIn(String appId, UserId user) {
    Inbox target = inbox;
    return target == null
        ? CompletableFuture.failedStage(notServing())
        : book.remove(appId, Shutout.Block.keyOf(user))
            .thenRun(() -> target.shutouts().letIn(appId, user));
  }

  @Override
  public <A> CompletionStage<Answer<A>> ask(Question<A> question) {
    Inbox target = inbox;
    return target == null
        ? CompletableFuture.failedStage(notServing())
        : target.answer(question).thenApply(Answer::complete);
  }

  @Override
  public void sessionChanged(Decision.SessionChange change) {
    happenings.decided(change);
  }

  @Override
  public void close() {
    inbox = null;
  }

  private static NotAccepted notServing() {
    return new NotAccepted(
        NotAccepted.Obstacle.UNREACHABLE, "This node is not started yet or closed already.");
  }
}
