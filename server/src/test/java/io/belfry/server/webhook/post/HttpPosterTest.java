package io.belfry.server.webhook.post;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.app.WebhookEndpoint;
import io.belfry.server.webhook.post.Poster.Attempt;
import io.belfry.server.webhook.post.Poster.Cause;
import io.belfry.server.webhook.post.Poster.Outcome;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over the wire, and what is made of what comes back. */
class HttpPosterTest {
  private static final String NO_CONTENT = "HTTP/1.1 204 No Content\r\n\r\n";

  private static final byte[] IPV6_LOOPBACK = new byte[16];

  static {
    IPV6_LOOPBACK[15] = 1;
  }

  private final HttpPoster poster = Attempts.poster();

  @AfterEach
  void end() {
    poster.close();
  }

  @Test
  @Tag("HOOK-001")
  @Tag("HOOK-002")
  @Tag("HOOK-007")
  @Tag("HOOK-008")
  @Tag("HOOK-010")
  void givenAnAttempt_theseAreTheBytesOfItsRequest() {
    try (RawReceiver receiver = RawReceiver.start(RawReceiver.always(NO_CONTENT))) {
      Outcome outcome = post(receiver.url());

      RawReceiver.Request request = receiver.next();
      assertThat(request.head())
          .isEqualTo(
              """
              POST /hooks?token=t0p HTTP/1.1
              User-Agent: Belfry-Webhooks/1
              Content-Type: application/json
              X-Pusher-Key: 278d425bdf160c739803
              X-Pusher-Signature: c19001ae3963ccb13bf618e5b16ba9848e7e74df0993aa0689168e341c6833cf
              X-Belfry-Delivery: 0198c0de-0000-7000-8000-000000000001
              X-Belfry-Attempt: 1
              X-Belfry-Sequence: 7
              Host: 127.0.0.1:%d
              Content-Length: 87
              Connection: keep-alive

              """
                  .formatted(receiver.port())
                  .replace("\n", "\r\n"));
      assertThat(request.body()).isEqualTo(Attempts.BODY);
      assertThat(outcome)
          .isEqualTo(new Outcome(Cause.DELIVERED, OptionalInt.of(204), Optional.empty()));
    }
  }

  @Test
  @Tag("HOOK-065")
  void givenAnAttemptThatIsLate_itSaysWhenItShouldHaveBeen() {
    try (RawReceiver receiver = RawReceiver.start(RawReceiver.always(NO_CONTENT))) {
      Attempt first = Attempts.attempt(Attempts.endpoint(receiver.url()).build());
      Attempts.outcome(
          poster,
          new Attempt(
              first.endpoint(),
              first.key(),
              true,
              first.delivery(),
              4,
              OptionalLong.empty(),
              OptionalLong.of(1_327_078_148_132L),
              first.body()));

      RawReceiver.Request request = receiver.next();
      assertThat(request.field("X-Belfry-Original-Time")).isEqualTo("1327078148132");
      assertThat(request.field("X-Belfry-Attempt")).isEqualTo("4");
      assertThat(request.head()).doesNotContain("X-Belfry-Sequence");
    }
  }

  @Test
  @Tag("HOOK-009")
  void givenFieldsOfTheOperator_theyAreAddedAndReplaceNoneOfOurs() {
    try (RawReceiver receiver = RawReceiver.start(RawReceiver.always(NO_CONTENT))) {
      WebhookEndpoint plain = Attempts.endpoint(receiver.url()).build();
      List<WebhookEndpoint.Header> headers =
          Stream.of(
                  "authorization=Bearer x",
                  "User-Agent=Mine",
                  "content-type=text/plain",
                  "Content-Length=3",
                  "host=elsewhere",
                  "X-PUSHER-KEY=k",
                  "x-pusher-signature=s",
                  "x-belfry-delivery=d",
                  "Transfer-Encoding=chunked")
              .map(text -> text.split("=", 2))
              .map(parts -> new WebhookEndpoint.Header(parts[0], parts[1]))
              .toList();
      Attempts.outcome(
          poster,
          Attempts.attempt(
              new WebhookEndpoint(
                  plain.id(), plain.url(), plain.types(), headers, plain.settings())));

      RawReceiver.Request request = receiver.next();
      assertThat(request.head().lines())
          .contains("authorization: Bearer x", "User-Agent: Mine")
          .contains("Content-Type: application/json", "Content-Length: 87")
          .contains("Host: 127.0.0.1:" + receiver.port(), "X-Pusher-Key: 278d425bdf160c739803")
          .contains("X-Belfry-Delivery: " + Attempts.DELIVERY)
          .noneMatch(line -> line.toLowerCase(Locale.ROOT).startsWith("transfer-encoding"));
      assertThat(request.head().lines().map(line -> line.split(":", 2)[0].toLowerCase(Locale.ROOT)))
          .doesNotHaveDuplicates();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "200,DELIVERED",
    "201,DELIVERED",
    "299,DELIVERED",
    "301,REDIRECTED",
    "307,REDIRECTED",
    "400,CLIENT_ERROR",
    "404,CLIENT_ERROR",
    "408,CLIENT_ERROR",
    "410,GONE",
    "429,CLIENT_ERROR",
    "500,SERVER_ERROR",
    "503,SERVER_ERROR",
    "599,SERVER_ERROR"
  })
  @Tag("HOOK-060")
  @Tag("HOOK-062")
  @Tag("HOOK-066")
  void givenAStatus_itIsTheOutcomeAndNobodyGoesElsewhere(int status, Cause cause) {
    String answer =
        "HTTP/1.1 " + status + " X\r\nLocation: /elsewhere\r\nContent-Length: 2\r\n\r\nok";
    try (RawReceiver receiver = RawReceiver.start(RawReceiver.always(answer))) {
      assertThat(post(receiver.url()))
          .isEqualTo(new Outcome(cause, OptionalInt.of(status), Optional.empty()));

      receiver.next();
      poster.close();
      receiver.nextEnded();
      assertThat(receiver.connections()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "429,120,120",
    "503,0,0",
    "503,99999999999999,86400",
    "503,'Wed, 21 Oct 2015 07:28:00 GMT',0",
    "503,'Wed, 21 Oct 2195 07:28:00 GMT',86400",
    "503,soon,",
    "503,-5,",
    "503,'',",
    "500,120,"
  })
  @Tag("HOOK-063")
  void givenARetryAfter_itIsReadAndBounded(int status, String field, Long seconds) {
    String answer =
        "HTTP/1.1 %d X\r\nRetry-After: %s\r\nContent-Length: 0\r\n\r\n".formatted(status, field);
    try (RawReceiver receiver = RawReceiver.start(RawReceiver.always(answer))) {
      assertThat(post(receiver.url()).retryAfter())
          .isEqualTo(Optional.ofNullable(seconds).map(Duration::ofSeconds));
    }
  }

  @Test
  @Tag("HOOK-096")
  void givenOneRequestAfterTheOther_theyShareAConnection() {
    try (RawReceiver receiver = RawReceiver.start(RawReceiver.always(NO_CONTENT))) {
      for (int i = 0; i < 20; i++) {
        assertThat(post(receiver.url()).cause()).isEqualTo(Cause.DELIVERED);
      }

      assertThat(receiver.connections()).isEqualTo(1);
    }
  }

  @Test
  void givenMoreRequestsThanPlaces_allArriveAndNeverMoreAtOnce() throws Exception {
    var gate = new CountDownLatch(HttpPoster.MOST_AT_ONCE);
    try (RawReceiver receiver =
        RawReceiver.start(
            connection -> {
              while (true) {
                connection.readRequest();
                gate.countDown();
                await(gate);
                connection.write(NO_CONTENT);
              }
            })) {
      List<CompletableFuture<Outcome>> outcomes =
          IntStream.range(0, HttpPoster.MOST_AT_ONCE + 50)
              .mapToObj(
                  i ->
                      poster
                          .post(Attempts.attempt(Attempts.endpoint(receiver.url()).build()))
                          .toCompletableFuture())
              .toList();

      outcomes.forEach(outcome -> assertThat(outcome.join().cause()).isEqualTo(Cause.DELIVERED));
      assertThat(receiver.connections()).isEqualTo(HttpPoster.MOST_AT_ONCE);
    }
  }

  @Test
  @Tag("HOOK-067")
  void givenNamesThatAreNotFoundForLong_theirPlacesAreFreeAndAllElseGoesOn() {
    var gate = new CountDownLatch(1);
    JudgedAddresses.Names slow =
        host -> {
          assertThat(Thread.currentThread().isVirtual()).isFalse();
          if (host.endsWith(".test")) {
            await(gate);
          }
          return new InetAddress[] {InetAddress.getLoopbackAddress()};
        };
    try (RawReceiver receiver = RawReceiver.start(RawReceiver.always(NO_CONTENT));
        HttpPoster poster = Attempts.poster(slow)) {
      List<CompletableFuture<Outcome>> hanging =
          IntStream.range(0, HttpPoster.MOST_AT_ONCE)
              .mapToObj(i -> Attempts.impatient("http://hooks-" + i % 8 + ".test/"))
              .map(endpoint -> poster.post(Attempts.attempt(endpoint)).toCompletableFuture())
              .toList();
      CompletableFuture<Boolean> isCutOffByVirtual =
          hanging.get(0).thenApply(outcome -> Thread.currentThread().isVirtual());
      hanging.forEach(one -> assertThat(one.join().cause()).isEqualTo(Cause.TIMED_OUT));
      assertThat(isCutOffByVirtual.join()).isFalse();

      Attempt next = Attempts.attempt(Attempts.endpoint(receiver.url()).build());
      assertThat(Attempts.outcome(poster, next).cause()).isEqualTo(Cause.DELIVERED);
      gate.countDown();
    }
  }

  @Test
  @SuppressWarnings("NullAway") // it is what none should be
  void givenAnAttemptThatNoRequestCanBeMadeOf_thoseOfOthersGoOn() {
    var gate = new CountDownLatch(1);
    try (RawReceiver receiver =
        RawReceiver.start(
            connection -> {
              connection.readRequest();
              await(gate);
              connection.write(NO_CONTENT);
            })) {
      CompletableFuture<Outcome> other =
          poster
              .post(Attempts.attempt(Attempts.endpoint(receiver.url()).build()))
              .toCompletableFuture();
      receiver.next();

      Attempt none = Attempts.attempt(Attempts.endpoint("http://127.0.0.1:1/").build(), null, true);
      assertThat(Attempts.outcome(poster, none).cause()).isEqualTo(Cause.BROKEN);
      gate.countDown();
      assertThat(other.join().cause()).isEqualTo(Cause.DELIVERED);
    }
  }

  private static void await(CountDownLatch gate) {
    try {
      assertThat(gate.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.0 200 OK\r\n\r\nbye",
        "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nbye",
        "HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n"
      })
  @Tag("HOOK-060")
  void givenAnAnswerInAnotherForm_itIsTakenAllTheSame(String answer) {
    try (RawReceiver receiver =
        RawReceiver.start(
            connection -> {
              connection.readRequest();
              connection.write(answer);
            })) {
      assertThat(post(receiver.url()).cause()).isEqualTo(Cause.DELIVERED);
    }
  }

  @Test
  void givenAnIpv6Address_itIsReached() throws Exception {
    try (RawReceiver receiver =
        RawReceiver.start(
            new ServerSocket(0, 5, InetAddress.getByAddress(IPV6_LOOPBACK)),
            RawReceiver.always(NO_CONTENT))) {
      Outcome outcome = post("http://[::1]:" + receiver.port());

      assertThat(outcome.cause()).isEqualTo(Cause.DELIVERED);
      RawReceiver.Request request = receiver.next();
      assertThat(request.head()).startsWith("POST / HTTP/1.1\r\n");
      assertThat(request.field("Host")).isEqualTo("[::1]:" + receiver.port());
    }
  }

  @Test
  void givenAnEmptyPosterThatIsClosed_itEndsAllAttempts() {
    poster.close();

    assertThat(post("http://127.0.0.1:1/").cause()).isEqualTo(Cause.BROKEN);
  }

  private Outcome post(String url) {
    return Attempts.outcome(poster, Attempts.attempt(Attempts.endpoint(url).build()));
  }
}
