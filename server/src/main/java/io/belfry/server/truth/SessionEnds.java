package io.belfry.server.truth;

import io.belfry.protocol.UserId;
import io.belfry.server.channel.Calls;
import io.belfry.server.cluster.ClusterMessage;
import io.belfry.server.cluster.ClusterMessage.Ending;
import io.belfry.server.cluster.SessionSelector;
import io.belfry.server.delivery.LoopHoldings;
import io.belfry.server.shutout.RevokedSessions;
import io.belfry.server.store.Shutout;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.ToLongFunction;
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
          end(
              new ClusterMessage.Terminate(
                  block.appId(),
                  block.user(),
                  new SessionSelector.All(),
                  new Ending(false, block.words()),
                  Duration.ZERO));
      case Shutout.Revocation revocation -> {
        RevokedEnd meant =
            new RevokedEnd(
                revocation.appId(),
                RevokedSessions.of(revocation.revoked(), nowMillis),
                new Ending(revocation.comesBack(), revocation.reason()));
        yield switch (revocation.revoked()) {
          case Shutout.Revoked.IssuedBefore before -> endOf(before.user(), meant);
          case Shutout.Revoked.LoginSession of -> endOfAnybody(meant);
          case Shutout.Revoked.Token token -> endOfAnybody(meant);
        };
      }
    };
  }

  private CompletionStage<Long> endOf(UserId user, RevokedEnd meant) {
    return onEach(held -> meant.of(user, held));
  }

  private CompletionStage<Long> endOfAnybody(RevokedEnd meant) {
    CompletionStage<Long> all = CompletableFuture.completedStage(0L);
    for (LoopHoldings held : holdings) {
      CompletionStage<Long> here =
          calls.ask(
              held.loop(),
              () -> {
                CompletableFuture<Long> ended = new CompletableFuture<>();
                endOfAnybody(held, meant, new Walk(null, 0), ended);
                return ended;
              });
      all = all.thenCombine(here, Long::sum);
    }
    return all;
  }

  private record RevokedEnd(String appId, RevokedSessions revoked, Ending ending) {
    int of(UserId user, LoopHoldings held) {
      return held.revoke(appId, user, revoked, ending);
    }
  }

  /** How far a loop has looked. */
  private record Walk(@Nullable UserId after, long ended) {}

  // Nobody knows whose login session or token it is, so all users are looked at, some at a time.
  private static void endOfAnybody(
      LoopHoldings held, RevokedEnd meant, Walk walk, CompletableFuture<Long> ended) {
    List<UserId> page = held.users(meant.appId(), walk.after(), USERS_A_TURN);
    long count = walk.ended();
    for (UserId user : page) {
      count += meant.of(user, held);
    }
    if (page.size() < USERS_A_TURN) {
      ended.complete(count);
      return;
    }
    Walk next = new Walk(page.get(page.size() - 1), count);
    held.loop().execute(() -> endOfAnybody(held, meant, next, ended));
  }

  /** Ends those that are meant; how many there were. */
  CompletionStage<Long> end(ClusterMessage.Terminate message) {
    return onEach(held -> held.terminate(message));
  }

  private CompletionStage<Long> onEach(ToLongFunction<LoopHoldings> ending) {
    CompletionStage<Long> all = CompletableFuture.completedStage(0L);
    for (LoopHoldings held : holdings) {
      CompletionStage<Long> here = calls.call(held.loop(), () -> ending.applyAsLong(held));
      all = all.thenCombine(here, Long::sum);
    }
    return all;
  }
}
