package io.belfry.server.webhook.post;

import io.belfry.server.app.WebhookSettings;
import io.belfry.server.webhook.post.Poster.Attempt;
import io.belfry.server.webhook.post.Poster.Cause;
import io.belfry.server.webhook.post.Poster.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt on its way. Whatever happens, it has an outcome when its time is over: the time-out
 * of the endpoint holds for all of it, from looking up the name to the end of the answer.
 *
 * <p>Thread: {@link #run} on a thread of its own; all else thread-safe.
 *
 * @see "rules HOOK-060, HOOK-062, HOOK-067"
 */
final class PostExchange {
  private static final Logger LOG = LoggerFactory.getLogger(PostExchange.class);
  private static final int MAX_ANSWER_BYTES = 64 * 1024;
  private static final int BUFFER_BYTES = 8 * 1024;
  // A used connection may be closed while the request is written, so one lost that way is not the
  // receiver's failure. More than this many are.
  private static final int MOST_LOST = 2;

  private final Attempt attempt;
  private final InstantSource clock;
  private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
  private final CompletableFuture<@Nullable Void> deadline = new CompletableFuture<>();
  private volatile @Nullable HttpPost request;
  private volatile Outcome soFar = Outcome.of(Cause.TIMED_OUT);

  PostExchange(Attempt attempt, InstantSource clock) {
    this.attempt = attempt;
    this.clock = clock;
  }

  /** What comes of it. */
  CompletableFuture<Outcome> outcome() {
    return outcome;
  }

  /** Ends it at once, if it has not ended. */
  void breakOff() {
    outcome.complete(Outcome.of(Cause.BROKEN));
    deadline.cancel(false);
    cancel();
  }

  /**
   * Carries it out.
   *
   * @param ends where it is cut off when its time is over; closing a connection may take a while
   */
  void run(PostClients clients, Executor ends) {
    Duration whole = attempt.endpoint().settings().of(WebhookSettings.TIMEOUT);
    var unused =
        deadline
            .completeOnTimeout(null, whole.toMillis(), TimeUnit.MILLISECONDS)
            .thenRunAsync(this::cutOff, ends);
    outcome.complete(carriedOut(clients));
    deadline.cancel(false);
  }

  private void cutOff() {
    outcome.complete(soFar);
    cancel();
  }

  private void cancel() {
    HttpPost sent = request;
    if (sent != null) {
      sent.cancel();
    }
  }

  private Outcome carriedOut(PostClients clients) {
    try {
      PostClients.Client client = clients.clientFor(attempt);
      try {
        return sent(client, clients);
      } finally {
        clients.giveBack(client);
      }
    } catch (IOException e) {
      return failed(e);
    } catch (RuntimeException e) {
      LOG.warn("{} failed in a way that none should.", this, e);
      return Outcome.of(Cause.BROKEN);
    }
  }

  private Outcome sent(PostClients.Client client, PostClients clients) throws IOException {
    HttpHost target = client.target(attempt);
    int lost = 0;
    while (true) {
      HttpClientContext context = HttpClientContext.create();
      HttpPost sending = PostedRequest.of(attempt);
      sending.setConfig(PostClients.config(attempt));
      try {
        return answered(client, target, sending, context);
      } catch (OneAnswer.Stale e) {
        LOG.trace("{} {}", this, e.getMessage());
      } catch (IOException e) {
        boolean isLost = OneAnswer.wasUsedBefore(context) && PostFailure.isLostConnection(e);
        if (!isLost || ++lost > MOST_LOST || outcome.isDone()) {
          throw e;
        }
      } catch (RuntimeException e) {
        clients.forget(client);
        throw e;
      }
    }
  }

  private Outcome answered(
      PostClients.Client client, HttpHost target, HttpPost sending, HttpClientContext context)
      throws IOException {
    request = sending;
    if (outcome.isDone()) {
      return soFar;
    }
    try (ClassicHttpResponse answer = client.http().executeOpen(target, sending, context)) {
      soFar = outcomeOf(answer);
      readPast(answer.getEntity(), sending);
    } catch (IOException e) {
      // What the head has said holds, whatever becomes of the rest.
      if (soFar.status().isEmpty()) {
        throw e;
      }
    }
    return soFar;
  }

  private static void readPast(@Nullable HttpEntity entity, HttpPost sending) throws IOException {
    if (entity == null) {
      return;
    }
    InputStream in = entity.getContent();
    byte[] buffer = new byte[BUFFER_BYTES];
    int total = 0;
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      total += n;
      if (total > MAX_ANSWER_BYTES) {
        // The rest is not waited for, and its connection is of no use to anybody.
        sending.cancel();
        return;
      }
    }
  }

  private Outcome outcomeOf(ClassicHttpResponse answer) {
    int status = answer.getCode();
    Optional<Duration> wait = Optional.empty();
    if (status == 429 || status == 503) {
      Header field = answer.getFirstHeader("Retry-After");
      String value = field == null ? "" : field.getValue();
      wait = value == null ? Optional.empty() : RetryAfter.read(value, clock.instant());
    }
    return new Outcome(causeOf(status), OptionalInt.of(status), wait);
  }

  private static Cause causeOf(int status) {
    if (status < 200) {
      return Cause.BROKEN;
    } else if (status < 300) {
      return Cause.DELIVERED;
    } else if (status < 400) {
      return Cause.REDIRECTED;
    } else if (status == 410) {
      return Cause.GONE;
    }
    return status < 500 ? Cause.CLIENT_ERROR : Cause.SERVER_ERROR;
  }

  private Outcome failed(IOException e) {
    Cause cause = PostFailure.causeOf(e);
    // Neither names more of the URL than its host.
    LOG.debug("{} failed, {}: {}", this, cause.word(), e.getMessage());
    return Outcome.of(cause);
  }

  @Override
  public String toString() {
    return "Webhook endpoint="
        + attempt.endpoint().id()
        + " delivery="
        + attempt.delivery()
        + " attempt="
        + attempt.number();
  }
}
