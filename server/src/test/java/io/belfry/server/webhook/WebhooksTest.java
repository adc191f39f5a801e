package io.belfry.server.webhook;

import static io.belfry.server.webhook.ManualWebhooks.app;
import static io.belfry.server.webhook.ManualWebhooks.endpoint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.server.app.AppSource.ConfiguredApps;
import io.belfry.server.cluster.Decision;
import io.belfry.server.metrics.Metrics;
import io.belfry.server.node.Breakdown;
import io.belfry.server.webhook.Outboxes.StoreState;
import io.belfry.server.webhook.post.Poster;
import io.belfry.server.webhook.post.Poster.Attempt;
import io.belfry.server.webhook.post.Poster.Cause;
import io.belfry.server.webhook.post.Poster.Outcome;
import io.belfry.server.webhook.store.OutboxStore.Changes;
import io.belfry.server.webhook.store.OutboxStore.Held;
import io.belfry.server.webhook.store.OutboxStore.Target;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The webhooks of a server with their own thread. */
class WebhooksTest {
  private final ConfiguredApps apps = new ConfiguredApps(List.of(app("1")));
  private final FlakyOutbox disk = new FlakyOutbox();
  private final Breakdown breakdown = new Breakdown();
  private final AtomicInteger stores = new AtomicInteger();
  private final BlockingQueue<Attempt> attempts = new LinkedBlockingQueue<>();
  private CompletionStage<Outcome> answer =
      CompletableFuture.completedStage(Outcome.of(Cause.DELIVERED));

  private final Webhooks webhooks =
      new Webhooks(
          new Webhooks.Given(
              apps,
              () -> {
                stores.incrementAndGet();
                return disk;
              },
              Receiver::new,
              List.of(),
              Long.MAX_VALUE,
              InstantSource.system(),
              System::nanoTime,
              new Metrics(),
              breakdown));

  private final class Receiver implements Poster {
    @Override
    public CompletionStage<Outcome> post(Attempt attempt) {
      attempts.add(attempt);
      return answer;
    }

    @Override
    public void close() {}
  }

  private static Decision occupied(String name) {
    return new Decision.Occupied("1", ManualWebhooks.channel(name));
  }

  private Attempt next() throws InterruptedException {
    Attempt attempt = attempts.poll(20, TimeUnit.SECONDS);
    assertThat(attempt).isNotNull();
    return attempt;
  }

  private static boolean hasThread() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals("belfry-webhooks"));
  }

  @Test
  void givenNoWebhook_thereIsNeitherAStoreNorAThread() throws IOException {
    webhooks.start();
    webhooks.decided(occupied("room"));

    assertThat(stores).hasValue(0);
    assertThat(hasThread()).isFalse();
    assertThat(webhooks.storeState()).isEqualTo(StoreState.NONE);
    assertThatThrownBy(() -> webhooks.overview().toCompletableFuture().join())
        .hasCauseInstanceOf(IllegalStateException.class);
    webhooks.close();
  }

  @Test
  @Tag("HOOK-071")
  void givenAWebhookThatIsAddedLater_itIsToldFromThenOnByAThreadOfItsOwn()
      throws InterruptedException, IOException {
    webhooks.start();
    webhooks.decided(occupied("before"));
    apps.replace(List.of(app("1", endpoint("a").build())));
    webhooks.appsChanged();
    webhooks.decided(occupied("room"));

    assertThat(ManualPoster.said(next())).containsExactly("channel_occupied room");
    assertThat(stores).hasValue(1);
    assertThat(webhooks.overview().toCompletableFuture().join().queues()).hasSize(1);
    webhooks.close();
    assertThat(hasThread()).isFalse();
  }

  @Test
  void givenManyEventsFromManyThreads_allAreTold() throws InterruptedException, IOException {
    apps.replace(List.of(app("1", endpoint("a").build())));
    webhooks.start();
    List<Thread> loops =
        java.util.stream.IntStream.range(0, 4)
            .mapToObj(
                loop ->
                    Thread.ofPlatform()
                        .start(
                            () -> {
                              for (int i = 0; i < 500; i++) {
                                webhooks.decided(occupied("room-" + loop + "-" + i));
                              }
                            }))
            .toList();
    for (Thread loop : loops) {
      loop.join();
    }
    for (int i = 0; i < 2_000; i++) {
      next();
    }
    webhooks.close();
  }

  @Test
  @Tag("HOOK-048")
  void givenARequestThatIsUnderWay_closingWaitsForItAndKeepsTheRest() throws Exception {
    apps.replace(List.of(app("1", endpoint("a").build())));
    CompletableFuture<Outcome> held = new CompletableFuture<>();
    answer = held;
    webhooks.start();
    webhooks.decided(occupied("room"));
    next();
    CompletableFuture<Void> closing = CompletableFuture.runAsync(webhooks::close);
    held.complete(Outcome.of(Cause.DELIVERED));
    closing.get(20, TimeUnit.SECONDS);

    assertThat(disk.open().waiting()).isEmpty();
    assertThat(disk.held()).hasSize(1);
  }

  @Test
  @Tag("THR-65")
  void givenAFaultOfTheStore_theServerHearsThatItCannotGoOn() throws Exception {
    apps.replace(List.of(app("1", endpoint("a").build())));
    disk.fault = new IllegalStateException("a fault");
    webhooks.start();
    webhooks.decided(occupied("room"));

    assertThat(breakdown.first().toCompletableFuture().get(20, TimeUnit.SECONDS))
        .contains("webhooks");
    webhooks.close();
  }

  private void heldBefore(String appId, String channel) throws IOException {
    Target target = new Target(appId, endpoint("a").build().id());
    Held held = new Held(target, "c:" + channel, 1);
    disk.commit(
        new Changes(
            List.of(),
            Map.of(),
            List.of(),
            List.of(),
            List.of(held),
            List.of(),
            List.of(),
            List.of()));
  }

  @Test
  @Tag("HOOK-042")
  void givenAppsThatComeAfterTheStart_whoIsBackInTimeIsNotToldAgain() throws Exception {
    apps.replace(List.of());
    heldBefore("1", "back");
    webhooks.start();
    apps.replace(List.of(app("1", endpoint("a").build())));
    webhooks.appsChanged();
    webhooks.decided(occupied("back"));
    webhooks.decided(occupied("new"));

    assertThat(ManualPoster.said(next())).containsExactly("channel_occupied new");
    webhooks.close();
  }

  @Test
  @Tag("HOOK-046")
  void givenAnAppThatWasServedWithoutWebhooks_whoWasThereIsLeftToTheNextLife() throws Exception {
    heldBefore("1", "back");
    webhooks.start();
    apps.replace(List.of(app("1", endpoint("a").build())));
    webhooks.appsChanged();
    webhooks.decided(occupied("back"));

    assertThat(ManualPoster.said(next())).containsExactly("channel_occupied back");
    webhooks.close();
  }

  @Test
  void givenAnEndThatTakesLong_nobodyElseWaitsForIt() throws Exception {
    apps.replace(List.of(app("1", endpoint("a").build())));
    CompletableFuture<Void> isClosing = new CompletableFuture<>();
    CompletableFuture<Void> mayClose = new CompletableFuture<>();
    disk.atClose =
        () -> {
          isClosing.complete(null);
          mayClose.join();
        };
    webhooks.start();
    CompletableFuture<Void> closing =
        CompletableFuture.runAsync(webhooks::close, Thread::startVirtualThread);
    isClosing.get(20, TimeUnit.SECONDS);
    CompletableFuture<Void> others =
        CompletableFuture.runAsync(
            () -> {
              webhooks.drain();
              webhooks.appsChanged();
            },
            Thread::startVirtualThread);
    try {
      others.get(20, TimeUnit.SECONDS);
    } finally {
      mayClose.complete(null);
    }
    closing.get(20, TimeUnit.SECONDS);
  }

  @Test
  void givenQuestionsWhileItEnds_eachIsAnswered() throws Exception {
    apps.replace(List.of(app("1", endpoint("a").build())));
    CompletableFuture<Void> isClosing = new CompletableFuture<>();
    CompletableFuture<Void> mayClose = new CompletableFuture<>();
    disk.atClose =
        () -> {
          isClosing.complete(null);
          mayClose.join();
        };
    webhooks.start();
    CompletableFuture<Void> closing =
        CompletableFuture.runAsync(webhooks::close, Thread::startVirtualThread);
    isClosing.get(20, TimeUnit.SECONDS);
    CompletableFuture<?> during = webhooks.overview().toCompletableFuture();
    mayClose.complete(null);
    closing.get(20, TimeUnit.SECONDS);

    assertThatThrownBy(() -> during.get(20, TimeUnit.SECONDS)).hasMessageContaining("ended");
    assertThatThrownBy(() -> webhooks.overview().toCompletableFuture().get(20, TimeUnit.SECONDS))
        .hasMessageContaining("ended");
  }

  @Test
  void givenAFaultOfTheThread_noQuestionWaitsForIt() throws Exception {
    apps.replace(List.of(app("1", endpoint("a").build())));
    disk.fault = new IllegalStateException("a fault");
    webhooks.start();
    webhooks.decided(occupied("room"));
    breakdown.first().toCompletableFuture().get(20, TimeUnit.SECONDS);

    assertThatThrownBy(() -> webhooks.overview().toCompletableFuture().get(20, TimeUnit.SECONDS))
        .hasMessageContaining("ended");
    webhooks.close();
  }
}
