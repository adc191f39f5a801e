package io.belfry.server.truth;

import io.belfry.server.app.AppSource;
import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.server.cluster.ClusterAdapter.KnownShutouts;
import io.belfry.server.cluster.ClusterAdapter.Reached;
import io.belfry.server.cluster.ClusterMessage;
import io.belfry.server.cluster.Question;
import io.belfry.server.cluster.RaisedHook;
import io.belfry.server.webhook.HookSender;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What arrives from the cluster, this node included, becomes an effect on this node's connections.
 *
 * <p>Thread: thread-safe; never blocks.
 */
public final class ClusterInbox implements ClusterAdapter.Inbox {
  private static final CompletionStage<Reached> TAKEN =
      CompletableFuture.completedStage(Reached.ALL_NODES);

  private final Owners owners;
  private final SessionEnds ends;
  private final KnownShutouts shutouts;
  private final Census census;
  private final HookSender hooks;
  private final AppSource apps;

  /**
   * An inbox that hands on to the owners and the loops.
   *
   * @param hooks sends webhook events that were raised for all nodes
   * @param apps are looked at when another node has found that they have changed
   */
  public ClusterInbox(Owners owners, Ends ends, Census census, HookSender hooks, AppSource apps) {
    this.hooks = hooks;
    this.apps = apps;
    this.owners = owners;
    this.ends = ends.sessions();
    this.shutouts = ends.shutouts();
    this.census = census;
  }

  /**
   * What ends sessions.
   *
   * @param sessions because the application says so
   * @param shutouts because somebody is shut out
   */
  public record Ends(SessionEnds sessions, KnownShutouts shutouts) {}

  @Override
  public CompletionStage<Reached> accept(ClusterMessage message) {
    return switch (message) {
      case ClusterMessage.Publish publish -> owners.publish(publish.publications());
      case ClusterMessage.Terminate terminate -> {
        end(terminate);
        yield TAKEN;
      }
      case ClusterMessage.AppsChanged unused -> {
        apps.lookNow();
        yield TAKEN;
      }
    };
  }

  @Override
  public CompletionStage<Set<String>> send(RaisedHook hook) {
    return hooks.send(hook);
  }

  @Override
  public CompletionStage<Long> end(ClusterMessage.Terminate message) {
    return ends.end(message);
  }

  @Override
  public KnownShutouts shutouts() {
    return shutouts;
  }

  @Override
  public <A> CompletionStage<A> answer(Question<A> question) {
    return census.ask(question);
  }
}
