package io.belfry.server.webhook;

import io.belfry.server.app.AppSource;
import io.belfry.server.webhook.Outboxes.StoreState;
import io.belfry.server.webhook.store.OutboxStore;
import io.belfry.server.webhook.store.OutboxStore.Busy;
import io.belfry.server.webhook.store.OutboxStore.Found;
import io.belfry.server.webhook.store.OutboxStore.Held;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that the thread of the webhooks does, one turn at a time: what was handed over becomes
 * events, events become deliveries, the store is told, and what it has is sent. It has no thread
 * and no clock of its own, so a test may be both.
 *
 * <p>Every ten milliseconds at most a turn takes what was handed over and commits, so that many
 * events share one commit and none waits longer than 20 ms. While the store is not open nothing is
 * told: who was there is not known before.
 *
 * <p>Thread: confined to that of the webhooks; {@link #order} and {@link #appsChanged} are
 * thread-safe.
 *
 * @see "rules HOOK-070 to HOOK-072"
 */
final class WebhookTurns {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookTurns.class);
  private static final long PACE = 10_000_000L;
  private static final long AGAIN = 1_000_000_000L;
  private static final long PARKING = 100_000_000L;
  private static final int MOST_HANDED = 5_000;

  private final OutboxStore store;
  private final AppSource apps;
  private final Telling telling;
  private final TurnParts parts;
  private final Queue<Runnable> orders = new ConcurrentLinkedQueue<>();
  private final long maxBytes;
  private volatile boolean isChanged = true;
  private volatile boolean areEndsToBeHeld;
  private volatile Set<String> late = Set.of();
  private volatile @Nullable IOException damage;
  private volatile StoreState state = StoreState.CLOSED;
  private boolean areAllThere;
  private long nextTake;
  private long nextOpen;
  private long nextShrink;
  private String complaint = "";

  /** What the turns work with. */
  record TurnParts(Desk desk, HandOver handOver, Sending sending, Endpoints endpoints) {}

  /**
   * Turns over a store that is not open yet.
   *
   * @param maxBytes what the store may have
   */
  WebhookTurns(OutboxStore store, long maxBytes, AppSource apps, TurnParts parts) {
    this.store = store;
    this.maxBytes = Math.min(maxBytes, store.capacity());
    this.apps = apps;
    this.parts = parts;
    Desk desk = parts.desk();
    this.telling = new Telling(parts.endpoints(), new Floods(desk.timers(), desk.clocks()));
  }

  /** The apps have changed. */
  void appsChanged() {
    isChanged = true;
  }

  /** Something is to be done on the thread. */
  void order(Runnable order) {
    orders.add(order);
  }

  /**
   * The server has served these apps for some time without webhooks. Whether those are still there
   * whom an earlier life has told of cannot be known, so they are left to the next one.
   */
  void startLate(Set<String> appIds) {
    late = Set.copyOf(appIds);
  }

  /** No end is told any more. */
  void holdEnds() {
    areEndsToBeHeld = true;
  }

  /** How the store is. */
  StoreState state() {
    return state;
  }

  /** Why what is kept could not be read when that was last tried. */
  Optional<IOException> damage() {
    return Optional.ofNullable(damage);
  }

  boolean isOpen() {
    return state != StoreState.CLOSED;
  }

  /**
   * One turn.
   *
   * @return when the next is due, in nanoseconds of {@link Clocks#nanos}
   */
  long turn() {
    takeChanges();
    openIfDue();
    runOrders();
    if (isOpen()) {
      parts.sending().takeAnswers();
      long now = parts.desk().clocks().nanos();
      if (now >= nextTake) {
        takeAndCommit(now);
      } else {
        parts.desk().timers().run(now, MOST_HANDED);
        pump();
      }
    } else {
      parts.handOver().park(parts.desk().counts()::notHandedOver);
    }
    return next();
  }

  private void takeAndCommit(long now) {
    boolean isIdle = parts.handOver().isEmpty();
    parts.desk().timers().run(take(now), MOST_HANDED);
    pump();
    Commits commits = parts.desk().commits();
    if (!isIdle || !commits.isSettled()) {
      nextTake = now + PACE;
    }
    if (!commits.isSettled() && now >= commits.notBefore()) {
      commits.commit(store, now);
      state = commits.isFailing() ? StoreState.FAILING : StoreState.KEEPING;
      shrinkIfDue(now);
      pump();
    }
  }

  private void takeChanges() {
    boolean areAll = apps.isComplete() && apps.refusedDefinitions() == 0;
    if (isChanged || areAll != areAllThere) {
      isChanged = false;
      areAllThere = areAll;
      parts.endpoints().change(apps.all(), areAll);
    }
    if (areEndsToBeHeld) {
      areEndsToBeHeld = false;
      parts.endpoints().holdEnds();
    }
  }

  private void openIfDue() {
    long now = parts.desk().clocks().nanos();
    if (isOpen() || now < nextOpen) {
      return;
    }
    nextOpen = now + AGAIN;
    try {
      Found found = store.open();
      parts.desk().open(store, found.lastNumber());
      parts.endpoints().found(withoutLate(found), parts.desk().clocks().now());
      state = StoreState.KEEPING;
      damage = null;
    } catch (Busy e) {
      complain("webhooks: another process has the outbox: {} What happens is held until then.", e);
    } catch (IOException e) {
      damage = e;
      complain("webhooks: the outbox cannot be opened: {} What happens is held until then.", e);
    }
  }

  private Found withoutLate(Found found) {
    List<Held> inTime =
        found.held().stream().filter(held -> !late.contains(held.target().appId())).toList();
    return new Found(found.lastNumber(), inTime, found.waiting(), found.deadLetters());
  }

  private void complain(String sentence, IOException e) {
    String message = String.valueOf(e.getMessage());
    if (!message.equals(complaint)) {
      LOG.error(sentence, message);
      complaint = message;
    }
  }

  private void runOrders() {
    for (Runnable order = orders.poll(); order != null; order = orders.poll()) {
      order.run();
    }
  }

  /** Takes what was handed over; gives the time up to which all is known. */
  private long take(long now) {
    for (int i = 0; i < MOST_HANDED; i++) {
      Handed handed = parts.handOver().poll();
      if (handed == null) {
        return now;
      }
      // What was to happen before it, happens before it.
      parts.desk().timers().run(handed.at().nanos() - 1, MOST_HANDED);
      telling.tell(handed);
      if (i == MOST_HANDED - 1) {
        return handed.at().nanos();
      }
    }
    return now;
  }

  private void pump() {
    DeliveryOwner next = parts.desk().nextTouched();
    while (next != null) {
      next.pump();
      next = parts.desk().nextTouched();
    }
  }

  private void shrinkIfDue(long now) {
    if (now < nextShrink) {
      return;
    }
    nextShrink = now + AGAIN;
    try {
      if (store.bytes() > maxBytes) {
        // A little more than needed, so that it is not needed again with the next event.
        parts.endpoints().dropped(store.shrinkTo(maxBytes - maxBytes / 16));
      }
    } catch (IOException e) {
      LOG.warn("webhooks: no room can be made in the outbox: {}", String.valueOf(e.getMessage()));
    }
  }

  private long next() {
    if (!isOpen()) {
      return pacedUntil();
    }
    long next = parts.desk().timers().nextAt();
    if (!parts.handOver().isEmpty()) {
      next = Math.min(next, nextTake);
    }
    Commits commits = parts.desk().commits();
    if (!commits.isSettled()) {
      next = Math.min(next, Math.max(nextTake, commits.notBefore()));
    }
    return next;
  }

  /** Whether something has come since the last turn. */
  boolean hasWork() {
    return isChanged
        || !orders.isEmpty()
        || parts.sending().hasAnswers()
        || (isOpen() && !isPacing() && !parts.handOver().isEmpty());
  }

  /** Whether what is handed over now is looked at later anyway. */
  boolean isPacing() {
    return !isOpen() || parts.desk().clocks().nanos() < nextTake;
  }

  /** Until when. */
  long pacedUntil() {
    return isOpen() ? nextTake : Math.min(nextOpen, parts.desk().clocks().nanos() + PARKING);
  }

  /** No further request begins; what is under way may end. */
  void beginClose() {
    holdEnds();
    parts.sending().close();
  }

  boolean isQuiet() {
    return parts.sending().isQuiet();
  }

  /** One last commit, and the end of the store. */
  void close() {
    if (isOpen()) {
      takeChanges();
      parts.sending().takeAnswers();
      for (Handed left = parts.handOver().poll(); left != null; left = parts.handOver().poll()) {
        telling.tell(left);
      }
      parts.endpoints().closeBatches();
      parts.desk().commits().commit(store, parts.desk().clocks().nanos());
    }
    if (!parts.desk().commits().isEmpty() || !parts.handOver().isEmpty()) {
      LOG.error("webhooks: the outbox could not be written at the end, so events are lost");
    }
    store.close();
  }
}
