package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.cluster.redis.EngineProcess;
import io.belfry.cluster.redis.Waiting;
import io.belfry.testkit.RecordingClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Requests with one idempotency key that come to different nodes of a cluster. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // a cluster takes seconds until it has settled
class IdempotencyOverNodesTest {
  private static final String REPLAYED = "Idempotency-Replayed";

  private final EngineProcess engine = EngineProcess.start();
  private final NodesScene nodes = new NodesScene(engine, "one", 2, "idempotency: {enabled: true}");

  @AfterAll
  void stop() {
    nodes.close();
    engine.close();
  }

  private static String event(String channel, int data) {
    return "{\"name\":\"e\",\"channel\":\"%s\",\"data\":\"%d\",\"info\":\"subscription_count\"}"
        .formatted(channel, data);
  }

  private static RecordingClient subscriber(NodesScene scene, int node, String app) {
    RecordingClient client = scene.client(node, app);
    client.next();
    client.send("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"news\"}}");
    assertThat(client.next()).contains("subscription_succeeded");
    return client;
  }

  private static void hasNothing(RecordingClient client) {
    client.send("{\"event\":\"pusher:ping\",\"data\":{}}");
    assertThat(client.next()).contains("pusher:pong");
  }

  @Test
  @Tag("HTTP-090")
  @Tag("HTTP-091")
  void givenARequestThatWasAnswered_theOtherNodeRepeatsTheAnswerAndPublishesNothing() {
    try (RecordingClient client = subscriber(nodes, 0, "1")) {
      HttpResponse<String> first = nodes.publish(0, "1", "answered", event("news", 1)).join();
      HttpResponse<String> again = nodes.publish(1, "1", "answered", event("news", 1)).join();
      HttpResponse<String> other = nodes.publish(1, "1", "answered", event("news", 2)).join();

      assertThat(first.statusCode()).isEqualTo(200);
      assertThat(first.headers().firstValue(REPLAYED)).isEmpty();
      assertThat(again.headers().firstValue(REPLAYED)).hasValue("true");
      assertThat(again.body()).isEqualTo(first.body()).contains("\"subscription_count\":");
      assertThat(other.statusCode()).isEqualTo(409);
      assertThat(other.body()).endsWith("\"reason\":\"idempotency_conflict\"}");
      assertThat(client.next()).contains("\"data\":\"1\"");
      hasNothing(client);
    }
  }

  @Test
  @Tag("HTTP-090")
  @Tag("HTTP-091")
  void givenTheSameRequestAtBothNodesAtOnce_itIsPublishedOnceAndHasOneAnswer() {
    int rounds = 40;
    try (RecordingClient client = subscriber(nodes, 1, "1")) {
      for (int round = 0; round < rounds; round++) {
        List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          all.add(nodes.publish(i % 2, "1", "k" + round, event("news", round)));
        }
        List<HttpResponse<String>> answers = all.stream().map(CompletableFuture::join).toList();

        assertThat(answers)
            .filteredOn(it -> it.statusCode() == 200 && it.headers().firstValue(REPLAYED).isEmpty())
            .hasSize(1);
        assertThat(answers)
            .filteredOn(it -> it.statusCode() != 200)
            .allMatch(it -> it.body().endsWith("\"reason\":\"idempotency_in_progress\"}"));
        assertThat(
                answers.stream()
                    .filter(it -> it.statusCode() == 200)
                    .map(HttpResponse::body)
                    .distinct())
            .hasSize(1);
        assertThat(client.next()).contains("\"data\":\"" + round + "\"");
      }
      hasNothing(client);
    }
  }

  @Test
  @Tag("CLU-003")
  void givenOneKeyOfTwoAppsAndOfTwoClusters_eachIsItsOwn() {
    try (NodesScene others = new NodesScene(engine, "two", 1, "idempotency: {enabled: true}")) {
      String hostile = "1:1k{10}*";
      for (HttpResponse<String> answer :
          List.of(
              nodes.publish(0, "1", hostile, event("news", 1)).join(),
              nodes.publish(1, "2", hostile, event("news", 2)).join(),
              others.publish(0, "1", hostile, event("news", 3)).join())) {
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue(REPLAYED)).isEmpty();
      }
    }
  }

  private void awaitPublished(int node) {
    AtomicInteger tries = new AtomicInteger();
    Waiting.until(
        "it is published again",
        () -> {
          String key = "again-" + node + "-" + tries.incrementAndGet();
          return nodes.publish(node, "1", key, event("others", 1)).join().statusCode() == 200;
        });
  }

  @Test
  @Tag("HTTP-091")
  @Tag("HTTP-092")
  @Tag("CLU-042")
  void givenAnEngineThatHangs_aPublishWithAKeyIsRefusedAndItsKeyIsFreeAfterwards() {
    engine.hang();
    HttpResponse<String> refused = nodes.publish(0, "1", "refused", event("news", 1)).join();
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
    assertThat(refused.body()).endsWith("\"reason\":\"cluster_unavailable\"}");
    // For longer than anybody waits for the claim that it will read.
    Lasting.lasts(Duration.ofSeconds(1));
    engine.goOn();
    awaitPublished(0);
    awaitPublished(1);

    try (RecordingClient client = subscriber(nodes, 0, "1")) {
      HttpResponse<String> answer = nodes.publish(1, "1", "refused", event("news", 1)).join();
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.headers().firstValue(REPLAYED)).isEmpty();
      assertThat(client.next()).contains("\"data\":\"1\"");
      hasNothing(client);
    }
  }
}
