package io.belfry.server;

import static io.belfry.server.TestServer.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.TestServer.TestConnection;
import io.belfry.testkit.RecordingClient;
import io.netty.channel.EventLoop;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Calls whose answer needs an event loop that stands still. */
@Tag("HTTP-184")
class LateAnswerTest {
  private static final String HEALTH = "GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n";
  private static final String EVENT =
      "{\"name\":\"e\",\"channel\":\"a\",\"data\":\"x\",\"info\":\"subscription_count\"}";

  private final BlockingQueue<EventLoop> accepted = new LinkedBlockingQueue<>();
  private final TestServer server =
      TestServer.withLayer(
          Api.yaml("", "", ""),
          (pipeline, input, peer) -> accepted.add(pipeline.channel().eventLoop()));
  private final Api api = new Api(server);
  private final CountDownLatch standsStill = new CountDownLatch(1);
  private EventLoop other;
  private EventLoop own;
  private RecordingClient caller;
  private TestConnection subscriber;

  @BeforeEach
  void standStill() throws InterruptedException {
    subscriber = server.connect();
    other = nextAccepted();
    subscriber.subscribe("a");
    assertThat(subscriber.next()).isEqualTo(succeeded("a"));
    do {
      caller = RecordingClient.open(server.port()).patient(20);
      own = nextAccepted();
    } while (own.equals(other));
    other.execute(this::awaitTheEnd);
  }

  private EventLoop nextAccepted() throws InterruptedException {
    return Objects.requireNonNull(accepted.poll(20, TimeUnit.SECONDS));
  }

  private void awaitTheEnd() {
    try {
      standsStill.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void goOn() {
    standsStill.countDown();
    for (EventLoop loop : List.of(other, own, other, own)) {
      loop.submit(() -> {}).syncUninterruptibly();
    }
  }

  @AfterEach
  void stop() {
    standsStill.countDown();
    caller.close();
    server.close();
  }

  /** Sends a call, and comes back when the server waits for its answer. */
  private void call(String method, String path, String body, String headers) {
    String head =
        "%s %s?%s HTTP/1.1\r\nHost: h\r\n%sContent-Length: %d\r\n\r\n"
            .formatted(method, path, api.query(method, path, body), headers, body.length());
    caller.sendBytes((HEALTH + head + body).getBytes(StandardCharsets.UTF_8));
    assertThat(answer()).isEqualTo("200 alive");
    own.submit(() -> {}).syncUninterruptibly();
  }

  private String answer() {
    caller.readHead();
    return caller.status() + " " + caller.readBody();
  }

  private void assertTimedOut() {
    assertThat(answer())
        .startsWith("503 {\"error\":\"There was no answer within 10 s.")
        .endsWith("\"code\":503,\"reason\":\"timed_out\"}");
    assertThat(caller.header("Retry-After")).isEqualTo("1");
  }

  @Test
  void givenAnAnswerThatDoesNotCome_itIsRefusedInWordsAndTheConnectionServesOn() {
    call("GET", "/apps/1/channels", "", "X-Request-Id: late\r\n");
    server.clock().advance(Duration.ofSeconds(10));
    assertTimedOut();
    assertThat(caller.header("X-Request-Id")).isEqualTo("late");
    caller.sendBytes(HEALTH.getBytes(StandardCharsets.UTF_8));
    assertThat(answer()).isEqualTo("200 alive");

    goOn();
    call("GET", "/apps/1/channels", "", "");
    assertThat(answer()).isEqualTo("200 {\"channels\":{\"a\":{}}}");
    assertThat(api.page("/metrics").body())
        .contains("belfry_api_refusals_total{app=\"1\",reason=\"timed_out\"} 1.0");
  }

  @Test
  void givenAnAnswerThatComesInTime_nothingElseIsSaid() {
    call("GET", "/apps/1/connections", "", "");
    server.clock().advance(Duration.ofSeconds(9));
    goOn();
    assertThat(answer()).isEqualTo("200 {\"connections\":1}");
    server.clock().advance(Duration.ofSeconds(5));
    call("GET", "/apps/1/connections", "", "");
    assertThat(answer()).isEqualTo("200 {\"connections\":1}");
  }

  @Test
  @Tag("HTTP-090")
  @Tag("HTTP-091")
  void givenALatePublishWithAKey_itsRepetitionIsToldWhatCameOfItAndNothingIsPublishedTwice() {
    String key = "X-Idempotency-Key: k\r\n";
    call("POST", "/apps/1/events", EVENT, key);
    server.clock().advance(Duration.ofSeconds(10));
    assertTimedOut();
    call("POST", "/apps/1/events", EVENT, key);
    assertThat(answer()).endsWith("\"code\":409,\"reason\":\"idempotency_in_progress\"}");

    goOn();
    call("POST", "/apps/1/events", EVENT, key);
    assertThat(answer()).isEqualTo("200 {\"channels\":{\"a\":{\"subscription_count\":1}}}");
    assertThat(caller.header("Idempotency-Replayed")).isEqualTo("true");
    assertThat(subscriber.next()).contains("\"data\":\"x\"");
    subscriber.hasNothing();
  }

  /** Begins to poll for a session; comes back when the server waits for its answer. */
  private void poll(RecordingClient browser, String session) {
    String head =
        "POST /pusher/app/app-key/1/%s/xhr?protocol=7&client=js HTTP/1.1\r\nHost: h\r\n\r\n"
            .formatted(session);
    browser.sendBytes((HEALTH + head).getBytes(StandardCharsets.UTF_8));
    browser.readHead();
    assertThat(browser.readBody()).isEqualTo("alive");
    own.submit(() -> {}).syncUninterruptibly();
  }

  @Test
  void givenASessionWhoseLoopStandsStill_itsRequestsAreRefusedInTimeAndLaterOnesAreServed() {
    int refused = 0;
    // Their homes go by the hash of their names, so some are on the one loop and some on the other.
    for (int i = 0; i < 8; i++) {
      poll(caller, "session" + i);
      server.clock().advance(Duration.ofSeconds(10));
      String answer = answer();
      if (caller.status() == 503) {
        assertThat(answer).contains("\"reason\":\"timed_out\"");
        refused++;
      } else {
        assertThat(answer).startsWith("200 o\n");
      }
    }
    assertThat(refused).isBetween(1, 7);

    goOn();
    for (int i = 8; i < 16; i++) {
      poll(caller, "session" + i);
      assertThat(answer()).startsWith("200 o\n");
    }
  }
}
