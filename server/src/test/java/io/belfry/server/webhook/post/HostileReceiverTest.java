package io.belfry.server.webhook.post;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.webhook.post.Poster.Cause;
import io.belfry.server.webhook.post.Poster.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Receivers that hang, flood, lie, or go away. */
class HostileReceiverTest {
  private static final String NO_CONTENT = "HTTP/1.1 204 No Content\r\n\r\n";
  private static final long WITHIN_MS = 5_000;
  private static final long ROOM_FOR_SOCKETS = 64 << 20;

  private final HttpPoster poster = Attempts.poster();

  @AfterEach
  void end() {
    poster.close();
  }

  @Test
  @Tag("HOOK-067")
  void givenAReceiverThatNeverAnswers_itIsOverInTimeAndTheConnectionIsClosed() {
    try (RawReceiver receiver =
        RawReceiver.start(
            connection -> {
              connection.readRequest();
              connection.readToEnd();
            })) {
      assertThat(postInTime(receiver.url())).isEqualTo(Outcome.of(Cause.TIMED_OUT));
      receiver.nextEnded();
    }
  }

  @Test
  @Tag("HOOK-067")
  void givenAHeadThatComesByteByByte_itIsOverInTime() {
    String answer = "HTTP/1.1 200 OK\r\nX-Filler: " + "x".repeat(200) + "\r\n\r\n";
    try (RawReceiver receiver =
        RawReceiver.start(
            connection -> {
              connection.readRequest();
              connection.trickle(answer);
            })) {
      assertThat(postInTime(receiver.url())).isEqualTo(Outcome.of(Cause.TIMED_OUT));
      receiver.nextEnded();
    }
  }

  @Test
  @Tag("HOOK-060")
  @Tag("HOOK-067")
  void givenABodyThatComesByteByByte_theStatusHoldsAndTheRestIsCutInTime() {
    try (RawReceiver receiver =
        RawReceiver.start(
            connection -> {
              connection.readRequest();
              connection.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
              connection.trickle("x".repeat(1000));
            })) {
      assertThat(postInTime(receiver.url()).cause()).isEqualTo(Cause.DELIVERED);
      receiver.nextEnded();
    }
  }

  @Test
  @Tag("HOOK-067")
  void givenAReceiverThatDoesNotRead_itIsOverInTime() throws Exception {
    // Not even taken from the backlog: the system alone takes what fits into its buffers.
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      long start = System.nanoTime();
      Outcome outcome =
          Attempts.outcome(
              poster,
              Attempts.attempt(
                  Attempts.impatient("http://127.0.0.1:" + silent.getLocalPort() + "/"),
                  new byte[16 << 20],
                  true));

      assertThat(outcome.cause()).isEqualTo(Cause.TIMED_OUT);
      assertThat(Duration.ofNanos(System.nanoTime() - start).toMillis()).isLessThan(WITHIN_MS);
    }
  }

  @Test
  @Tag("HOOK-067")
  void givenANameServiceThatHangs_itIsOverInTime() {
    CountDownLatch answered = new CountDownLatch(1);
    JudgedAddresses.Names hanging =
        host -> {
          await(answered);
          return new InetAddress[] {InetAddress.getLoopbackAddress()};
        };
    try (HttpPoster waiting = Attempts.poster(hanging)) {
      Outcome outcome =
          Attempts.outcome(waiting, Attempts.attempt(Attempts.impatient("http://hooks.test/")));

      assertThat(outcome).isEqualTo(Outcome.of(Cause.TIMED_OUT));
      answered.countDown();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n",
        "HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7fffffff\r\n"
      })
  @Tag("HOOK-060")
  void givenAnAnswerWithoutEnd_itIsCutAndItsConnectionUsedNoMore(String head) {
    try (RawReceiver receiver =
        RawReceiver.start(
            connection -> {
              connection.readRequest();
              if (connection.number() == 0) {
                connection.write(head);
                connection.writeForever("x".repeat(1000));
              }
              connection.write(NO_CONTENT);
            })) {
      assertThat(post(receiver.url()).cause()).isEqualTo(Cause.DELIVERED);
      assertThat(receiver.nextEnded().written()).isLessThan(ROOM_FOR_SOCKETS);

      assertThat(post(receiver.url()).cause()).isEqualTo(Cause.DELIVERED);
      assertThat(receiver.connections()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-Filler: x\r\n", "X", "X: y\r\n z\r\n"})
  void givenAHeadWithoutEnd_itIsBrokenOff(String part) {
    try (RawReceiver receiver =
        RawReceiver.start(
            connection -> {
              connection.readRequest();
              connection.write("HTTP/1.1 200 OK\r\n");
              connection.writeForever(part);
            })) {
      assertThat(post(receiver.url()).cause()).isEqualTo(Cause.BROKEN);
      assertThat(receiver.nextEnded().written()).isLessThan(ROOM_FOR_SOCKETS);
    }
  }

  @Test
  void givenInformationalAnswersWithoutEnd_itIsBrokenOff() {
    try (RawReceiver receiver =
        RawReceiver.start(
            connection -> {
              connection.readRequest();
              connection.writeForever("HTTP/1.1 103 Early Hints\r\n\r\n");
            })) {
      assertThat(post(receiver.url()).cause()).isEqualTo(Cause.BROKEN);
      receiver.nextEnded();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\r\n",
        "SSH-2.0-OpenSSH_9.6\r\n",
        "HTTP/1.1\r\n\r\n",
        "HTTP/1.1 two OK\r\n\r\n",
        "HTTP/1.1 99999999999 OK\r\n\r\n",
        "HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-"
      })
  void givenWhatIsNoAnswer_itIsBroken(String text) {
    try (RawReceiver receiver =
        RawReceiver.start(
            connection -> {
              connection.readRequest();
              connection.write(text);
            })) {
      assertThat(post(receiver.url()).cause()).isEqualTo(Cause.BROKEN);
      assertThat(receiver.connections()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        NO_CONTENT + "HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 410 Gone\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok\r\n"
      })
  void givenSomethingBehindAnAnswer_itIsNotTakenForTheNextOne(String answer) {
    try (RawReceiver receiver =
        RawReceiver.start(
            connection -> {
              connection.readRequest();
              connection.write(answer);
              connection.readToEnd();
            })) {
      assertThat(post(receiver.url()).cause()).isEqualTo(Cause.DELIVERED);
      assertThat(post(receiver.url()).cause()).isEqualTo(Cause.DELIVERED);
      assertThat(receiver.connections()).isEqualTo(2);
    }
  }

  @Test
  @Tag("HOOK-096")
  void givenAConnectionThatWasClosedWhileIdle_theNextAttemptTakesAnother() {
    try (RawReceiver receiver =
        RawReceiver.start(
            connection -> {
              connection.readRequest();
              connection.write(NO_CONTENT);
            })) {
      for (int i = 0; i < 5; i++) {
        assertThat(post(receiver.url()).cause()).isEqualTo(Cause.DELIVERED);
        receiver.nextEnded();
      }
      assertThat(receiver.connections()).isEqualTo(5);
    }
  }

  @Test
  @Tag("HOOK-096")
  void givenAUsedConnectionThatIsClosedOverTheRequest_itIsSentAgainUnderTheSameId() {
    try (RawReceiver receiver =
        RawReceiver.start(
            connection -> {
              connection.readRequest();
              connection.write(NO_CONTENT);
              connection.readRequest();
            })) {
      post(receiver.url());
      receiver.next();

      assertThat(post(receiver.url()).cause()).isEqualTo(Cause.DELIVERED);
      RawReceiver.Request lost = receiver.next();
      assertThat(receiver.next().head()).isEqualTo(lost.head());
    }
  }

  @Test
  void givenNobodyWhoListens_thereIsNoConnection() throws IOException {
    int port;
    try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = gone.getLocalPort();
    }

    assertThat(post("http://127.0.0.1:" + port + "/")).isEqualTo(Outcome.of(Cause.CONNECT_FAILED));
  }

  @Test
  void givenAPosterThatCloses_whatIsUnderWayEnds() {
    try (RawReceiver receiver =
        RawReceiver.start(
            connection -> {
              connection.readRequest();
              connection.readToEnd();
            })) {
      CompletableFuture<Outcome> outcome =
          poster
              .post(Attempts.attempt(Attempts.endpoint(receiver.url()).build()))
              .toCompletableFuture();
      receiver.next();

      poster.close();

      assertThat(outcome.join()).isEqualTo(Outcome.of(Cause.BROKEN));
      receiver.nextEnded();
    }
  }

  private Outcome post(String url) {
    return Attempts.outcome(poster, Attempts.attempt(Attempts.endpoint(url).build()));
  }

  private Outcome postInTime(String url) {
    long start = System.nanoTime();
    Outcome outcome = Attempts.outcome(poster, Attempts.attempt(Attempts.impatient(url)));
    assertThat(Duration.ofNanos(System.nanoTime() - start).toMillis()).isLessThan(WITHIN_MS);
    return outcome;
  }
}
