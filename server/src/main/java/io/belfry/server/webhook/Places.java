package io.belfry.server.webhook;

import io.belfry.server.webhook.post.HttpPoster;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Places for requests that are under way: {@value #MOST_AT_ONCE} in all and {@value #MOST_OF_APP}
 * of one app, so that no app takes those of all others. Who finds none stands in line; places that
 * become free are given to the apps in turn, one at a time.
 *
 * <p>Thread: confined to that of the webhooks.
 *
 * @see "rule HOOK-053"
 */
final class Places {
  /** The poster has a few more, for tests that operators ask for. */
  static final int MOST_AT_ONCE = HttpPoster.MOST_AT_ONCE - 16;

  static final int MOST_OF_APP = 64;

  private final Map<String, Integer> byApp = new HashMap<>();
  private final Map<String, Set<DeliveryOwner>> lines = new LinkedHashMap<>();
  private int taken;
  private int left = Integer.MAX_VALUE;

  /** Takes a place, or else stands in line for one. */
  boolean take(DeliveryOwner owner) {
    String app = owner.target().appId();
    if (left == 0 || taken >= MOST_AT_ONCE || isFull(app)) {
      lines.computeIfAbsent(app, unused -> new LinkedHashSet<>()).add(owner);
      return false;
    }
    left--;
    taken++;
    byApp.merge(app, 1, Integer::sum);
    return true;
  }

  private boolean isFull(String app) {
    return byApp.getOrDefault(app, 0) >= MOST_OF_APP;
  }

  /** A place is free again. */
  void release(DeliveryOwner owner) {
    taken--;
    byApp.computeIfPresent(owner.target().appId(), (app, count) -> count == 1 ? null : count - 1);
  }

  /** Gives what is free to those who stand in line. */
  void giveOut() {
    DeliveryOwner next = next();
    while (next != null) {
      left = 1;
      next.pump();
      next = next();
    }
    left = Integer.MAX_VALUE;
  }

  private @Nullable DeliveryOwner next() {
    if (taken >= MOST_AT_ONCE) {
      return null;
    }
    for (Map.Entry<String, Set<DeliveryOwner>> line : lines.entrySet()) {
      if (!isFull(line.getKey())) {
        return first(line.getKey(), line.getValue());
      }
    }
    return null;
  }

  /** The first of that app, whose turn is the last then. */
  private DeliveryOwner first(String app, Set<DeliveryOwner> line) {
    DeliveryOwner first = line.iterator().next();
    line.remove(first);
    lines.remove(app);
    if (!line.isEmpty()) {
      lines.put(app, line);
    }
    return first;
  }

  boolean areAllFree() {
    return taken == 0;
  }
}
