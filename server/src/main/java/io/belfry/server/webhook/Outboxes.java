package io.belfry.server.webhook;

import io.belfry.server.webhook.store.OutboxStore.DeadLetter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/**
 * What operators see of what waits to be sent, and what they may do with what was given up.
 *
 * <p>Each stage completes on the thread of the webhooks, and fails with an {@link
 * IllegalStateException} whose message is for the operator while there is no outbox: where no app
 * has a webhook, or its store is not open yet.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rule HOOK-069"
 */
public interface Outboxes {
  /** All queues, in no order, and how the store is. */
  CompletionStage<Overview> overview();

  /**
   * Dead letters, the oldest first.
   *
   * @param appId only those of that app; empty for all
   * @param endpoint only those to that endpoint; empty for all
   * @param after number of a delivery after which they begin, 0 for the first
   * @param most how many
   */
  CompletionStage<List<DeadLetter>> deadLetters(
      Optional<String> appId, Optional<String> endpoint, long after, int most);

  /** One dead letter, with its events. */
  CompletionStage<Optional<DeadLetter>> deadLetter(UUID delivery);

  /** Queues a dead letter again, under its old id and behind all that waits. */
  CompletionStage<Done> replay(UUID delivery);

  /** Drops a dead letter for good. */
  CompletionStage<Done> drop(UUID delivery);

  /**
   * Sends a request with one event named {@code belfry_test}, outside of the queue and once.
   *
   * @return what came of it; empty where the app has no such endpoint
   */
  CompletionStage<Optional<Tested>> test(String appId, String endpoint);

  /** How the store is. */
  StoreState storeState();

  /** What came of an order. */
  enum Done {
    /** It is done, and the store has it. */
    DONE,
    /** There is no such dead letter. */
    UNKNOWN,
    /** Its endpoint is configured no more, so that it would come back at once. */
    NO_ENDPOINT
  }

  /** How a store is. */
  enum StoreState {
    /** Nobody needs one. */
    NONE,
    /** It is not open: another process has it, or it cannot be read. */
    CLOSED,
    /** What is raised is kept. */
    KEEPING,
    /** Nothing can be kept, such as on a full disk; it is tried again each second. */
    FAILING;

    /** For metrics and answers, such as {@code keeping}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How an endpoint is. */
  enum QueueState {
    /** It answers as it should, or nothing was sent yet. */
    WELL,
    /** The last request was in vain. */
    FAILING,
    /** It has failed for five minutes: one request at a time, ten seconds apart. */
    PROBED,
    /** It is configured no more; what waited is given up. */
    REMOVED;

    /** For metrics and answers, such as {@code well}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * How all is.
   *
   * @param store how the store is
   * @param storeBytes how much it keeps, about
   * @param lastNumber number of the newest delivery, 0 for none; whatever is replayed from now on
   *     gets a higher one
   * @param queues of each endpoint
   */
  record Overview(StoreState store, long storeBytes, long lastNumber, List<QueueView> queues) {}

  /**
   * How one queue is.
   *
   * @param appId id of the app
   * @param endpoint id of the endpoint
   * @param state how it is
   * @param events events that wait
   * @param bytes how large their texts are, about
   * @param oldestMs when the oldest that is in memory was raised, in Unix milliseconds; 0 for none
   * @param underWay requests under way
   * @param attempts of the delivery that was tried most
   * @param lastOutcome in a word; empty before the first
   * @param deadLetters deliveries that were given up and are kept, about
   */
  record QueueView(
      String appId,
      String endpoint,
      QueueState state,
      long events,
      long bytes,
      long oldestMs,
      int underWay,
      int attempts,
      String lastOutcome,
      long deadLetters) {}

  /**
   * What came of a test.
   *
   * @param outcome in a word, {@code delivered} for a success
   * @param status of the answer, if there was one
   */
  record Tested(String outcome, Optional<Integer> status) {}
}
