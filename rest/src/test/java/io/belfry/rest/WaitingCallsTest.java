package io.belfry.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.belfry.rest.RecordingServer.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Calls on the thread of their caller, over connections that are kept. */
class WaitingCallsTest {
  private static Set<Thread> threads(String prefix) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(prefix))
        .collect(Collectors.toSet());
  }

  @Test
  @Tag("HTTP-249")
  void givenACallThatWaits_noOtherThreadTakesPartInIt() throws Exception {
    Set<Thread> before = threads("HttpClient");
    AtomicReference<Thread> heardOn = new AtomicReference<>();
    try (RecordingServer server = RecordingServer.answering("{}");
        Pusher pusher =
            new Pusher(
                server
                    .options()
                    .withCallListener(
                        (operation, status, took) -> heardOn.set(Thread.currentThread())))) {
      pusher.trigger("a", "e", "1");

      assertThat(heardOn.get()).isSameAs(Thread.currentThread());
      assertThat(before).containsAll(threads("HttpClient"));
    }
  }

  @Test
  @Tag("HTTP-165")
  void givenAServerBelowAPath_bothKindsOfCallsGoThere() {
    try (RecordingServer server = RecordingServer.answering("{}");
        Pusher pusher =
            new Pusher(
                RestOptions.of(server.url() + "/live", "7", "app-key", RecordingServer.SECRET))) {
      pusher.get("/channels");
      String waiting = server.next().rawTarget();
      pusher.getAsync("/channels", Map.of()).toCompletableFuture().join();

      assertThat(waiting).startsWith("/live/apps/7/channels?auth_key=app-key&");
      assertThat(server.next().rawPath()).isEqualTo("/live/apps/7/channels");
    }
  }

  @Test
  @Tag("HTTP-161")
  @Tag("HTTP-249")
  void givenAServerThatClosesIdleConnections_theNextCallTakesANewOne() throws Exception {
    try (ScriptedServer server =
            new ScriptedServer(
                (number, peer) -> {
                  peer.request();
                  peer.write(ScriptedServer.ANSWER);
                  peer.close();
                  peer.say("closed " + number);
                });
        Pusher pusher = new Pusher(server.options())) {
      for (int i = 1; i <= 20; i++) {
        pusher.trigger("a", "e", "1");
        assertThat(server.next()).isEqualTo("closed " + i);
      }
    }
  }

  @Test
  @Tag("HTTP-161")
  @Tag("HTTP-249")
  void givenAKeptConnectionThatEndsUnderARequest_aQuestionIsAskedAgainAndAnEventIsNot()
      throws Exception {
    try (ScriptedServer server =
            new ScriptedServer(
                (number, peer) -> {
                  peer.request();
                  peer.write(ScriptedServer.ANSWER);
                  peer.say(peer.request().substring(0, 4) + number);
                  if (number == 2) {
                    peer.write(ScriptedServer.ANSWER);
                    peer.request();
                  }
                });
        Pusher pusher = new Pusher(server.options())) {
      pusher.get("/channels");
      assertThat(pusher.get("/channels")).isEqualTo("{}");
      assertThat(server.next()).isEqualTo("GET 1");
      pusher.get("/channels");
      assertThat(server.next()).isEqualTo("GET 2");

      ApiException lost =
          catchThrowableOfType(ApiException.class, () -> pusher.trigger("a", "e", "1"));

      assertThat(lost.status()).isZero();
      assertThat(server.hasSaidNothingMore()).isTrue();
    }
  }

  @Test
  @Tag("HTTP-164")
  void givenAServerThatTakesNoMoreOfALongBody_theCallEndsInTime() throws Exception {
    CompletableFuture<String> over = new CompletableFuture<>();
    try (ScriptedServer server =
            new ScriptedServer(
                (number, peer) -> {
                  peer.head();
                  over.orTimeout(20, TimeUnit.SECONDS).join();
                });
        Pusher pusher =
            new Pusher(
                server.options().withTimeouts(Duration.ofSeconds(5), Duration.ofMillis(500)))) {
      String body = "[" + "1,".repeat(16 << 20) + "1]";

      assertThatThrownBy(() -> pusher.post("/events", body))
          .isInstanceOf(ApiException.class)
          .hasMessageContaining("did not answer in time");
      over.complete("over");
    }
  }

  @Test
  @Tag("HTTP-164")
  void givenAnInterruptWhileItWaits_theCallEndsAndItsConnectionToo() throws Exception {
    try (ScriptedServer server =
            new ScriptedServer(
                (number, peer) -> {
                  peer.request();
                  peer.say("asked");
                  peer.awaitEnd();
                  peer.say("ended");
                });
        Pusher pusher = new Pusher(server.options())) {
      CompletableFuture<String> outcome = new CompletableFuture<>();
      Thread caller =
          new Thread(
              () -> {
                String message =
                    catchThrowableOfType(ApiException.class, () -> pusher.trigger("a", "e", "1"))
                        .getMessage();
                outcome.complete(message + " " + Thread.currentThread().isInterrupted());
              });
      caller.start();
      assertThat(server.next()).isEqualTo("asked");
      caller.interrupt();

      assertThat(outcome.get(5, TimeUnit.SECONDS)).contains("was interrupted").endsWith("true");
      assertThat(server.next()).isEqualTo("ended");
    }
  }

  @Test
  @Tag("HTTP-164")
  void givenManyCallersAtOnce_eachGetsItsOwnAnswer() throws Exception {
    try (ScriptedServer server =
            new ScriptedServer(
                (number, peer) -> {
                  while (true) {
                    String asked = peer.request().replaceAll(".*prefix=(\\w+).*", "$1");
                    peer.write(
                        "HTTP/1.1 200 OK\r\nContent-Length: "
                            + asked.length()
                            + "\r\n\r\n"
                            + asked);
                  }
                });
        Pusher pusher = new Pusher(server.options())) {
      List<CompletableFuture<Boolean>> all =
          IntStream.range(0, 100)
              .mapToObj(
                  n -> {
                    CompletableFuture<Boolean> same = new CompletableFuture<>();
                    new Thread(() -> same.complete(asks(pusher, "caller" + n))).start();
                    return same;
                  })
              .toList();
      for (CompletableFuture<Boolean> each : all) {
        assertThat(each.get(20, TimeUnit.SECONDS)).isTrue();
      }
    }
  }

  private static boolean asks(Pusher pusher, String mine) {
    return IntStream.range(0, 20)
        .allMatch(
            i -> pusher.get("/channels", Map.of("prefix", mine + "x" + i)).equals(mine + "x" + i));
  }

  @Test
  @Tag("HTTP-164")
  void givenAClose_itWaitsForCallersAndLeavesNoThread() throws Exception {
    Set<Thread> before = threads("belfry-rest");
    CompletableFuture<String> goOn = new CompletableFuture<>();
    try (ScriptedServer server =
        new ScriptedServer(
            (number, peer) -> {
              peer.request();
              peer.say("asked");
              goOn.orTimeout(20, TimeUnit.SECONDS).join();
              peer.write(ScriptedServer.ANSWER);
              peer.awaitEnd();
              peer.say("ended");
            })) {
      Pusher pusher = new Pusher(server.options());
      CompletableFuture<String> answer =
          CompletableFuture.supplyAsync(() -> pusher.get("/channels"));
      assertThat(server.next()).isEqualTo("asked");
      CompletableFuture<Boolean> closed = new CompletableFuture<>();
      Thread closing =
          new Thread(
              () -> {
                pusher.close();
                closed.complete(answer.isDone());
              });
      closing.start();
      goOn.complete("on");

      assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo("{}");
      closed.get(20, TimeUnit.SECONDS);
      assertThat(server.next()).isEqualTo("ended");
      for (Thread each : threads("belfry-rest")) {
        if (!before.contains(each)) {
          each.join(20_000);
          assertThat(each.isAlive()).isFalse();
        }
      }
    }
  }

  @Test
  @Tag("HTTP-161")
  void givenThatItIsClosed_aCallerThatWaitsToRepeatGetsTheLastFailure() throws Exception {
    Answer later = new Answer(429, "{\"reason\":\"rate_limited\"}", Map.of("Retry-After", "30"));
    try (RecordingServer server = RecordingServer.answering(later)) {
      Pusher pusher = new Pusher(server.options().withRetries(3));
      CompletableFuture<Integer> status =
          CompletableFuture.supplyAsync(
              () ->
                  catchThrowableOfType(ApiException.class, () -> pusher.trigger("a", "e", "1"))
                      .status());
      server.next();
      pusher.close();

      assertThat(status.get(20, TimeUnit.SECONDS)).isEqualTo(429);
    }
  }
}
