package io.belfry.server.webhook;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * In which order deliveries to an endpoint may go: those about one channel or one user stand in
 * line, and a delivery may go when it is the first in all of its lines.
 *
 * <p>Thread: confined to that of the webhooks.
 *
 * @see "rules HOOK-052, HOOK-053, USR-061"
 */
final class Lines {
  private final Map<String, Deque<Outgoing>> lines = new HashMap<>();
  private final TreeSet<Outgoing> ready = new TreeSet<>();

  /** Puts a delivery at the end of its lines. */
  void add(Outgoing one) {
    one.blockers = 0;
    for (String line : one.lines()) {
      Deque<Outgoing> waiting = lines.computeIfAbsent(line, unused -> new ArrayDeque<>(2));
      one.blockers += waiting.isEmpty() ? 0 : 1;
      waiting.addLast(one);
    }
    if (one.blockers == 0) {
      ready.add(one);
    }
  }

  /** The oldest that may go, or null. */
  @Nullable Outgoing first() {
    return ready.isEmpty() ? null : ready.first();
  }

  /** It has been sent, or has to wait; it keeps its place. */
  void hold(Outgoing one) {
    ready.remove(one);
  }

  /** It may go once more. */
  void release(Outgoing one) {
    if (one.blockers == 0) {
      ready.add(one);
    }
  }

  /** It stands in line no more. */
  void remove(Outgoing one) {
    ready.remove(one);
    for (String line : one.lines()) {
      Deque<Outgoing> waiting = Objects.requireNonNull(lines.get(line));
      if (!one.equals(waiting.peekFirst())) {
        waiting.remove(one);
        continue;
      }
      waiting.pollFirst();
      Outgoing next = waiting.peekFirst();
      if (next == null) {
        lines.remove(line);
      } else if (--next.blockers == 0) {
        ready.add(next);
      }
    }
  }
}
