package io.belfry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.client.util.HttpChannelAuthorizer;
import io.belfry.client.util.HttpUserAuthenticator;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Auth endpoints that answer anything, by real sockets. */
class HostileEndpointTest {
  private static final String OK = "HTTP/1.1 200 OK\r\n";

  private interface Behaviour {
    void answer(OutputStream out) throws IOException;
  }

  /** An endpoint that reads a request and then behaves. */
  private static final class Endpoint implements AutoCloseable {
    private final ServerSocket door;
    private final AtomicInteger requests = new AtomicInteger();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch left = new CountDownLatch(1);

    Endpoint(Behaviour behaviour) {
      try {
        door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      Thread thread = new Thread(() -> serve(behaviour));
      thread.setDaemon(true);
      thread.start();
    }

    private void serve(Behaviour behaviour) {
      while (!door.isClosed()) {
        try (Socket guest = door.accept()) {
          assertThat(guest.getInputStream().read(new byte[8192])).isPositive();
          requests.incrementAndGet();
          asked.countDown();
          behaviour.answer(guest.getOutputStream());
          guest.shutdownOutput();
          guest.getInputStream().readAllBytes();
        } catch (IOException e) {
          // The guest is gone, or the door is shut.
        }
        left.countDown();
      }
    }

    String url() {
      return "http://127.0.0.1:" + door.getLocalPort() + "/auth";
    }

    @Override
    public void close() throws IOException {
      door.close();
    }
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  private static String refusal(String answer) throws IOException {
    try (Endpoint endpoint = new Endpoint(out -> write(out, answer))) {
      return refusal(endpoint, Duration.ofSeconds(10));
    }
  }

  private static String refusal(Endpoint endpoint, Duration patience) {
    HttpUserAuthenticator authenticator = new HttpUserAuthenticator(endpoint.url());
    authenticator.setTimeout(patience);
    AtomicReference<String> words = new AtomicReference<>("");
    assertThatThrownBy(() -> authenticator.authenticate("1.1"))
        .isInstanceOf(AuthenticationFailureException.class)
        .satisfies(e -> words.set(String.valueOf(e.getMessage())));
    assertThat(words.get())
        .startsWith("The auth endpoint " + endpoint.url())
        .endsWith(".")
        .doesNotContain("..");
    return words.get();
  }

  @ParameterizedTest
  @CsvSource({
    "302, 'answered 302. Expected 200; redirects are not followed.'",
    "307, 'answered 307. Expected 200; redirects are not followed.'",
    "500, 'answered 500. Expected 200.'",
    "204, 'answered 204. Expected 200.'"
  })
  @Tag("CL-009")
  void givenAnotherStatus_itIsToldAndNothingIsFollowed(int status, String words)
      throws IOException {
    String head = "HTTP/1.1 " + status + " X\r\nLocation: /elsewhere\r\n";
    try (Endpoint endpoint = new Endpoint(out -> write(out, head + "\r\n<html>"))) {
      assertThat(refusal(endpoint, Duration.ofSeconds(10))).endsWith(words);
      assertThat(endpoint.requests.get()).isOne();
    }
  }

  @Test
  @Tag("CL-009")
  void givenNoAnswer_itIsToldAndNothingIsSentTwice() throws IOException {
    try (Endpoint endpoint = new Endpoint(out -> {})) {
      assertThat(refusal(endpoint, Duration.ofSeconds(10))).contains("ended the connection");
      assertThat(endpoint.requests.get()).isOne();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HTTP/1.1 200 OK\\nContent-Length: 2000000\\n\\n|longer than 1048576 bytes",
        "HTTP/1.1 200 OK\\nContent-Length: 99999999999999999\\n\\n|longer than 1048576 bytes",
        "HTTP/1.1 200 OK\\nContent-Length: 10\\n\\n{}|shorter than it says",
        "HTTP/1.1 200 OK\\nContent-Length: -1\\n\\n{}|no number",
        "HTTP/1.1 200 OK\\nContent-Length: 2\\nContent-Length: 3\\n\\n{}|no number",
        "HTTP/1.1 200 OK\\nTransfer-Encoding: gzip\\n\\n{}|other than chunked",
        "HTTP/1.1 200 OK\\nTransfer-Encoding: chunked\\n\\nzz\\n|no size",
        "HTTP/1.1 200 OK\\nTransfer-Encoding: chunked\\n\\n2\\n{}x\\n|longer than it says",
        "HTTP/1.1 200 OK\\nTransfer-Encoding: chunked\\n\\n2\\n{}\\n|no end",
        "HTTP/1.1 200 OK\\nTransfer-Encoding: chunked\\n\\nfffffff\\n|longer than 1048576 bytes",
        "hello|does not speak HTTP",
        "HTTP/1.1 200 OK\\nno field\\n\\n|does not speak HTTP"
      })
  @Tag("CL-009")
  void givenABrokenAnswer_whatIsBrokenIsTold(String answer, String words) throws IOException {
    assertThat(refusal(answer.replace("\\n", "\r\n"))).contains(words);
  }

  @Test
  @Tag("CL-009")
  void givenAnAnswerWithoutBound_itIsGivenUp() throws IOException {
    Behaviour endless =
        out -> {
          write(out, OK + "\r\n");
          while (true) {
            write(out, "x".repeat(8192));
          }
        };
    Behaviour endlessHead =
        out -> {
          write(out, OK);
          while (true) {
            write(out, "X: " + "x".repeat(8192) + "\r\n");
          }
        };
    try (Endpoint endpoint = new Endpoint(endless)) {
      assertThat(refusal(endpoint, Duration.ofSeconds(10))).contains("longer than 1048576 bytes");
    }
    try (Endpoint endpoint = new Endpoint(endlessHead)) {
      assertThat(refusal(endpoint, Duration.ofSeconds(10))).contains("longer than 16384 bytes");
    }
  }

  @Test
  @Tag("CL-019")
  void givenAnAnswerThatDrips_theTimeLimitHoldsForAllOfIt() throws Exception {
    Behaviour drip =
        out -> {
          write(out, OK);
          while (true) {
            write(out, "X: 1\r\n");
            pause();
          }
        };
    try (Endpoint endpoint = new Endpoint(drip)) {
      assertThat(refusal(endpoint, Duration.ofMillis(300))).contains("no answer within 300 ms");
      assertThat(endpoint.left.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static void pause() {
    try {
      assertThat(new CountDownLatch(1).await(20, TimeUnit.MILLISECONDS)).isFalse();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @Tag("CL-019")
  void givenAnInterrupt_theRequestEnds() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    try (Endpoint endpoint = new Endpoint(out -> awaitQuietly(never))) {
      HttpChannelAuthorizer authorizer = new HttpChannelAuthorizer(endpoint.url());
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Thread caller =
          new Thread(
              () -> {
                try {
                  authorizer.authorize("private-a", "1.1");
                } catch (AuthorizationFailureException e) {
                  thrown.set(e);
                }
              });
      caller.start();
      assertThat(endpoint.asked.await(10, TimeUnit.SECONDS)).isTrue();
      caller.interrupt();
      caller.join(5_000);

      assertThat(caller.isAlive()).isFalse();
      assertThat(thrown.get()).hasMessageContaining("was given up");
      never.countDown();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HTTP/1.1 200 OK\\nContent-Length: 2\\n\\n{}",
        "HTTP/1.1 201 Created\\ncontent-length:2\\n\\n{}",
        "HTTP/1.1 200 OK\\n\\n{}",
        "HTTP/1.0 200\\n\\n{}",
        "HTTP/1.1 100 Continue\\n\\nHTTP/1.1 200 OK\\nContent-Length: 2\\n\\n{}",
        "HTTP/1.1 200 OK\\nTransfer-Encoding: chunked\\n\\n1;a=b\\n{\\n1\\n}\\n0\\n\\n"
      })
  @Tag("CL-009")
  void givenAnAnswerInAnyForm_itsBodyIsTaken(String answer) throws IOException {
    try (Endpoint endpoint = new Endpoint(out -> write(out, answer.replace("\\n", "\r\n")))) {
      assertThat(new HttpUserAuthenticator(endpoint.url()).authenticate("1.1")).isEqualTo("{}");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"''|malformed", "<html>|malformed", "[]|malformed", "{}|auth"})
  @Tag("CL-009")
  void givenABodyThatIsNoToken_theSigninFailsAndTheConnectionStays(String body, String words)
      throws IOException {
    try (Endpoint endpoint = new Endpoint(out -> write(out, OK + "\r\n" + body));
        Scene scene =
            Scene.open(o -> o.setUserAuthenticator(new HttpUserAuthenticator(endpoint.url())))) {
      scene.connect("1.1");
      scene.pusher().signin();
      scene.recorder().await("error null AuthenticationFailureException");

      assertThat(scene.recorder().lastMessage()).contains(words);
      assertThat(scene.pusher().getConnection().getSocketId()).isEqualTo("1.1");
    }
  }

  @Test
  @Tag("CL-009")
  void givenAByteOrderMark_theAnswerIsReadBehindIt() throws Exception {
    String answer = OK + "\r\n\u00EF\u00BB\u00BF{\"auth\":\"k:s\"}";
    try (Endpoint endpoint = new Endpoint(out -> write(out, answer))) {
      assertThat(new HttpChannelAuthorizer(endpoint.url()).authorize("private-a", "1.1"))
          .isEqualTo("{\"auth\":\"k:s\"}");
    }
  }
}
