package io.belfry.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.node.Breakdown;
import io.belfry.server.node.TransportKind;
import io.netty.util.internal.OutOfDirectMemoryError;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BreakdownTest {
  private static CompletableFuture<String> first(Breakdown breakdown) {
    return breakdown.first().toCompletableFuture();
  }

  @Test
  @Tag("THR-65")
  void givenALoopThatEnds_itIsTold() throws Exception {
    try (Loops loops = new Loops(TransportKind.NIO, 2, System::nanoTime)) {
      loops.netty(1).eventLoop().shutdownGracefully(0, 0, TimeUnit.SECONDS);
      assertThat(first(loops.breakdown()).get(10, TimeUnit.SECONDS)).contains("event loop 1");
    }
  }

  @Test
  @Tag("THR-65")
  void givenLoopsThatAreStopped_nothingIsTold() {
    Loops loops = new Loops(TransportKind.NIO, 2, System::nanoTime);
    loops.close();
    assertThat(first(loops.breakdown())).isNotDone();
  }

  @Test
  @Tag("THR-64")
  void givenAFailure_onlyOneThatLeavesNothingToRelyOnEndsTheServer() {
    for (Throwable mild :
        List.of(new IllegalStateException(), new AssertionError(), new StackOverflowError())) {
      Breakdown breakdown = new Breakdown();
      breakdown.tellIfFatal(mild);
      assertThat(first(breakdown)).isNotDone();
    }
    Breakdown breakdown = new Breakdown();
    breakdown.tellIfFatal(new OutOfMemoryError("Java heap space"));
    assertThat(first(breakdown)).isCompleted();
    assertThat(OutOfMemoryError.class).isAssignableFrom(OutOfDirectMemoryError.class);
  }

  @Test
  @Tag("THR-64")
  @Tag("THR-65")
  void givenATaskThatComesAgainAndFails_itComesAgainUnlessThereIsNoMemory() {
    Breakdown breakdown = new Breakdown();
    breakdown.guard(
        "the tick",
        () -> {
          throw new IllegalStateException("broken");
        });
    assertThat(first(breakdown)).isNotDone();
    breakdown.guard(
        "the tick",
        () -> {
          throw new OutOfMemoryError("Java heap space");
        });
    assertThat(first(breakdown).join()).contains("Java heap space");
  }
}
