package io.belfry.cluster.redis.lettuce;

import io.belfry.server.config.EngineAddress.HostAndPort;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Asks one after the other until somebody answers.
 *
 * <p>Thread: thread-safe.
 */
final class AskedInTurn {
  private AskedInTurn() {}

  /**
   * Asks.
   *
   * @param whom addresses, at least one
   * @return the first answer; fails with the last one's failure when nobody answers
   */
  static <A> CompletionStage<A> ask(
      List<HostAndPort> whom, Function<HostAndPort, CompletionStage<A>> question) {
    CompletionStage<A> answer = of(whom.get(0), question);
    for (HostAndPort next : whom.subList(1, whom.size())) {
      answer = answer.exceptionallyCompose(failure -> of(next, question));
    }
    return answer;
  }

  private static <A> CompletionStage<A> of(
      HostAndPort address, Function<HostAndPort, CompletionStage<A>> question) {
    return question
        .apply(address)
        .exceptionallyCompose(
            failure ->
                CompletableFuture.failedFuture(
                    new IllegalStateException(
                        address + ": " + Failures.words(failure), Failures.cause(failure))));
  }
}
