package io.belfry.cluster.redis.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.cluster.ClusterAdapter.NotAccepted;
import io.belfry.server.cluster.ClusterAdapter.NotAccepted.Obstacle;
import io.belfry.server.cluster.ClusterAdapter.Reached;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a request hears whose publications have fared differently. */
@Tag("CLU-022")
class TogetherTest {
  private static final CompletionStage<Reached> TAKEN =
      CompletableFuture.completedStage(Reached.ALL_NODES);
  private static final CompletionStage<Reached> HERE =
      CompletableFuture.completedStage(Reached.THIS_NODE);
  private static final CompletionStage<Reached> REFUSED = failed(Obstacle.UNREACHABLE);
  private static final CompletionStage<Reached> LOST = failed(Obstacle.UNCERTAIN);

  private static CompletionStage<Reached> failed(Obstacle why) {
    return CompletableFuture.failedStage(new NotAccepted(why, "No."));
  }

  private static String outcome(List<CompletionStage<Reached>> each) {
    return Together.of(each)
        .handle(
            (reached, failure) ->
                failure == null
                    ? reached.name()
                    : NotAccepted.isUncertain(failure) ? "UNCERTAIN" : "REFUSED")
        .toCompletableFuture()
        .join();
  }

  @Test
  void givenAllAreTaken_theLeastThatOneReachesCounts() {
    assertThat(outcome(List.of(TAKEN))).isEqualTo("ALL_NODES");
    assertThat(outcome(List.of(TAKEN, TAKEN))).isEqualTo("ALL_NODES");
    assertThat(outcome(List.of(TAKEN, HERE, TAKEN))).isEqualTo("THIS_NODE");
  }

  @Test
  @Tag("HTTP-092")
  void givenAllAreSurelyRefused_nothingWasPublished() {
    assertThat(outcome(List.of(REFUSED))).isEqualTo("REFUSED");
    assertThat(outcome(List.of(REFUSED, REFUSED))).isEqualTo("REFUSED");
  }

  @Test
  @Tag("HTTP-090")
  void givenSomeMayBeTaken_nobodyKnowsWhatWas() {
    assertThat(outcome(List.of(LOST))).isEqualTo("UNCERTAIN");
    assertThat(outcome(List.of(REFUSED, TAKEN))).isEqualTo("UNCERTAIN");
    assertThat(outcome(List.of(REFUSED, LOST))).isEqualTo("UNCERTAIN");
    assertThat(outcome(List.of(LOST, REFUSED))).isEqualTo("UNCERTAIN");
    assertThat(outcome(List.of(HERE, LOST))).isEqualTo("UNCERTAIN");
  }
}
