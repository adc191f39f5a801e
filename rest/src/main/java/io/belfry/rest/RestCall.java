package io.belfry.rest;

import io.belfry.protocol.json.MalformedJson;
import io.belfry.rest.internal.ApiRequest;
import io.belfry.rest.internal.RequestSigner;
import io.belfry.rest.internal.Ways;
import io.belfry.rest.internal.WireAnswer;
import io.belfry.rest.internal.WireRequest;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Sends signed requests and turns their answers into results or {@link ApiException}s. A call that
 * waits goes out on its caller's thread; one that does not goes through the HTTP client of the JDK,
 * and what comes after it runs on a thread that holds up no other call.
 *
 * <p>Thread: thread-safe.
 */
final class RestCall {
  private static final System.Logger LOG = System.getLogger("io.belfry.rest");

  private final RestOptions options;
  private final Ways ways;
  private final RequestSigner signer;
  private final ExecutorService afterwards = AfterCalls.threads();
  private final Map<Object, CompletableFuture<?>> running = new ConcurrentHashMap<>();
  // What is to be made again, and why the last time failed.
  private final Map<Attempt<?>, Throwable> repeated = new ConcurrentHashMap<>();
  private final CompletableFuture<String> closed = new CompletableFuture<>();

  RestCall(RestOptions options, Ways ways) {
    this.options = options;
    this.ways = ways;
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

  /** What is asked, and how its answer is read. */
  record Question<T extends @Nullable Object>(ApiRequest request, Reading<T> reading) {}

  /**
   * Sends a request on this thread and waits for its answer, and sends it again where the options
   * say so.
   *
   * @throws ApiException if it did not succeed
   */
  <T extends @Nullable Object> T await(Question<T> question) {
    CompletableFuture<String> over = new CompletableFuture<>();
    Object token = new Object();
    begin(token, over);
    long began = System.nanoTime();
    int status = 0;
    try {
      T value = awaited(question);
      status = WireAnswer.SUCCESS;
      return value;
    } catch (ApiException e) {
      status = e.status();
      throw e;
    } finally {
      tell(question.request, status, began);
      running.remove(token);
      over.complete("over");
    }
  }

  private <T extends @Nullable Object> T awaited(Question<T> question) {
    for (int made = 1; ; made++) {
      try {
        return outcome(exchanged(question.request), question.reading);
      } catch (ApiException e) {
        Optional<Duration> wait = options.retries().wait(question.request, e, made);
        if (wait.isEmpty() || Thread.currentThread().isInterrupted() || !isOpenAfter(wait.get())) {
          throw e;
        }
      }
    }
  }

  private WireAnswer exchanged(ApiRequest request) {
    WireRequest wire = wire(request);
    try {
      return ways.waiting().exchange(wire);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ApiException.unreachable(options.server(), e);
    } catch (IOException | TimeoutException | RuntimeException e) {
      // A client of the caller's may throw anything.
      throw ApiException.unreachable(options.server(), e);
    }
  }

  private boolean isOpenAfter(Duration wait) {
    try {
      closed.get(wait.toNanos(), TimeUnit.NANOSECONDS);
      return false;
    } catch (TimeoutException e) {
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ApiException.unreachable(options.server(), e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("The wait failed through a fault of this library.", e);
    }
  }

  /**
   * Sends a request, and again where the options say so; the future fails with {@link
   * ApiException}.
   */
  <T extends @Nullable Object> CompletableFuture<T> send(Question<T> question) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Object token = new Object();
    begin(token, result);
    long began = System.nanoTime();
    result.whenComplete(
        (value, failure) -> {
          running.remove(token);
          tell(question.request, status(failure), began);
        });
    attempt(new Attempt<>(question, result), 1);
    return result;
  }

  private void begin(Object token, CompletableFuture<?> end) {
    // Before the look, so that close() waits for it or it is refused.
    running.put(token, end);
    if (closed.isDone()) {
      running.remove(token);
      throw new IllegalStateException("This Pusher was closed. Expected a new one.");
    }
  }

  private void tell(ApiRequest request, int status, long began) {
    try {
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      options.listener().ended(request.operation(), status, took);
    } catch (RuntimeException e) {
      LOG.log(
          System.Logger.Level.WARNING, "The call listener failed. Expected it not to throw.", e);
    }
  }

  private record Attempt<T extends @Nullable Object>(
      Question<T> question, CompletableFuture<T> result) {}

  private <T extends @Nullable Object> void attempt(Attempt<T> attempt, int made) {
    CompletableFuture<T> result = attempt.result;
    CompletableFuture<WireAnswer> exchange = begun(attempt.question.request);
    exchange.whenCompleteAsync(
        (answer, failure) -> {
          try {
            result.complete(outcome(answer, failure, attempt.question.reading));
          } catch (ApiException e) {
            failed(attempt, e, made);
          } catch (RuntimeException e) {
            result.completeExceptionally(e);
          }
        },
        afterwards);
    // When the caller gave up.
    result.whenComplete((value, failure) -> exchange.cancel(true));
  }

  private CompletableFuture<WireAnswer> begun(ApiRequest request) {
    try {
      return ways.stages().send(wire(request));
    } catch (RuntimeException e) {
      // A client of the caller's may refuse at once.
      return CompletableFuture.failedFuture(e);
    }
  }

  private <T extends @Nullable Object> void failed(
      Attempt<T> attempt, ApiException cause, int made) {
    Optional<Duration> wait =
        attempt.result.isDone()
            ? Optional.empty()
            : options.retries().wait(attempt.question.request, cause, made);
    if (wait.isEmpty()) {
      attempt.result.completeExceptionally(cause);
      return;
    }
    repeated.put(attempt, cause);
    if (closed.isDone()) {
      giveUpRepeating();
      return;
    }
    CompletableFuture.delayedExecutor(wait.get().toNanos(), TimeUnit.NANOSECONDS, afterwards)
        .execute(
            () -> {
              if (repeated.remove(attempt) != null && !attempt.result.isDone()) {
                attempt(attempt, made + 1);
              }
            });
  }

  private void giveUpRepeating() {
    repeated.forEach((attempt, cause) -> attempt.result.completeExceptionally(cause));
    repeated.clear();
  }

  private static int status(@Nullable Throwable failure) {
    if (failure == null) {
      return WireAnswer.SUCCESS;
    }
    return failure instanceof ApiException refused ? refused.status() : 0;
  }

  /** The URL of a request, signed. */
  URI uri(ApiRequest request) {
    return URI.create(options.server() + signer.target(request));
  }

  private WireRequest wire(ApiRequest request) {
    return new WireRequest(options.server(), signer.target(request), request);
  }

  /** Lets nothing more begin or be repeated, waits for what runs, and gives connections back. */
  void close() {
    if (closed.complete("closed")) {
      giveUpRepeating();
      awaitRunning();
      ways.waiting().close();
    }
  }

  private void awaitRunning() {
    CompletableFuture<?>[] calls = running.values().toArray(new CompletableFuture<?>[0]);
    try {
      CompletableFuture.allOf(calls).handle((done, failure) -> "over").get();
      // Not after an interrupt, when there are still calls that end.
      afterwards.shutdown();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException("The wait failed through a fault of this library.", e);
    }
  }

  private <T extends @Nullable Object> T outcome(
      @Nullable WireAnswer answer, @Nullable Throwable failure, Reading<T> reading) {
    if (answer == null) {
      Throwable cause = failure == null ? new IllegalStateException("no answer") : failure;
      throw ApiException.unreachable(options.server(), unwrapped(cause));
    }
    return outcome(answer, reading);
  }

  private static <T extends @Nullable Object> T outcome(WireAnswer answer, Reading<T> reading) {
    if (answer.status() != WireAnswer.SUCCESS) {
      throw Refusals.of(answer);
    }
    try {
      return reading.read(answer.body());
    } catch (MalformedJson e) {
      throw Refusals.ofBody(answer, e);
    }
  }

  private static Throwable unwrapped(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
