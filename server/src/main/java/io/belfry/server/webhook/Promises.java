package io.belfry.server.webhook;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/**
 * Which deliveries of an endpoint somebody waits for, by their numbers: a delivery may leave memory
 * and come back, and what was promised stays here.
 *
 * <p>Thread: confined to that of the webhooks.
 */
final class Promises {
  private final TreeMap<Long, List<Promise>> waiting = new TreeMap<>();
  private final String endpoint;

  Promises(String endpoint) {
    this.endpoint = endpoint;
  }

  /** An event of the promise is in the delivery of that number. */
  void add(long number, Promise promise) {
    promise.add();
    waiting.computeIfAbsent(number, unused -> new ArrayList<>(1)).add(promise);
  }

  /** Whether somebody waits for that delivery. */
  boolean has(long number) {
    return waiting.containsKey(number);
  }

  /** The delivery has arrived. */
  void delivered(long number) {
    of(number).forEach(Promise::delivered);
  }

  /** The delivery will never arrive. */
  void gaveUp(long number) {
    of(number).forEach(promise -> promise.gaveUp(endpoint));
  }

  /** None of those before that number will, if they have not. */
  void gaveUpBefore(long number) {
    Collection<List<Promise>> before = List.copyOf(waiting.headMap(number).values());
    waiting.headMap(number).clear();
    before.forEach(some -> some.forEach(promise -> promise.gaveUp(endpoint)));
  }

  private List<Promise> of(long number) {
    List<Promise> promises = waiting.remove(number);
    return promises == null ? List.of() : promises;
  }
}
