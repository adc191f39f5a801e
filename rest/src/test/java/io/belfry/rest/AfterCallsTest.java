package io.belfry.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.rest.RecordingServer.Answer;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What comes after calls that nobody waits for. */
class AfterCallsTest {
  @Test
  @Tag("HTTP-237")
  void givenListenersThatBlock_otherCallsEndAllTheSame() throws Exception {
    CountDownLatch letGo = new CountDownLatch(1);
    try (RecordingServer server = RecordingServer.answering(new Answer(200, "{}"));
        Pusher pusher =
            new Pusher(
                server
                    .options()
                    .withCallListener(
                        (operation, status, took) -> {
                          if (operation.equals("channels")) {
                            await(letGo);
                          }
                        }))) {
      IntStream.range(0, 64).forEach(i -> pusher.getAsync("/channels", java.util.Map.of()));
      CompletableFuture<String> other =
          pusher.getAsync("/connections", java.util.Map.of()).toCompletableFuture();

      assertThat(other.get(10, TimeUnit.SECONDS)).isEqualTo("{}");
      letGo.countDown();
    }
  }

  // Of this wait a pool that adds a thread for one that waits does not hear.
  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(20, TimeUnit.SECONDS)) {
        throw new IllegalStateException("The other call has not ended.");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @Tag("HTTP-237")
  void givenAListenerThatThrows_theCallSucceedsAllTheSame() {
    try (RecordingServer server = RecordingServer.answering(new Answer(200, "{}"));
        Pusher pusher =
            new Pusher(
                server
                    .options()
                    .withCallListener(
                        (operation, status, took) -> {
                          throw new IllegalStateException("a fault of the listener");
                        }))) {
      assertThat(pusher.get("/channels")).isEqualTo("{}");
    }
  }

  @Test
  @Tag("HTTP-160")
  @Tag("HTTP-164")
  void givenAnHttpClientThatThrowsAtOnce_callsFailAndCloseDoesNotWaitForThem() throws Exception {
    Pusher pusher =
        new Pusher(
            RestOptions.of("http://127.0.0.1:1", "7", "key", RecordingServer.SECRET),
            new ThrowingClient());

    CompletableFuture<String> stage =
        CompletableFuture.supplyAsync(
                () -> pusher.getAsync("/channels", java.util.Map.of()).toCompletableFuture())
            .thenCompose(made -> made);
    assertThatThrownBy(() -> stage.get(10, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(ApiException.class)
        .hasMessageContaining("refused by the client");
    assertThatThrownBy(() -> pusher.get("/channels"))
        .isInstanceOf(ApiException.class)
        .hasMessageContaining("refused by the client");
    CompletableFuture.runAsync(pusher::close).get(10, TimeUnit.SECONDS);
  }

  /** A client of the application's that takes nothing. */
  private static final class ThrowingClient extends HttpClient {
    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
        HttpRequest request, HttpResponse.BodyHandler<T> handler) {
      throw new IllegalArgumentException("refused by the client");
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
        HttpRequest request,
        HttpResponse.BodyHandler<T> handler,
        HttpResponse.PushPromiseHandler<T> pushes) {
      return sendAsync(request, handler);
    }

    @Override
    public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
      throw new IllegalArgumentException("refused by the client");
    }

    @Override
    public Optional<CookieHandler> cookieHandler() {
      return Optional.empty();
    }

    @Override
    public Optional<Duration> connectTimeout() {
      return Optional.empty();
    }

    @Override
    public Redirect followRedirects() {
      return Redirect.NEVER;
    }

    @Override
    public Optional<ProxySelector> proxy() {
      return Optional.empty();
    }

    @Override
    public SSLContext sslContext() {
      throw new UnsupportedOperationException();
    }

    @Override
    public SSLParameters sslParameters() {
      return new SSLParameters();
    }

    @Override
    public Optional<Authenticator> authenticator() {
      return Optional.empty();
    }

    @Override
    public Version version() {
      return Version.HTTP_1_1;
    }

    @Override
    public Optional<Executor> executor() {
      return Optional.empty();
    }
  }
}
