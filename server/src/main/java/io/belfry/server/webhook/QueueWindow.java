package io.belfry.server.webhook;

import io.belfry.server.app.WebhookSettings;
import io.belfry.server.setting.Setting.Settings;
import io.belfry.server.webhook.store.OutboxStore;
import io.belfry.server.webhook.store.OutboxStore.Delivery;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The oldest deliveries to an endpoint, as many as may be in memory. The rest is in the store and
 * is read when the window is half empty.
 *
 * <p>Thread: confined to that of the webhooks.
 *
 * @see "rule HOOK-070"
 */
final class QueueWindow {
  private static final int MOST_AT_ONCE = 1_000;

  private final Desk desk;
  private final EndpointQueue queue;
  private final Map<Long, Outgoing> inside = new HashMap<>();
  private final Lines lines = new Lines();
  private long events;
  private long bytes;
  // All that the store has up to here has been in the window.
  private long readTo;
  private long newest;
  private boolean hasMore;

  QueueWindow(Desk desk, EndpointQueue queue) {
    this.desk = desk;
    this.queue = queue;
  }

  Lines lines() {
    return lines;
  }

  /** There is something in the store that was not in the window, up to that number. */
  void found(long lastNumber) {
    newest = Math.max(newest, lastNumber);
    hasMore = true;
  }

  /** The store has one more under that number, and maybe later ones had their turn already. */
  void replayed(long number) {
    readTo = Math.min(readTo, number - 1);
    found(number);
  }

  /** The store has the delivery. */
  void kept(Outgoing one) {
    if (inside.containsKey(one.number())) {
      return;
    }
    if (hasMore || !hasRoom(one)) {
      hasMore = true;
      newest = Math.max(newest, one.number());
    } else {
      enter(one);
    }
  }

  /** Takes what the store fails to keep, in order, as far as there is room. */
  void takeUnkept() {
    for (Outgoing one : desk.commits().unkept().of(queue.target())) {
      if (inside.containsKey(one.number()) || desk.commits().isOver(one.number())) {
        continue;
      }
      if (hasMore || !one.isClosed() || !hasRoom(one)) {
        return;
      }
      enter(one);
    }
  }

  private boolean hasRoom(Outgoing one) {
    Settings settings = queue.settings();
    if (inside.isEmpty()) {
      return desk.hasRoomForFirst(one.bytes());
    }
    return events + one.size() <= settings.of(WebhookSettings.QUEUE_EVENTS)
        && bytes + one.bytes() <= settings.of(WebhookSettings.QUEUE_BYTES)
        && one.bytes() <= desk.room();
  }

  private void enter(Outgoing one) {
    inside.put(one.number(), one);
    readTo = Math.max(readTo, one.number());
    count(one, 1);
    lines.add(one);
  }

  private void count(Outgoing one, int sign) {
    events += sign * (long) one.size();
    bytes += sign * one.bytes();
    desk.take(sign * one.bytes());
  }

  /** The delivery is over. */
  void remove(Outgoing one) {
    if (inside.remove(one.number()) != null) {
      count(one, -1);
      lines.remove(one);
    }
  }

  /** Reads from the store, if there is more and the window is half empty. */
  void refill(OutboxStore store) throws IOException {
    Settings settings = queue.settings();
    int maxEvents = settings.of(WebhookSettings.QUEUE_EVENTS);
    long maxBytes = settings.of(WebhookSettings.QUEUE_BYTES);
    if (!hasMore || events > maxEvents / 2 || bytes > maxBytes / 2) {
      return;
    }
    List<Delivery> found =
        store.waiting(
            queue.target(),
            readTo,
            (int) Math.min(maxEvents - events, MOST_AT_ONCE),
            Math.min(maxBytes, desk.room() + 1));
    for (Delivery delivery : found) {
      if (!take(delivery)) {
        return;
      }
    }
    hasMore = !found.isEmpty() && readTo < newest;
  }

  /** Takes a delivery that was read, unless its time has not come. */
  private boolean take(Delivery delivery) {
    long number = delivery.number();
    if (queue.isOpen(number) || desk.commits().unkept().has(queue.target(), number)) {
      return false;
    }
    if (!inside.containsKey(number) && !desk.commits().isOver(number)) {
      Outgoing one = Outgoing.of(delivery, queue, desk.startOf(delivery));
      if (!hasRoom(one)) {
        return false;
      }
      enter(one);
    }
    readTo = Math.max(readTo, number);
    return true;
  }

  /** The store has dropped what waited before that number. */
  void forgetBefore(long number) {
    for (Outgoing one : new ArrayList<>(inside.values())) {
      if (one.number() >= number || !one.isKnown()) {
        continue;
      }
      one.drop();
      if (!one.isUnderWay()) {
        queue.cancelRetry(one);
        remove(one);
      }
    }
  }

  /** When the oldest that is in memory was raised, in Unix milliseconds; 0 for none. */
  long oldestMs() {
    return inside.values().stream().mapToLong(Outgoing::raisedMs).min().orElse(0);
  }

  /** Attempts of the delivery that was tried most. */
  int mostAttempts() {
    return inside.values().stream().mapToInt(Outgoing::attempts).max().orElse(0);
  }

  /** Whether others have the memory that this would need to go on. */
  boolean isStarved() {
    return inside.isEmpty() && hasMore;
  }

  boolean isEmpty() {
    return inside.isEmpty() && !hasMore;
  }
}
