package io.belfry.server.webhook;

import io.belfry.server.webhook.store.OutboxStore.NewEvent;
import io.belfry.server.webhook.store.OutboxStore.Target;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Deliveries with events that the store does not have yet, by endpoint and in the order of their
 * numbers.
 *
 * <p>Thread: confined to that of the webhooks.
 *
 * @see "rule HOOK-072"
 */
final class Unkept {
  // About what an event takes beside its text.
  private static final long OVERHEAD_BYTES = 300;

  private final Map<Target, Shelf> shelves = new LinkedHashMap<>();
  private long memory;

  /** Those of one endpoint. */
  private static final class Shelf {
    private final Map<Long, Outgoing> deliveries = new LinkedHashMap<>();
    private long events;
    private long bytes;

    private long memory() {
      return bytes + events * OVERHEAD_BYTES;
    }

    private @Nullable Outgoing oldest() {
      for (Outgoing one : deliveries.values()) {
        if (one.isClosed() && !one.isUnderWay()) {
          return one;
        }
      }
      return null;
    }
  }

  /** One more event of the delivery, of that size, is not kept. */
  void put(Outgoing one, int bytes) {
    Shelf shelf = shelves.computeIfAbsent(one.queue().target(), unused -> new Shelf());
    shelf.deliveries.put(one.number(), one);
    shelf.events++;
    shelf.bytes += bytes;
    memory += bytes + OVERHEAD_BYTES;
  }

  boolean has(Target target, long number) {
    Shelf shelf = shelves.get(target);
    return shelf != null && shelf.deliveries.containsKey(number);
  }

  void remove(Outgoing one) {
    Shelf shelf = shelves.get(one.queue().target());
    if (shelf == null || shelf.deliveries.remove(one.number()) == null) {
      return;
    }
    for (NewEvent event : one.unkept()) {
      shelf.events--;
      shelf.bytes -= event.json().length;
      memory -= event.json().length + OVERHEAD_BYTES;
    }
    if (shelf.deliveries.isEmpty()) {
      shelves.remove(one.queue().target());
    }
  }

  boolean isEmpty() {
    return shelves.isEmpty();
  }

  List<Outgoing> all() {
    List<Outgoing> all = new ArrayList<>();
    shelves.values().forEach(shelf -> all.addAll(shelf.deliveries.values()));
    return all;
  }

  Collection<Outgoing> of(Target target) {
    Shelf shelf = shelves.get(target);
    return shelf == null ? List.of() : shelf.deliveries.values();
  }

  /** The oldest that is whole and not under way, where there is more than may be; else null. */
  @Nullable Outgoing tooMuch(Target target, int maxEvents, long maxBytes) {
    Shelf shelf = shelves.get(target);
    if (shelf == null || (shelf.events <= maxEvents && shelf.bytes <= maxBytes)) {
      return null;
    }
    return shelf.oldest();
  }

  /** Bytes that all of them take, about. */
  long memory() {
    return memory;
  }

  /** The oldest as above of the endpoint that takes most; null where none may go. */
  @Nullable Outgoing oldestOfLargest() {
    Outgoing oldest = null;
    long most = 0;
    for (Shelf shelf : shelves.values()) {
      Outgoing one = shelf.memory() > most ? shelf.oldest() : null;
      if (one != null) {
        oldest = one;
        most = shelf.memory();
      }
    }
    return oldest;
  }

  void clear() {
    shelves.clear();
    memory = 0;
  }
}
