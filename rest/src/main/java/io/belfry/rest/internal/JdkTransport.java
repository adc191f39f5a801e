package io.belfry.rest.internal;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP client of the JDK: waits for nothing and knows proxies, but a call costs three threads.
 * It is made with the first request.
 *
 * <p>Thread: thread-safe.
 */
public final class JdkTransport implements Transport {
  private final Supplier<HttpClient> maker;
  private final Consumer<HttpClient> end;
  private final Duration longest;
  private @Nullable HttpClient http;

  /**
   * A transport that has sent nothing.
   *
   * @param maker makes the client, once
   * @param end what becomes of it at the end
   * @param longest time for the whole answer
   */
  public JdkTransport(Supplier<HttpClient> maker, Consumer<HttpClient> end, Duration longest) {
    this.maker = maker;
    this.end = end;
    this.longest = longest;
  }

  private synchronized HttpClient http() {
    HttpClient made = http;
    if (made == null) {
      made = maker.get();
      http = made;
    }
    return made;
  }

  /**
   * Sends a request, and does not wait. The future ends on a thread that all of the JVM share: what
   * comes after it belongs to another one. Who cancels it breaks the request off.
   */
  public CompletableFuture<WireAnswer> send(WireRequest request) {
    CompletableFuture<HttpResponse<byte[]>> exchange =
        http()
            .sendAsync(
                made(request), info -> new BoundedBody(WireAnswer.maxBytes(info.statusCode())));
    CompletableFuture<WireAnswer> answer = exchange.thenApply(JdkTransport::answer);
    // The client's own time-out ends with the head of the answer; this one spans its body too.
    answer.orTimeout(longest.toNanos(), TimeUnit.NANOSECONDS);
    answer.whenComplete(
        (value, failure) -> {
          if (!exchange.isDone()) {
            exchange.cancel(true);
          }
        });
    return answer;
  }

  @Override
  public WireAnswer exchange(WireRequest request)
      throws IOException, TimeoutException, InterruptedException {
    CompletableFuture<WireAnswer> answer = send(request);
    try {
      return answer.get();
    } catch (InterruptedException e) {
      answer.cancel(true);
      throw e;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      } else if (e.getCause() instanceof TimeoutException late) {
        throw late;
      }
      throw new IOException(e.getCause());
    }
  }

  private static HttpRequest made(WireRequest request) {
    HttpRequest.Builder builder = HttpRequest.newBuilder(request.uri());
    request.fields().forEach(builder::header);
    ApiRequest asked = request.asked();
    return asked.hasBody()
        ? builder.POST(BodyPublishers.ofByteArray(asked.body())).build()
        : builder.GET().build();
  }

  private static WireAnswer answer(HttpResponse<byte[]> response) {
    return new WireAnswer(
        response.statusCode(), response.headers().firstValue("Retry-After"), response.body());
  }

  @Override
  public synchronized void close() {
    HttpClient made = http;
    if (made != null) {
      end.accept(made);
    }
  }
}
