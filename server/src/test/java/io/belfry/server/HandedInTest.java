package io.belfry.server;

import static io.belfry.server.TestServer.quoted;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.ChannelName;
import io.belfry.server.TestServer.TestConnection;
import io.belfry.server.app.AppSource.ConfiguredApps;
import io.belfry.server.store.CachedEvents;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Parts that an embedding program hands in. */
class HandedInTest {
  /** A store whose answers come when the test says so. */
  private static final class SlowEvents implements CachedEvents {
    private final CachedEvents memory = CachedEvents.inMemory(() -> 0, 1 << 20);
    private final Queue<Runnable> answers = new ConcurrentLinkedQueue<>();
    private final Queue<CompletableFuture<Void>> asked = new ConcurrentLinkedQueue<>();

    @Override
    public synchronized void put(
        String appId, ChannelName channel, byte[] text, Retention retention) {
      memory.put(appId, channel, text, retention);
    }

    @Override
    public synchronized CompletionStage<Optional<CachedEvent>> find(
        String appId, ChannelName channel) {
      CompletableFuture<Optional<CachedEvent>> answer = new CompletableFuture<>();
      Optional<CachedEvent> found = memory.find(appId, channel).toCompletableFuture().join();
      answers.add(() -> answer.complete(found));
      CompletableFuture<Void> first = asked.poll();
      if (first != null) {
        first.complete(null);
      }
      return answer;
    }

    CompletableFuture<Void> nextQuestion() {
      CompletableFuture<Void> question = new CompletableFuture<>();
      asked.add(question);
      return question;
    }

    void answer() {
      Runnable answer = answers.poll();
      assertThat(answer).isNotNull();
      answer.run();
    }
  }

  private static void publish(TestServer server, String data) {
    server.publish("{\"name\":\"e\",\"channel\":\"cache-a\",\"data\":" + quoted(data) + "}");
  }

  @Test
  @Tag("WS-074")
  @Tag("WS-057")
  void givenAStoreThatTakesItsTime_aNewcomerGetsTheNewestEventOnceAndWhatFollows() {
    SlowEvents events = new SlowEvents();
    try (TestServer server = TestServer.withParts(2, parts -> parts.cachedEvents(events))) {
      publish(server, "1");
      TestConnection newcomer = server.connect();
      CompletableFuture<Void> first = events.nextQuestion();
      newcomer.subscribe("cache-a");
      first.join();
      publish(server, "2");
      CompletableFuture<Void> second = events.nextQuestion();
      events.answer();
      second.join();
      events.answer();
      assertThat(newcomer.next()).contains("subscription_succeeded");
      assertThat(newcomer.next()).contains("\"data\":\"2\"");
      publish(server, "3");
      assertThat(newcomer.next()).contains("\"data\":\"3\"");
      newcomer.hasNothing();
    }
  }

  @Test
  @Tag("WS-120")
  void givenAStoreThatFails_theSubscriptionIsRefusedAndTheConnectionGoesOn() {
    CachedEvents broken =
        new CachedEvents() {
          @Override
          public void put(String appId, ChannelName channel, byte[] text, Retention retention) {}

          @Override
          public CompletionStage<Optional<CachedEvent>> find(String appId, ChannelName channel) {
            return CompletableFuture.failedFuture(new IllegalStateException("no disk"));
          }
        };
    try (TestServer server = TestServer.withParts(2, parts -> parts.cachedEvents(broken))) {
      TestConnection connection = server.connect();
      connection.subscribe("cache-a");
      assertThat(connection.next()).contains("pusher:error").contains("Try again");
      connection.subscribe("news");
      assertThat(connection.next()).contains("subscription_succeeded").contains("news");
    }
  }

  @Test
  @Tag("LIM-017")
  void givenARegistry_whatIsCountedShowsThereToo() {
    MeterRegistry registry = new SimpleMeterRegistry();
    try (TestServer server = TestServer.withParts(2, parts -> parts.meters(registry))) {
      server.signedIn("ada");
      assertThat(registry.get("belfry.connections").tag("app", "1").gauge().value()).isOne();
      assertThat(
              registry.get("belfry.signins").tag("outcome", "accepted").functionCounter().count())
          .isOne();
      assertThat(registry.get("belfry.messages.received").functionCounter().count()).isOne();
      assertThat(registry.get("belfry.ready").gauge().value()).isOne();
    }
  }

  @Test
  @Tag("LIM-042")
  void givenASourceOfApps_itAloneSaysWhoIsServed() {
    ConfiguredApps source = new ConfiguredApps(TestServer.apps());
    try (TestServer server = TestServer.withParts(2, parts -> parts.apps(source))) {
      TestConnection connection = server.connect();
      source.replace(List.of());
      assertThat(connection.next()).contains("4001");
    }
  }
}
