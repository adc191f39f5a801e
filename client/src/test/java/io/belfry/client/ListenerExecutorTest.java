package io.belfry.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.client.channel.ChannelEventListener;
import io.belfry.client.channel.PusherEvent;
import io.belfry.client.connection.ConnectionState;
import io.belfry.testkit.Frame;
import io.belfry.testkit.ServerSide;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ListenerExecutorTest {
  @Test
  @Tag("CL-032")
  void givenAnExecutorOfManyThreads_listenersRunThereInOrderAndNeverTogether() throws Exception {
    ExecutorService threads =
        Executors.newFixedThreadPool(8, task -> new Thread(task, "of the application"));
    List<String> seen = new CopyOnWriteArrayList<>();
    AtomicInteger inside = new AtomicInteger();
    CountDownLatch all = new CountDownLatch(500);
    try (Scene scene = Scene.open(options -> options.setListenerExecutor(threads))) {
      scene
          .pusher()
          .subscribe("news")
          .bind(
              "n",
              event -> {
                boolean isAlone = inside.incrementAndGet() == 1;
                String thread = Thread.currentThread().getName();
                seen.add(isAlone && thread.equals("of the application") ? event.getData() : "?");
                inside.decrementAndGet();
                all.countDown();
              });
      ServerSide side = scene.connect("1.1");
      side.next();
      side.send(Scene.succeeded("news"));
      for (int i = 0; i < 500; i++) {
        side.send(Scene.event("n", "news", "" + i));
      }
      assertThat(all.await(10, TimeUnit.SECONDS)).isTrue();
    } finally {
      threads.shutdownNow();
    }
    assertThat(seen)
        .containsExactlyElementsOf(IntStream.range(0, 500).mapToObj(String::valueOf).toList());
  }

  @Test
  @Tag("CL-032")
  void givenAnExecutorThatRefuses_listenersAreCalledAllTheSame() throws Exception {
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try (Scene scene = Scene.open(options -> options.setListenerExecutor(threads))) {
      scene.connect("1.1");
      threads.shutdownNow();
      assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
      scene.pusher().disconnect();

      scene.recorder().await("DISCONNECTING");
    }
  }

  @Test
  @Tag("CL-032")
  void givenAnExecutorThatDropsWhatItTook_listenersAreCalledAllTheSame() throws Exception {
    ExecutorService threads = Executors.newSingleThreadExecutor();
    CountDownLatch never = new CountDownLatch(1);
    threads.execute(
        () -> {
          try {
            never.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    try (Scene scene = Scene.open(options -> options.setListenerExecutor(threads))) {
      scene.pusher().connect();
      scene.accept().greet("1.1", 120);
      scene.settle();
      assertThat(threads.shutdownNow()).isNotEmpty();
      assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
      scene.pusher().disconnect();

      assertThat(scene.recorder().await("DISCONNECTING")).startsWith("CONNECTING");
    }
  }

  @Test
  @Tag("CL-032")
  void givenAnExecutorThatFails_listenersAreCalledAllTheSame() {
    AtomicBoolean isReady = new AtomicBoolean();
    Executor executor =
        task -> {
          if (!isReady.getAndSet(true)) {
            throw new IllegalStateException("Toolkit not initialized");
          }
          task.run();
        };
    try (Scene scene = Scene.open(options -> options.setListenerExecutor(executor))) {
      scene.connect("1.1");
    }
  }

  @Test
  @Tag("CL-020")
  @Tag("CL-032")
  void givenAnExecutorOfOneThreadThatCloses_closeDoesNotWaitForIt() throws Exception {
    ExecutorService main = Executors.newSingleThreadExecutor();
    try (Scene scene = Scene.open(options -> options.setListenerExecutor(main))) {
      ServerSide side = scene.connect("1.1");
      Future<?> closing = main.submit(() -> scene.pusher().close());
      side.leave();
      closing.get(4, TimeUnit.SECONDS);

      scene.recorder().await("DISCONNECTED");
    } finally {
      main.shutdownNow();
    }
  }

  @Test
  @Tag("CL-032")
  void givenTheCallersOwnThread_aListenerMayCloseTheClient() {
    try (Scene scene = Scene.open(options -> options.setListenerExecutor(Runnable::run))) {
      scene.pusher().connect(change -> scene.pusher().close(), ConnectionState.CONNECTED);
      scene.greet("1.1").sendClose(1000, "");

      scene.recorder().await("DISCONNECTED");
    }
  }

  @Test
  @Tag("CL-033")
  void givenAHintWhileWaiting_theNextAttemptIsMadeAtOnce() {
    try (Scene scene = Scene.open()) {
      scene.chance(1);
      ServerSide side = scene.connect("1.1");
      scene.time().advance(Duration.ofSeconds(10));
      side.leave();
      assertThat(scene.gap()).isEqualTo(Duration.ofSeconds(2));
      scene.pusher().networkChanged();
      scene.settle();
      assertThat(scene.time().untilNext()).hasValue(Duration.ZERO);

      assertThat(scene.reconnectNow("2.2").target()).startsWith("/app/key");
    }
  }

  @Test
  @Tag("CL-033")
  void givenHintAfterHint_attemptsStayASecondApart() {
    try (Scene scene = Scene.open()) {
      scene.chance(1);
      scene.connect("1.1").leave();
      assertThat(scene.gap()).isEqualTo(Duration.ofSeconds(2));
      scene.pusher().networkChanged();
      scene.pusher().networkChanged();
      scene.settle();

      assertThat(scene.time().untilNext()).hasValue(Duration.ofSeconds(1));
    }
  }

  @Test
  @Tag("CL-033")
  void givenAHintWhileConnected_anAnswerIsWantedSoon() {
    try (Scene scene = Scene.open()) {
      ServerSide side = scene.connect("1.1");
      scene.pusher().networkChanged();
      assertThat(side.nextFrame().opcode()).isEqualTo(Frame.PING);
      scene.time().advance(Duration.ofSeconds(5));

      assertThat(scene.gap()).isZero();
    }
  }

  @Test
  @Tag("CL-033")
  void givenAHintWhileConnectedAndAnAnswer_itStays() {
    try (Scene scene = Scene.open()) {
      ServerSide side = scene.connect("1.1");
      scene.pusher().networkChanged();
      Frame ping = side.nextFrame();
      side.sendFrame(Frame.PONG, ping.payload());
      side.send("{\"event\":\"pusher:ping\",\"data\":\"{}\"}");
      side.next();
      scene.time().advance(Duration.ofSeconds(5));

      assertThat(scene.pusher().getConnection().getState()).isEqualTo(ConnectionState.CONNECTED);
    }
  }

  @Test
  @Tag("CL-034")
  void givenACountAndACacheMiss_listenersHearOfBoth() {
    try (Scene scene = Scene.open()) {
      var channel =
          scene
              .pusher()
              .subscribe(
                  "cache-news",
                  new ChannelEventListener() {
                    @Override
                    public void onEvent(PusherEvent event) {}

                    @Override
                    public void onSubscriptionCount(String channelName, int count) {
                      scene.recorder().note(channelName + " has " + count);
                    }

                    @Override
                    public void onCacheMiss(String channelName) {
                      scene.recorder().note(channelName + " is empty");
                    }
                  });
      ServerSide side = scene.connect("1.1");
      side.next();
      assertThat(channel.subscriptionCount()).isEmpty();
      side.send(Scene.succeeded("cache-news"));
      side.send(Scene.event("pusher:cache_miss", "cache-news", "{}"));
      scene.recorder().await("cache-news is empty");
      for (String data : List.of("{\"subscription_count\":\"x\"}", "[]", "{}")) {
        side.send(Scene.event("pusher_internal:subscription_count", "cache-news", data));
      }
      side.send(
          Scene.event(
              "pusher_internal:subscription_count", "cache-news", "{\"subscription_count\":7}"));

      assertThat(scene.recorder().next()).isEqualTo("cache-news has 7");
      assertThat(channel.subscriptionCount()).hasValue(7);
      side.leave();
      scene.gap();
      assertThat(channel.subscriptionCount()).isEmpty();
    }
  }
}
