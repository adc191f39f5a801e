package io.belfry.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.belfry.rest.RecordingServer.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FailureTest {
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final Executor THREADS = task -> new Thread(task, "server").start();

  @ParameterizedTest
  @CsvSource({
    "400, false",
    "401, false",
    "403, false",
    "404, false",
    "409, false",
    "413, false",
    "201, false",
    "204, false",
    "302, false",
    "429, true",
    "500, true",
    "502, true",
    "503, true"
  })
  @Tag("HTTP-160")
  @Tag("HTTP-161")
  void givenAnotherStatusThan200_itIsATypedErrorAndNothingIsRepeated(
      int status, boolean isRetryable) {
    String body = status == 204 ? "" : "{\"error\":\"No.\",\"code\":1,\"reason\":\"some_reason\"}";
    try (RecordingServer server = RecordingServer.answering(new Answer(status, body))) {
      ApiException e = failure(server.pusher());

      assertThat(e.status()).isEqualTo(status);
      assertThat(e.body()).isEqualTo(body);
      assertThat(e.reason()).isEqualTo(status == 204 ? "" : "some_reason");
      assertThat(e.isRetryable()).isEqualTo(isRetryable);
      assertThat(e).hasMessageContaining("The server answered " + status);
      assertThat(server.left()).hasSize(1);
    }
  }

  @Test
  @Tag("HTTP-160")
  void givenAWaitInTheAnswer_itIsToldAndAnythingElseIsNot() {
    String body = "{\"error\":\"Slow down.\",\"reason\":\"rate_limited\"}";
    for (String given : new String[] {"7", "-7", "Wed, 21 Oct 2026 07:28:00 GMT", "99999999999"}) {
      try (RecordingServer server =
          RecordingServer.answering(new Answer(429, body, Map.of("Retry-After", given)))) {
        assertThat(failure(server.pusher()).retryAfter().isPresent()).isEqualTo(given.equals("7"));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>Bad gateway\nnginx</html>", "", "[]", "{\"error\":7}", "{"})
  @Tag("HTTP-160")
  void givenAnErrorThatIsNoErrorObject_itIsATypedErrorAllTheSame(String body) {
    try (RecordingServer server = RecordingServer.answering(new Answer(502, body))) {
      ApiException e = failure(server.pusher());

      assertThat(e.status()).isEqualTo(502);
      assertThat(e.reason()).isEmpty();
      assertThat(e.body()).isEqualTo(body);
    }
  }

  @Test
  @Tag("HTTP-160")
  void givenAHugeError_onlyItsBeginningIsKept() {
    try (RecordingServer server =
        RecordingServer.answering(
            new Answer(500, "{\"error\":\"" + "x\\n".repeat(2 << 20) + "\"}"))) {
      ApiException e = failure(server.pusher());

      assertThat(e.body()).hasSize(64 << 10);
      assertThat(e.getMessage()).hasSizeLessThan(600).doesNotContain("\n");
    }
  }

  @Test
  @Tag("HTTP-160")
  void givenALongSentenceOfTheServer_itIsCutAndOnOneLine() {
    try (RecordingServer server =
        RecordingServer.answering(
            new Answer(400, "{\"error\":\"" + "x\\n".repeat(5000) + "\",\"reason\":\"r\\n\"}"))) {
      assertThat(failure(server.pusher()).getMessage()).hasSizeLessThan(600).doesNotContain("\n");
    }
  }

  @Test
  @Tag("HTTP-160")
  void givenAPortWhereNobodyListens_itIsSaidAndRetryable() throws IOException {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }
    ApiException e = failure(new Pusher(options(port)));

    assertThat(e.status()).isZero();
    assertThat(e.isRetryable()).isTrue();
    assertThat(e).hasMessageContaining("http://127.0.0.1:" + port);
  }

  @Test
  @Tag("HTTP-160")
  void givenAConnectionThatEndsWithoutAnAnswer_itIsRetryable() throws IOException {
    try (ServerSocket listener = listener()) {
      CompletableFuture<Void> server =
          CompletableFuture.runAsync(
              () -> {
                try (Socket socket = listener.accept()) {
                  readHead(socket);
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              },
              THREADS);
      ApiException e = failure(new Pusher(options(listener.getLocalPort())));

      assertThat(e.status()).isZero();
      assertThat(e.isRetryable()).isTrue();
      server.join();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200 OK\r\nContent-Le",
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
      })
  @Tag("HTTP-164")
  void givenAnAnswerThatNeverEnds_theRequestEndsInTimeAndLetsGoOfItsConnection(String beginning)
      throws IOException {
    try (ServerSocket listener = listener()) {
      CompletableFuture<Integer> end =
          CompletableFuture.supplyAsync(() -> answerAndAwaitEnd(listener, beginning), THREADS);
      Pusher pusher =
          new Pusher(
              options(listener.getLocalPort())
                  .withTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(1)));

      ApiException e = failure(pusher);

      assertThat(e.status()).isZero();
      assertThat(e.isRetryable()).isTrue();
      assertThat(e).hasMessageContaining("did not answer in time");
      assertThat(end.orTimeout(10, TimeUnit.SECONDS).join()).isEqualTo(-1);
    }
  }

  private static int answerAndAwaitEnd(ServerSocket listener, String beginning) {
    try (Socket socket = listener.accept()) {
      socket.setSoTimeout(10_000);
      readHead(socket);
      socket.getOutputStream().write(beginning.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
      InputStream in = socket.getInputStream();
      int last = in.read();
      while (last >= 0) {
        last = in.read();
      }
      return last;
    } catch (SocketException e) {
      return -1;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @Tag("HTTP-164")
  void givenAnInterruptedWait_itEndsAtOnceAndTheThreadStaysInterrupted() throws IOException {
    try (ServerSocket silent = listener()) {
      Pusher pusher = new Pusher(options(silent.getLocalPort()));
      Thread.currentThread().interrupt();

      ApiException e = failure(pusher);

      assertThat(Thread.interrupted()).isTrue();
      assertThat(e).hasMessageContaining("interrupted");
    }
  }

  @Test
  @Tag("HTTP-164")
  void givenAStage_itFailsWithTheSameErrorAsTheWaitingCall() {
    try (RecordingServer server =
        RecordingServer.answering(
            new Answer(401, "{\"error\":\"No.\",\"reason\":\"auth_signature_invalid\"}"))) {
      assertThatThrownBy(
              () ->
                  server
                      .pusher()
                      .triggerAsync(Event.of("a", "e", "d"))
                      .toCompletableFuture()
                      .get(10, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOfSatisfying(
              ApiException.class, e -> assertThat(e.reason()).isEqualTo("auth_signature_invalid"));
    }
  }

  @Test
  void givenAFailure_itsTraceLeadsToTheCaller() {
    try (RecordingServer server = RecordingServer.answering(new Answer(400, "{}"))) {
      assertThat(failure(server.pusher()).getStackTrace())
          .anyMatch(frame -> frame.getClassName().equals(FailureTest.class.getName()));
    }
  }

  @Test
  @Tag("HTTP-164")
  void givenSeveralRequests_theyGoOverOneConnection() throws IOException {
    try (ServerSocket listener = listener()) {
      CompletableFuture<Integer> requests =
          CompletableFuture.supplyAsync(() -> answerOnOneConnection(listener, 3), THREADS);
      Pusher pusher = new Pusher(options(listener.getLocalPort()));
      for (int i = 0; i < 3; i++) {
        pusher.trigger("a", "e", "d");
      }
      assertThat(requests.orTimeout(10, TimeUnit.SECONDS).join()).isEqualTo(3);
    }
  }

  private static int answerOnOneConnection(ServerSocket listener, int count) {
    String answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
    try (Socket socket = listener.accept()) {
      socket.setSoTimeout(10_000);
      for (int i = 0; i < count; i++) {
        String head = readHead(socket);
        int length = Integer.parseInt(head.replaceAll("(?is).*content-length: (\\d+).*", "$1"));
        socket.getInputStream().readNBytes(length);
        socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
      }
      return count;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @Tag("HTTP-163")
  @Tag("THR-47")
  void givenAnyFailure_neitherSecretNorSignatureIsShown() throws IOException {
    StringWriter shown = new StringWriter();
    try (RecordingServer server =
            RecordingServer.answering(new Answer(401, "{\"error\":\"No.\"}"));
        ServerSocket silent = listener()) {
      for (RestOptions options :
          new RestOptions[] {
            server.options(), options(1), options(silent.getLocalPort()).withTimeouts(SHORT, SHORT)
          }) {
        shown.append(options.toString());
        failure(new Pusher(options)).printStackTrace(new PrintWriter(shown, true));
      }
      String signature = server.next().query().get("auth_signature");

      assertThat(shown.toString())
          .contains("ApiException")
          .doesNotContain(RecordingServer.SECRET)
          .doesNotContain("auth_signature")
          .doesNotContain(signature);
    }
  }

  private static ApiException failure(Pusher pusher) {
    return catchThrowableOfType(ApiException.class, () -> pusher.trigger("a", "e", "d"));
  }

  private static RestOptions options(int port) {
    return RestOptions.of("http://127.0.0.1:" + port, "7", "app-key", RecordingServer.SECRET);
  }

  private static ServerSocket listener() throws IOException {
    return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  private static String readHead(Socket socket) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        throw new IOException("The connection ended in the head: " + head);
      }
      head.append((char) next);
    }
    return head.toString();
  }
}
