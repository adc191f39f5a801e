package io.belfry.server.webhook;

import io.belfry.protocol.webhook.WebhookWriter;
import io.belfry.server.webhook.EndpointQueue.Configured;
import io.belfry.server.webhook.Outboxes.Done;
import io.belfry.server.webhook.Outboxes.Overview;
import io.belfry.server.webhook.Outboxes.StoreState;
import io.belfry.server.webhook.Outboxes.Tested;
import io.belfry.server.webhook.post.Poster.Attempt;
import io.belfry.server.webhook.post.Poster.Outcome;
import io.belfry.server.webhook.store.OutboxStore.DeadLetter;
import io.belfry.server.webhook.store.OutboxStore.Delivery;
import io.belfry.server.webhook.store.OutboxStore.Replayed;
import io.belfry.server.webhook.store.OutboxStore.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Carries out what operators ask for.
 *
 * <p>Thread: confined to that of the webhooks.
 *
 * @see "rules HOOK-065, HOOK-069, HOOK-095"
 */
final class Orders {
  private static final byte[] TEST_EVENT =
      "{\"name\":\"belfry_test\"}".getBytes(StandardCharsets.US_ASCII);

  private final Desk desk;
  private final Endpoints endpoints;
  private final Sending sending;
  // What the next commit replays or drops already.
  private final Set<UUID> ordered = new HashSet<>();
  private long storeBytes;

  Orders(Desk desk, Endpoints endpoints, Sending sending) {
    this.desk = desk;
    this.endpoints = endpoints;
    this.sending = sending;
  }

  // What waits is known without the store, and is asked for when the store does not answer.
  Overview overview() {
    boolean isAnswering = true;
    try {
      storeBytes = desk.store().bytes();
    } catch (IOException e) {
      isAnswering = false;
    }
    return new Overview(
        isAnswering && !desk.commits().isFailing() ? StoreState.KEEPING : StoreState.FAILING,
        storeBytes,
        desk.lastNumber(),
        endpoints.queues().stream().map(EndpointQueue::view).toList());
  }

  List<DeadLetter> deadLetters(
      Optional<String> appId, Optional<String> endpoint, long after, int most) throws IOException {
    return desk.store().deadLetters(appId, endpoint, after, most);
  }

  Optional<DeadLetter> deadLetter(UUID delivery) throws IOException {
    return desk.store().deadLetter(delivery);
  }

  CompletionStage<Done> replay(UUID delivery) throws IOException {
    Optional<DeadLetter> letter = desk.store().deadLetter(delivery);
    if (letter.isEmpty() || ordered.contains(delivery)) {
      return CompletableFuture.completedStage(Done.UNKNOWN);
    }
    Delivery of = letter.get().delivery();
    EndpointQueue queue = endpoints.queue(of.target());
    if (queue == null || queue.configured().isEmpty()) {
      return CompletableFuture.completedStage(Done.NO_ENDPOINT);
    }
    endpoints.closeBatch(of.target());
    CompletableFuture<Done> done = new CompletableFuture<>();
    long number = desk.nextNumber(desk.clocks().nanos());
    ordered.add(delivery);
    desk.commits()
        .replay(
            new Replayed(delivery, number, desk.clocks().ms()),
            () -> {
              ordered.remove(delivery);
              queue.replayed(of, number);
              done.complete(Done.DONE);
            });
    return done;
  }

  CompletionStage<Done> drop(UUID delivery) throws IOException {
    Optional<DeadLetter> letter = desk.store().deadLetter(delivery);
    if (letter.isEmpty() || ordered.contains(delivery)) {
      return CompletableFuture.completedStage(Done.UNKNOWN);
    }
    EndpointQueue queue = endpoints.queue(letter.get().delivery().target());
    CompletableFuture<Done> done = new CompletableFuture<>();
    ordered.add(delivery);
    desk.commits()
        .drop(
            delivery,
            () -> {
              ordered.remove(delivery);
              if (queue != null) {
                queue.letterLeft();
              }
              done.complete(Done.DONE);
            });
    return done;
  }

  CompletionStage<Optional<Tested>> test(String appId, String endpoint) {
    EndpointQueue queue = endpoints.queue(new Target(appId, endpoint));
    Optional<Configured> to = queue == null ? Optional.empty() : queue.configured();
    if (to.isEmpty() || to.get().key().isEmpty()) {
      return CompletableFuture.completedStage(Optional.empty());
    }
    Attempt attempt =
        new Attempt(
            to.get().endpoint(),
            to.get().key().get(),
            sending.isOperators(),
            UUID.randomUUID(),
            1,
            OptionalLong.empty(),
            OptionalLong.empty(),
            WebhookWriter.body(desk.clocks().ms(), List.of(TEST_EVENT)));
    return sending.post(attempt).thenApply(outcome -> Optional.of(tested(outcome)));
  }

  private static Tested tested(Outcome outcome) {
    return new Tested(
        outcome.cause().word(),
        outcome.status().isPresent() ? Optional.of(outcome.status().getAsInt()) : Optional.empty());
  }
}
