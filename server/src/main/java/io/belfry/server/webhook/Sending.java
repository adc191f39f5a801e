package io.belfry.server.webhook;

import io.belfry.server.metrics.FlightEvents;
import io.belfry.server.metrics.FlightEvents.RecordedRequest;
import io.belfry.server.webhook.post.Poster;
import io.belfry.server.webhook.post.Poster.Attempt;
import io.belfry.server.webhook.post.Poster.Cause;
import io.belfry.server.webhook.post.Poster.Outcome;
import io.belfry.server.webhook.store.OutboxStore.Target;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands requests to whoever carries them, and brings what came of them back to the thread of the
 * webhooks.
 *
 * <p>Thread: confined to that of the webhooks; outcomes come on any.
 */
final class Sending {
  private static final Logger LOG = LoggerFactory.getLogger(Sending.class);

  private final Poster poster;
  private final Operators operators;
  private final Runnable wake;
  private final Queue<PosterAnswer> answers = new ConcurrentLinkedQueue<>();
  private final Places places = new Places();
  private boolean isClosed;

  /** Whether the apps come from the operator's own file. */
  interface Operators {
    /** Whether they do now. */
    boolean areApps();
  }

  /** What came of a request. */
  private record PosterAnswer(Outgoing delivery, Outcome outcome) {}

  Sending(Poster poster, Operators operators, Runnable wake) {
    this.poster = poster;
    this.operators = operators;
    this.wake = wake;
  }

  boolean isOperators() {
    return operators.areApps();
  }

  /** Whether a request may begin, which has to be sent then; if not, the queue is pumped later. */
  boolean mayBegin(DeliveryOwner queue) {
    return !isClosed && places.take(queue);
  }

  /** Sends a request that may begin. */
  void send(Outgoing delivery, Attempt attempt) {
    Target to = delivery.queue().target();
    @Nullable RecordedRequest recorded =
        FlightEvents.delivery(to.appId(), to.endpoint(), attempt.number());
    post(attempt)
        .whenComplete(
            (outcome, failure) -> {
              Outcome came = outcomeOf(outcome, failure);
              if (recorded != null) {
                recorded.ended(came.cause().word());
              }
              answers.add(new PosterAnswer(delivery, came));
              wake.run();
            });
  }

  /** One request outside of all queues. */
  CompletionStage<Outcome> post(Attempt attempt) {
    try {
      return poster.post(attempt);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static Outcome outcomeOf(@Nullable Outcome outcome, @Nullable Throwable failure) {
    if (outcome == null) {
      LOG.error("A request of a webhook has failed through a fault of the server.", failure);
      return Outcome.of(Cause.BROKEN);
    }
    return outcome;
  }

  /** Tells the queues what came of their requests. */
  void takeAnswers() {
    for (PosterAnswer next = answers.poll(); next != null; next = answers.poll()) {
      places.release(next.delivery().queue());
      next.delivery().queue().answered(next.delivery(), next.outcome());
    }
    places.giveOut();
  }

  boolean hasAnswers() {
    return !answers.isEmpty();
  }

  /** Whether no request is under way. */
  boolean isQuiet() {
    return places.areAllFree();
  }

  /** No further request begins. */
  void close() {
    isClosed = true;
  }
}
