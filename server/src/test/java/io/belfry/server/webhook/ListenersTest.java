package io.belfry.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.webhook.WebhookEvent.ChannelOccupied;
import io.belfry.protocol.webhook.WebhookEvent.Raised;
import io.belfry.server.cluster.Decision;
import io.belfry.server.cluster.RaisedHook;
import io.belfry.server.hook.ServerListener;
import io.belfry.server.metrics.Metrics;
import io.belfry.server.node.Breakdown;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What waits for a listener, and what it hears of a cluster. */
@Tag("HOOK-131")
class ListenersTest {
  private static final ChannelName NEWS = ChannelName.parse("news").orElseThrow();
  private static final Decision OCCUPIED = new Decision.Occupied("1", NEWS);

  private final BlockingQueue<Raised> told = new LinkedBlockingQueue<>();
  private final CountDownLatch latch = new CountDownLatch(1);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  private Listeners listeners(ServerListener listener) {
    Metrics metrics = new Metrics();
    metrics.showIn(meters);
    Listeners listeners =
        new Listeners(
            List.of(listener),
            InstantSource.fixed(Instant.ofEpochMilli(1_000)),
            metrics,
            new Breakdown());
    listeners.start();
    return listeners;
  }

  private void hold(String app, Raised event, Instant at) {
    told.add(event);
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Raised next() throws InterruptedException {
    Raised event = told.poll(20, TimeUnit.SECONDS);
    assertThat(event).isNotNull();
    return event;
  }

  @Test
  void givenAListenerThatIsSlow_whatDoesNotFitIsCountedAndTheRestIsToldStill() throws Exception {
    Listeners listeners = listeners(this::hold);
    listeners.decided(OCCUPIED);
    assertThat(next()).isEqualTo(new ChannelOccupied("news"));
    for (int i = 0; i < 10_003; i++) {
      listeners.decided(OCCUPIED);
    }

    assertThat(
            meters.get("belfry.listener.dropped.events").tag("app", "1").functionCounter().count())
        .isEqualTo(3);
    latch.countDown();
    listeners.close();
    assertThat(told).hasSize(10_000);
  }

  @Test
  void givenWhatThisNodeIsToSendForACluster_itIsHeardWithTheTimeOfItsCause() throws Exception {
    BlockingQueue<Instant> times = new LinkedBlockingQueue<>();
    Listeners listeners =
        listeners(
            (app, event, at) -> {
              times.add(at);
              told.add(event);
            });
    listeners.raisedElsewhere(new RaisedHook("key", 500, new RaisedHook.OfDecision(OCCUPIED)));
    assertThat(next()).isEqualTo(new ChannelOccupied("news"));
    assertThat(times).containsExactly(Instant.ofEpochMilli(500));
    listeners.close();
  }
}
