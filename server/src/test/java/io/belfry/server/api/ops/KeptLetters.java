package io.belfry.server.api.ops;

import io.belfry.server.webhook.Outboxes;
import io.belfry.server.webhook.store.OutboxStore.DeadLetter;
import io.belfry.server.webhook.store.OutboxStore.Delivery;
import io.belfry.server.webhook.store.OutboxStore.Event;
import io.belfry.server.webhook.store.OutboxStore.Target;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * Dead letters in a list, of which those to {@code gone} have no endpoint any more.
 *
 * <p>Thread: confined to the test's.
 */
final class KeptLetters implements Outboxes {
  static final String GONE = "gone.example.com-00000000";

  final TreeMap<Long, DeadLetter> letters = new TreeMap<>();
  boolean isOpen = true;
  int atATime = Integer.MAX_VALUE;

  static UUID id(long number) {
    return new UUID(0, number);
  }

  KeptLetters with(long number, String app, String endpoint) {
    String event = "{\"name\":\"channel_occupied\",\"channel\":\"room-" + number + "\"}";
    Event kept =
        new Event("room", OptionalLong.of(number), 1_000, event.getBytes(StandardCharsets.UTF_8));
    Delivery delivery =
        new Delivery(
            number, id(number), new Target(app, endpoint), List.of(kept), 7, OptionalLong.empty());
    letters.put(number, new DeadLetter(delivery, "server_error", Optional.of(500), 301_000));
    return this;
  }

  private <A> CompletionStage<A> answer(A value) {
    return isOpen
        ? CompletableFuture.completedStage(value)
        : CompletableFuture.failedFuture(new IllegalStateException("The outbox is not open."));
  }

  @Override
  public CompletionStage<Overview> overview() {
    List<QueueView> queues =
        Stream.of("2 b", "1 a", "2 a")
            .map(
                words ->
                    new QueueView(
                        words.substring(0, 1),
                        words.substring(2) + ".example.com-1",
                        QueueState.FAILING,
                        3,
                        300,
                        5,
                        1,
                        4,
                        "timed_out",
                        2))
            .toList();
    return answer(new Overview(StoreState.KEEPING, 4096, 151, queues));
  }

  @Override
  public CompletionStage<List<DeadLetter>> deadLetters(
      Optional<String> appId, Optional<String> endpoint, long after, int most) {
    return answer(
        letters.tailMap(after, false).values().stream()
            .filter(
                letter -> appId.isEmpty() || letter.delivery().target().appId().equals(appId.get()))
            .filter(
                letter ->
                    endpoint.isEmpty()
                        || letter.delivery().target().endpoint().equals(endpoint.get()))
            .limit(Math.min(most, atATime))
            .toList());
  }

  @Override
  public CompletionStage<Optional<DeadLetter>> deadLetter(UUID delivery) {
    return answer(Optional.ofNullable(letters.get(delivery.getLeastSignificantBits())));
  }

  @Override
  public CompletionStage<Done> replay(UUID delivery) {
    DeadLetter letter = letters.get(delivery.getLeastSignificantBits());
    if (letter != null && letter.delivery().target().endpoint().equals(GONE)) {
      return answer(Done.NO_ENDPOINT);
    }
    return drop(delivery);
  }

  @Override
  public CompletionStage<Done> drop(UUID delivery) {
    return answer(
        letters.remove(delivery.getLeastSignificantBits()) == null ? Done.UNKNOWN : Done.DONE);
  }

  @Override
  public CompletionStage<Optional<Tested>> test(String appId, String endpoint) {
    return answer(
        appId.equals("1") && endpoint.equals("a")
            ? Optional.of(new Tested("server_error", Optional.of(500)))
            : Optional.empty());
  }

  @Override
  public StoreState storeState() {
    return StoreState.KEEPING;
  }
}
