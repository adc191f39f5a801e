package io.belfry.client.internal;

import io.belfry.client.channel.SubscriptionEventListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Listeners by event name, and those of all events.
 *
 * <p>Thread: thread-safe.
 */
public final class Bindings {
  private static final String INTERNAL = "pusher_internal:";

  private final Map<String, List<SubscriptionEventListener>> byName = new ConcurrentHashMap<>();
  private final List<SubscriptionEventListener> global = new CopyOnWriteArrayList<>();

  /** Lets a listener hear of events of that name. */
  public void bind(String eventName, SubscriptionEventListener listener) {
    if (eventName.startsWith(INTERNAL)) {
      throw new IllegalArgumentException(
          "Event " + eventName + " is never shown (expected: a name without " + INTERNAL + ")");
    }
    byName.compute(eventName, (name, bound) -> with(bound, listener));
  }

  /** Takes a listener back. */
  public void unbind(String eventName, SubscriptionEventListener listener) {
    byName.computeIfPresent(eventName, (name, bound) -> without(bound, listener));
  }

  /** Lets a listener hear of all events. */
  public void bindGlobal(SubscriptionEventListener listener) {
    global.add(listener);
  }

  /** Takes a listener of all events back. */
  public void unbindGlobal(SubscriptionEventListener listener) {
    global.remove(listener);
  }

  /** Those that an event of that name reaches, in the order of binding, the global ones last. */
  List<SubscriptionEventListener> of(String eventName) {
    List<SubscriptionEventListener> all =
        new ArrayList<>(byName.getOrDefault(eventName, List.of()));
    all.addAll(global);
    return all;
  }

  private static List<SubscriptionEventListener> with(
      @Nullable List<SubscriptionEventListener> bound, SubscriptionEventListener listener) {
    List<SubscriptionEventListener> more =
        bound == null ? new ArrayList<>() : new ArrayList<>(bound);
    more.add(listener);
    return List.copyOf(more);
  }

  private static @Nullable List<SubscriptionEventListener> without(
      List<SubscriptionEventListener> bound, SubscriptionEventListener listener) {
    List<SubscriptionEventListener> fewer = new ArrayList<>(bound);
    fewer.remove(listener);
    return fewer.isEmpty() ? null : List.copyOf(fewer);
  }
}
