package io.belfry.sql;

import io.belfry.server.webhook.store.OutboxStore.Changes;
import io.belfry.server.webhook.store.OutboxStore.NewEvent;
import io.belfry.server.webhook.store.OutboxStore.Target;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;

/** Events for tests of an outbox, all to one endpoint, each a delivery. */
final class OutboxEvents {
  static final Target TARGET = new Target("1", "hooks.example-00000001");

  private OutboxEvents() {}

  static NewEvent event(long number, int bytes) {
    String json = "{\"n\":" + number + ",\"x\":\"" + "x".repeat(bytes) + "\"}";
    return new NewEvent(
        number,
        0,
        new UUID(7, number),
        TARGET,
        "c:room-" + number % 50,
        number,
        json.getBytes(StandardCharsets.UTF_8));
  }

  static Changes added(long from, long count, int bytes) {
    List<NewEvent> events =
        LongStream.range(from, from + count).mapToObj(number -> event(number, bytes)).toList();
    return changes(events, List.of());
  }

  static Changes changes(Collection<NewEvent> added, Collection<Long> done) {
    return new Changes(
        added, Map.of(), done, List.of(), List.of(), List.of(), List.of(), List.of());
  }
}
