package io.belfry.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.client.channel.Channel;
import io.belfry.testkit.ServerSide;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class CallbackTest {
  @Test
  @Tag("CL-018")
  void givenManyFrames_callbacksKeepTheirOrderAndNeverOverlap() throws Exception {
    List<String> seen = new CopyOnWriteArrayList<>();
    AtomicInteger inside = new AtomicInteger();
    CompletableFuture<Void> all = new CompletableFuture<>();
    try (Scene scene = Scene.open()) {
      Channel news = scene.pusher().subscribe("news");
      news.bindGlobal(
          event -> {
            assertThat(inside.incrementAndGet()).isOne();
            if (event.getEventName().equals("n")) {
              seen.add(event.getData());
            }
            inside.decrementAndGet();
            if (seen.size() == 500) {
              all.complete(null);
            }
          });
      ServerSide side = scene.connect("1.1");
      side.next();
      side.send(Scene.succeeded("news"));
      for (int i = 0; i < 500; i++) {
        side.send(Scene.event("n", "news", "" + i));
      }
      all.get(10, TimeUnit.SECONDS);
    }
    assertThat(seen)
        .containsExactlyElementsOf(
            java.util.stream.IntStream.range(0, 500).mapToObj(String::valueOf).toList());
  }

  @Test
  @Tag("CL-018")
  void givenAListenerThatThrows_theOthersRunAndTheErrorListenerHears() {
    try (Scene scene = Scene.open()) {
      Channel news = scene.pusher().subscribe("news");
      news.bind(
          "hello",
          event -> {
            throw new UnsupportedOperationException("broken");
          });
      news.bind(
          "hello",
          event -> {
            throw new StackOverflowError();
          });
      news.bind("hello", scene.recorder());
      ServerSide side = scene.connect("1.1");
      side.next();
      side.send(Scene.succeeded("news"));
      side.send(Scene.event("hello", "news", "1"));

      assertThat(scene.recorder().await("event hello 1"))
          .containsExactly(
              "error null UnsupportedOperationException", "error null RuntimeException");
    }
  }

  @Test
  @Tag("CL-018")
  void givenConnectionListenersThatThrow_theClientGoesOn() {
    try (Scene scene = Scene.open()) {
      scene
          .pusher()
          .connect(
              change -> {
                throw new IllegalStateException("broken");
              });
      scene.greet("1.1").sendClose(4001, "gone");

      assertThat(scene.recorder().await("DISCONNECTED"))
          .contains("error 4001 ConnectionFailureException", "error null IllegalStateException");
    }
  }

  @Test
  void givenAListenerThatBlocks_theConnectionStaysAlive() {
    CompletableFuture<Void> release = new CompletableFuture<>();
    try (Scene scene = Scene.open()) {
      scene.pusher().subscribe("news").bind("hello", event -> release.join());
      ServerSide side = scene.connect("1.1");
      side.next();
      side.send(Scene.succeeded("news"));
      side.send(Scene.event("hello", "news", "1"));
      side.send("{\"event\":\"pusher:ping\",\"data\":\"{}\"}");

      assertThat(side.next()).contains("pusher:pong");
      release.complete(null);
    }
  }
}
