package io.belfry.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.http.Hearing;
import io.belfry.server.http.Response;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class AwaitedAnswerTest {
  private final CompletableFuture<Response> answer = new CompletableFuture<>();
  private final List<Response> given = new ArrayList<>();
  private final AwaitedAnswer awaited = new AwaitedAnswer(new Hearing.Settled(answer), given::add);

  private String body() {
    return new String(given.getFirst().body(), StandardCharsets.UTF_8);
  }

  @Test
  @Tag("HTTP-182")
  void givenAnAnswerThatFails_itIs500InWordsAtOnce() {
    awaited.await(answer, ImmediateEventExecutor.INSTANCE);
    answer.completeExceptionally(new AssertionError("secret detail"));

    assertThat(body())
        .endsWith("\"code\":500,\"reason\":\"internal_error\"}")
        .doesNotContain("secret detail");
  }

  @Test
  @Tag("HTTP-184")
  void givenAnAnswerAfterItsTime_itIsDropped() {
    awaited.await(answer, ImmediateEventExecutor.INSTANCE);
    awaited.giveUp();
    answer.complete(Response.ok());

    assertThat(given).hasSize(1);
    assertThat(body()).endsWith("\"code\":503,\"reason\":\"timed_out\"}");
  }

  @Test
  @Tag("HTTP-184")
  void givenAnAnswerInTime_nothingElseIsSaidLater() {
    awaited.await(answer, ImmediateEventExecutor.INSTANCE);
    answer.complete(Response.ok());
    awaited.giveUp();

    assertThat(given).singleElement().matches(Response::isNothing);
  }
}
