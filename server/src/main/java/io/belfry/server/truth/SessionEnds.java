package io.belfry.server.truth;

import io.belfry.protocol.UserId;
import io.belfry.server.channel.Calls;
import io.belfry.server.cluster.ClusterMessage;
import io.belfry.server.cluster.ClusterMessage.Ending;
import io.belfry.server.cluster.SessionSelector;
import io.belfry.server.delivery.LoopHoldings;
import io.belfry.server.store.Shutout;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Ends sessions of users on the loops of this node, because the application said so.
 *
 * <p>Thread: thread-safe; never blocks.
 *
 * @see "rules HTTP-140, USR-021, USR-031, USR-045, USR-081"
 */
public final class SessionEnds {
  private static final int USERS_A_TURN = 1_000;

  private final List<LoopHoldings> holdings;
  private final Calls calls;

  /** On these loops. */
  public SessionEnds(List<LoopHoldings> holdings, Calls calls) {
    this.holdings = List.copyOf(holdings);
    this.calls = calls;
  }

  /** Ends those of whoever is shut out; how many there were. */
  CompletionStage<Long> end(Shutout shutout, long nowMillis) {
    return switch (shutout) {
      case Shutout.Block block ->
          end(all(block.appId(), block.user(), new Ending(false, block.words()), Duration.ZERO));
      case Shutout.Revocation revocation -> {
        Ending ending = new Ending(revocation.comesBack(), revocation.reason());
        yield switch (revocation.revoked()) {
          case Shutout.Revoked.IssuedBefore before -> {
            Duration age = Duration.ofMillis(Math.max(0, nowMillis - before.millis()));
            yield end(all(revocation.appId(), before.user(), ending, age));
          }
          case Shutout.Revoked.LoginSession of -> endLogin(revocation.appId(), of.name(), ending);
        };
      }
    };
  }

  private static ClusterMessage.Terminate all(
      String appId, UserId user, Ending ending, Duration age) {
    return new ClusterMessage.Terminate(appId, user, new SessionSelector.All(), ending, age);
  }

  private CompletionStage<Long> endLogin(String appId, String login, Ending ending) {
    CompletionStage<Long> all = CompletableFuture.completedStage(0L);
    for (LoopHoldings held : holdings) {
      CompletionStage<Long> here =
          calls.ask(
              held.loop(),
              () -> {
                CompletableFuture<Long> ended = new CompletableFuture<>();
                endLogin(held, new LoginEnd(appId, login, ending), new Walk(null, 0), ended);
                return ended;
              });
      all = all.thenCombine(here, Long::sum);
    }
    return all;
  }

  private record LoginEnd(String appId, String login, Ending ending) {}

  /** How far a loop has looked. */
  private record Walk(@Nullable UserId after, long ended) {}

  // Nobody knows whose login session it is, so all users are looked at, some at a time.
  private static void endLogin(
      LoopHoldings held, LoginEnd meant, Walk walk, CompletableFuture<Long> ended) {
    List<UserId> page = held.users(meant.appId(), walk.after(), USERS_A_TURN);
    SessionSelector selector = new SessionSelector.OfLogin(meant.login());
    long count = walk.ended();
    for (UserId user : page) {
      count +=
          held.terminate(
              new ClusterMessage.Terminate(
                  meant.appId(), user, selector, meant.ending(), Duration.ZERO));
    }
    if (page.size() < USERS_A_TURN) {
      ended.complete(count);
      return;
    }
    Walk next = new Walk(page.get(page.size() - 1), count);
    held.loop().execute(() -> endLogin(held, meant, next, ended));
  }

  /** Ends those that are meant; how many there were. */
  CompletionStage<Long> end(ClusterMessage.Terminate message) {
    CompletionStage<Long> all = CompletableFuture.completedStage(0L);
    for (LoopHoldings held : holdings) {
      all =
          all.thenCombine(calls.call(held.loop(), () -> (long) held.terminate(message)), Long::sum);
    }
    return all;
  }
}
