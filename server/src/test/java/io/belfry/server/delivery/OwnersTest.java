package io.belfry.server.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.UserId;
import io.belfry.server.app.ConfiguredApps;
import io.belfry.server.channel.MemoryCachedEvents;
import io.belfry.server.cluster.Subject;
import io.belfry.server.metrics.LoopCounts;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class OwnersTest {
  @Test
  void givenAQuestionThatFails_whoAsksIsToldOnHisLoop() {
    QueueingLoop owning = new QueueingLoop();
    QueueingLoop asking = new QueueingLoop();
    List<LoopHoldings> holdings = List.of(new LoopHoldings("here", owning, new LoopCounts()));
    FanOut fanOut =
        new FanOut(
            "here",
            List.of(owning),
            holdings,
            utf8 -> {
              throw new AssertionError("nothing is sent");
            },
            () -> 0);
    Owners owners =
        new Owners(
            List.of(owning),
            fanOut,
            new ConfiguredApps(List.of()),
            () -> new MemoryCachedEvents(() -> 0, Long.MAX_VALUE));

    CompletionStage<String> answer =
        owners.ask(
            asking,
            new Subject.OfUser("1", new UserId("ada")),
            owner -> {
              throw new IllegalStateException("a fault");
            });
    owning.tasks.forEach(Runnable::run);
    assertThat(answer.toCompletableFuture()).isNotDone();
    asking.tasks.forEach(Runnable::run);

    assertThat(answer.toCompletableFuture()).isCompletedExceptionally();
  }
}
