package io.belfry.rest;

import io.belfry.protocol.BelfryVersion;
import io.belfry.protocol.json.MalformedJson;
import io.belfry.protocol.json.ObjectCursor;
import io.belfry.rest.internal.ApiRequest;
import io.belfry.rest.internal.BoundedBody;
import io.belfry.rest.internal.RequestSigner;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends signed requests and turns their answers into results or {@link ApiException}s.
 *
 * <p>Thread: thread-safe.
 */
final class RestCall {
  private static final int SUCCESS = 200;
  private static final int MAX_ERROR_BYTES = 64 << 10;
  private static final int MAX_RESULT_BYTES = 32 << 20;
  private static final int MAX_RETRY_DIGITS = 9;
  private static final String LIBRARY = "belfry-rest " + BelfryVersion.TEXT;

  private final RestOptions options;
  private final HttpClient http;
  private final Consumer<HttpClient> end;
  private final RequestSigner signer;
  private final Map<Object, CompletableFuture<?>> running = new ConcurrentHashMap<>();
  // What is to be made again, and why the last time failed.
  private final Map<Attempt<?>, Throwable> waiting = new ConcurrentHashMap<>();
  private volatile boolean closed;

  RestCall(RestOptions options, HttpClient http, Consumer<HttpClient> end) {
    this.options = options;
    this.http = http;
    this.end = end;
    this.signer =
        new RequestSigner(options.appId(), options.key(), options.secret(), options.clock());
  }

  /** Makes a result of the body of a successful answer. */
  interface Reading<T extends @Nullable Object> {
    /**
     * Reads the body.
     *
     * @throws MalformedJson if it is not what was asked for
     */
    T read(byte[] body);
  }

  /**
   * Sends a request, and again where the options say so; the future fails with {@link
   * ApiException}.
   */
  <T extends @Nullable Object> CompletableFuture<T> send(ApiRequest request, Reading<T> reading) {
    if (closed) {
      throw new IllegalStateException("This Pusher was closed. Expected a new one.");
    }
    CompletableFuture<T> result = new CompletableFuture<>();
    Object token = new Object();
    running.put(token, result);
    long began = System.nanoTime();
    result.whenComplete(
        (value, failure) -> {
          running.remove(token);
          Duration took = Duration.ofNanos(System.nanoTime() - began);
          options.listener().ended(request.operation(), status(failure), took);
        });
    attempt(new Attempt<>(request, reading, result), 1);
    return result;
  }

  private record Attempt<T extends @Nullable Object>(
      ApiRequest request, Reading<T> reading, CompletableFuture<T> result) {}

  private <T extends @Nullable Object> void attempt(Attempt<T> attempt, int made) {
    CompletableFuture<T> result = attempt.result;
    CompletableFuture<HttpResponse<byte[]>> exchange =
        http.sendAsync(
            signed(attempt.request),
            info ->
                new BoundedBody(info.statusCode() == SUCCESS ? MAX_RESULT_BYTES : MAX_ERROR_BYTES));
    // The HTTP client's own time-out ends with the head of the answer; this one spans its body too.
    exchange
        .copy()
        .orTimeout(options.requestTimeout().toNanos(), TimeUnit.NANOSECONDS)
        .handle((response, failure) -> outcome(response, failure, attempt.reading))
        .whenComplete(
            (value, failure) -> {
              // After the time-out the connection is let go of.
              cancelIfRunning(exchange);
              if (failure == null) {
                result.complete(value);
              } else {
                failed(attempt, unwrapped(failure), made);
              }
            });
    // When the caller gave up, too.
    result.whenComplete((value, failure) -> cancelIfRunning(exchange));
  }

  private <T extends @Nullable Object> void failed(Attempt<T> attempt, Throwable cause, int made) {
    Optional<Duration> wait =
        cause instanceof ApiException failure && !attempt.result.isDone()
            ? options.retries().wait(attempt.request, failure, made)
            : Optional.empty();
    if (wait.isEmpty()) {
      attempt.result.completeExceptionally(cause);
      return;
    }
    waiting.put(attempt, cause);
    if (closed) {
      giveUpWaiting();
      return;
    }
    CompletableFuture.delayedExecutor(wait.get().toNanos(), TimeUnit.NANOSECONDS)
        .execute(
            () -> {
              if (waiting.remove(attempt) != null && !attempt.result.isDone()) {
                attempt(attempt, made + 1);
              }
            });
  }

  private void giveUpWaiting() {
    waiting.forEach((attempt, cause) -> attempt.result.completeExceptionally(cause));
    waiting.clear();
  }

  private static int status(@Nullable Throwable failure) {
    if (failure == null) {
      return SUCCESS;
    }
    return unwrapped(failure) instanceof ApiException refused ? refused.status() : 0;
  }

  /** The URL of a request, signed. */
  URI uri(ApiRequest request) {
    return URI.create(options.server() + signer.target(request));
  }

  /** Lets nothing more begin or be repeated, waits for what runs, and gives the client back. */
  void close() {
    if (!closed) {
      closed = true;
      giveUpWaiting();
      awaitRunning();
      end.accept(http);
    }
  }

  private void awaitRunning() {
    CompletableFuture<?>[] calls = running.values().toArray(new CompletableFuture<?>[0]);
    try {
      CompletableFuture.allOf(calls).handle((done, failure) -> "over").get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException("The wait failed through a fault of this library.", e);
    }
  }

  private static void cancelIfRunning(CompletableFuture<?> exchange) {
    if (!exchange.isDone()) {
      exchange.cancel(true);
    }
  }

  /** Waits for a call of this class; its failure is thrown with the trace of the caller. */
  <T extends @Nullable Object> T await(CompletableFuture<T> result) {
    try {
      return result.get();
    } catch (InterruptedException e) {
      result.cancel(true);
      Thread.currentThread().interrupt();
      throw ApiException.unreachable(options.server(), e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ApiException refused) {
        refused.fillInStackTrace();
        throw refused;
      }
      throw new IllegalStateException("The call failed through a fault of this library.", e);
    }
  }

  private HttpRequest signed(ApiRequest request) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(uri(request))
            .header("Content-Type", "application/json")
            .header("X-Pusher-Library", LIBRARY);
    request.idempotencyKey().ifPresent(key -> builder.header("X-Idempotency-Key", key));
    return request.hasBody()
        ? builder.POST(BodyPublishers.ofByteArray(request.body())).build()
        : builder.GET().build();
  }

  private <T extends @Nullable Object> T outcome(
      @Nullable HttpResponse<byte[]> response, @Nullable Throwable failure, Reading<T> reading) {
    if (response == null) {
      Throwable cause = failure == null ? new IllegalStateException("no answer") : failure;
      throw ApiException.unreachable(options.server(), unwrapped(cause));
    }
    if (response.statusCode() != SUCCESS) {
      throw refusal(response);
    }
    try {
      return reading.read(response.body());
    } catch (MalformedJson e) {
      throw ApiException.refused(
          answer(response, ""), "the body is not the JSON that was asked for. " + e.hint());
    }
  }

  private static ApiException refusal(HttpResponse<byte[]> response) {
    String reason = "";
    String sentence = "";
    try (ObjectCursor members =
        ObjectCursor.over(response.body(), ObjectCursor.Strictness.OPAQUE)) {
      for (String name = members.next(); name != null; name = members.next()) {
        String text = members.string();
        if (name.equals("reason") && text != null) {
          reason = text;
        } else if (name.equals("error") && text != null) {
          sentence = text;
        }
      }
    } catch (MalformedJson e) {
      sentence = "the body is no error object. Check that the URL leads to a Belfry server";
    }
    return ApiException.refused(answer(response, reason), sentence);
  }

  private static ApiException.Answer answer(HttpResponse<byte[]> response, String reason) {
    byte[] body = response.body();
    int shown = Math.min(body.length, MAX_ERROR_BYTES);
    Optional<Duration> retryAfter =
        response
            .headers()
            .firstValue("Retry-After")
            .filter(text -> text.length() <= MAX_RETRY_DIGITS && text.matches("[0-9]+"))
            .map(text -> Duration.ofSeconds(Long.parseLong(text)));
    return new ApiException.Answer(
        response.statusCode(),
        reason,
        new String(body, 0, shown, StandardCharsets.UTF_8),
        retryAfter);
  }

  private static Throwable unwrapped(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
