package io.belfry.e2e;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * All that was published since the last quiet point, and what has to be true of who saw it.
 *
 * <p>Thread: thread-safe.
 */
final class ModelEvents {
  private final AtomicLong ticks;
  private final Map<String, Said> events = new ConcurrentHashMap<>();
  private final AtomicLong numbers = new AtomicLong();

  /** An event: who says it, since when, and when it was answered 200, which is 0 for never. */
  private record Said(String channel, @Nullable ModelClient client, long begun, long answered) {
    private Said at(long tick) {
      return new Said(channel, client, begun, tick);
    }
  }

  ModelEvents(AtomicLong ticks) {
    this.ticks = ticks;
  }

  /** A new event that is about to be published; its text. */
  String begin(String channel, @Nullable ModelClient client) {
    String text = "e" + numbers.incrementAndGet();
    events.put(text, new Said(channel, client, ticks.incrementAndGet(), 0));
    return text;
  }

  /** It was answered 200. */
  void answered(String text) {
    events.computeIfPresent(text, (same, said) -> said.at(ticks.incrementAndGet()));
  }

  void forget() {
    events.clear();
  }

  // A client event has no answer; it was taken if its sender is still there.
  private static boolean isTaken(Said said) {
    ModelClient client = said.client();
    return client == null ? said.answered() > 0 : client.seen(it -> it.end().isEmpty());
  }

  /** Events that a client should have seen, and has not. */
  List<String> missing(ModelClient client) {
    List<String> missing = new ArrayList<>();
    client.seen(
        seen -> {
          for (ModelSubscription each : seen.current().values()) {
            if (!each.isOver() && each.hasBegun()) {
              Set<String> came = new LinkedHashSet<>(each.said());
              events.forEach(
                  (text, said) -> {
                    if (said.channel().equals(each.channel())
                        && said.client() != client
                        && said.begun() > each.since()
                        && !came.contains(text)
                        && isTaken(said)) {
                      missing.add(each + " misses " + text);
                    }
                  });
            }
          }
          return seen;
        });
    return missing;
  }

  /** Whether all who were on a channel have seen its events in one order, and a possible one. */
  List<String> disorders(Collection<ModelClient> clients) {
    Map<String, List<List<String>>> byChannel = new HashMap<>();
    for (ModelClient client : clients) {
      client.seen(
          seen -> {
            seen.all()
                .forEach(
                    each ->
                        byChannel
                            .computeIfAbsent(each.channel(), channel -> new ArrayList<>())
                            .add(each.said()));
            return seen;
          });
    }
    List<String> wrong = new ArrayList<>();
    byChannel.forEach(
        (channel, orders) -> {
          if (hasCircle(orders)) {
            wrong.add(channel + ": no one order fits what was seen: " + orders);
          }
          orders.forEach(order -> againstTime(channel, order, wrong));
        });
    return wrong;
  }

  // Takes away, again and again, what nobody has seen after something else.
  private static boolean hasCircle(List<List<String>> orders) {
    Map<String, Set<String>> after = new LinkedHashMap<>();
    Map<String, Integer> before = new HashMap<>();
    for (List<String> order : orders) {
      for (int i = 0; i < order.size(); i++) {
        before.putIfAbsent(order.get(i), 0);
        if (i > 0
            && after
                .computeIfAbsent(order.get(i - 1), key -> new LinkedHashSet<>())
                .add(order.get(i))) {
          before.merge(order.get(i), 1, Integer::sum);
        }
      }
    }
    Deque<String> free = new ArrayDeque<>();
    before.forEach(
        (text, count) -> {
          if (count == 0) {
            free.add(text);
          }
        });
    int taken = 0;
    for (String next = free.poll(); next != null; next = free.poll()) {
      taken++;
      for (String later : after.getOrDefault(next, Set.of())) {
        if (before.merge(later, -1, Integer::sum) == 0) {
          free.add(later);
        }
      }
    }
    return taken < before.size();
  }

  // A request that began after another one's answer comes after it, whatever nodes took them.
  private void againstTime(String channel, List<String> order, List<String> wrong) {
    long latestBegin = 0;
    for (String text : order) {
      Said said = events.get(text);
      if (said == null) {
        wrong.add(channel + ": " + text + " was said by nobody, or long ago");
        continue;
      }
      if (said.answered() > 0 && said.answered() < latestBegin) {
        wrong.add(channel + ": " + text + " came after what was said after it: " + order);
      }
      latestBegin = Math.max(latestBegin, said.begun());
    }
  }
}
