package io.belfry.server.webhook;

import io.belfry.server.webhook.store.OutboxStore;
import io.belfry.server.webhook.store.OutboxStore.Changes;
import io.belfry.server.webhook.store.OutboxStore.GivenUp;
import io.belfry.server.webhook.store.OutboxStore.Held;
import io.belfry.server.webhook.store.OutboxStore.NewEvent;
import io.belfry.server.webhook.store.OutboxStore.Replayed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the store is to be told with the next commit. All that has changed goes into one, so that
 * the end of a channel and the event that tells of it are kept together or not at all. While the
 * store fails all of it stays here, and is tried again each second.
 *
 * <p>Thread: confined to that of the webhooks.
 *
 * @see "rule HOOK-072"
 */
final class Commits {
  private static final Logger LOG = LoggerFactory.getLogger(Commits.class);
  private static final long AGAIN = 1_000_000_000L;
  private static final int MOST_GIVEN_UP = 10_000;
  private static final int MOST_DONE = 200_000;

  private final Unkept unkept = new Unkept();
  private final HeldChanges held = new HeldChanges();
  private final Map<Long, Integer> attempted = new HashMap<>();
  private final Set<Long> done = new HashSet<>();
  private final Map<Long, GivenUp> givenUp = new HashMap<>();
  private final List<Replayed> replayed = new ArrayList<>();
  private final List<UUID> dropped = new ArrayList<>();
  private final List<Runnable> afterwards = new ArrayList<>();
  private final long maxUnkept;
  private boolean isFailing;
  private long notBefore;

  /**
   * Nothing to be told yet.
   *
   * @param maxUnkept bytes of events of all endpoints that may be in memory alone
   */
  Commits(long maxUnkept) {
    this.maxUnkept = maxUnkept;
  }

  /** An event was added to the delivery. */
  void added(Outgoing one, int bytes) {
    unkept.put(one, bytes);
    if (isFailing) {
      one.queue().boundUnkept();
      boundAll();
    }
  }

  /** Drops the oldest of the endpoint that has most, while there is more than all may have. */
  private void boundAll() {
    while (unkept.memory() > maxUnkept) {
      Outgoing oldest = unkept.oldestOfLargest();
      if (oldest == null) {
        return;
      }
      oldest.queue().drop(oldest);
    }
  }

  void hold(Held one) {
    held.hold(one);
  }

  void release(Held one) {
    held.release(one);
  }

  /** The delivery was tried in vain. */
  void attempted(Outgoing one) {
    if (one.isKnown()) {
      attempted.put(one.number(), one.attempts());
    }
  }

  /** The delivery has arrived, or is not to be sent any more. */
  void done(Outgoing one) {
    unkept.remove(one);
    attempted.remove(one.number());
    if (one.isKnown()) {
      done.add(one.number());
    }
  }

  void gaveUp(Outgoing one, GivenUp given) {
    attempted.remove(one.number());
    givenUp.put(one.number(), given);
  }

  /**
   * There is no room for the delivery, of which the store knows nothing or not all.
   *
   * @return whether it had been given up
   */
  boolean forget(Outgoing one) {
    unkept.remove(one);
    attempted.remove(one.number());
    if (one.isKnown()) {
      done.add(one.number());
    }
    return givenUp.remove(one.number()) != null;
  }

  void replay(Replayed one, Runnable whenKept) {
    replayed.add(one);
    afterwards.add(whenKept);
  }

  void drop(UUID letter, Runnable whenKept) {
    dropped.add(letter);
    afterwards.add(whenKept);
  }

  Unkept unkept() {
    return unkept;
  }

  /** Whether the store still names a delivery as waiting of which this knows better. */
  boolean isOver(long number) {
    return done.contains(number) || givenUp.containsKey(number);
  }

  /** Whether more deliveries that the store has may end before it is told of those that have. */
  boolean hasRoomForEnds() {
    return givenUp.size() < MOST_GIVEN_UP && done.size() < MOST_DONE;
  }

  /** Whether the last commit was in vain. */
  boolean isFailing() {
    return isFailing;
  }

  /**
   * Whether a commit is not wanted: there is nothing to tell the store, and nothing to find out of
   * it. One that has failed is asked until it takes something, even if nothing waits any more.
   */
  boolean isSettled() {
    return !isFailing && isEmpty();
  }

  /** Whether there is nothing to tell the store. */
  boolean isEmpty() {
    return unkept.isEmpty()
        && held.isEmpty()
        && attempted.isEmpty()
        && done.isEmpty()
        && givenUp.isEmpty()
        && replayed.isEmpty()
        && dropped.isEmpty();
  }

  /** When a commit may be tried at the earliest. */
  long notBefore() {
    return notBefore;
  }

  /** Tells the store all of it, unless nothing is wanted of it. */
  void commit(OutboxStore store, long now) {
    if (isSettled()) {
      return;
    }
    List<Outgoing> deliveries = unkept.all();
    try {
      long[] sequences = store.commit(changes(deliveries));
      kept(deliveries, sequences);
    } catch (IOException e) {
      failed(e, now);
      deliveries.stream().map(Outgoing::queue).distinct().forEach(DeliveryOwner::touch);
    }
  }

  private Changes changes(List<Outgoing> deliveries) {
    List<NewEvent> added = deliveries.stream().flatMap(one -> one.unkept().stream()).toList();
    return new Changes(
        added,
        Map.copyOf(attempted),
        List.copyOf(done),
        List.copyOf(givenUp.values()),
        held.held(),
        held.released(),
        List.copyOf(replayed),
        List.copyOf(dropped));
  }

  private void kept(List<Outgoing> deliveries, long[] sequences) {
    if (isFailing) {
      LOG.info("webhooks: what waits is kept on disk again");
      isFailing = false;
    }
    int from = 0;
    List<Outgoing> whole = new ArrayList<>();
    for (Outgoing one : deliveries) {
      int to = from + one.unkept().size();
      one.kept(Arrays.copyOfRange(sequences, from, to));
      from = to;
      if (one.isClosed() && !givenUp.containsKey(one.number())) {
        whole.add(one);
      }
    }
    clear();
    whole.forEach(one -> one.queue().kept(one));
    List<Runnable> now = List.copyOf(afterwards);
    afterwards.clear();
    now.forEach(Runnable::run);
  }

  private void clear() {
    unkept.clear();
    held.clear();
    attempted.clear();
    done.clear();
    givenUp.clear();
    replayed.clear();
    dropped.clear();
  }

  private void failed(IOException e, long now) {
    notBefore = now + AGAIN;
    if (!isFailing) {
      LOG.error(
          "webhooks: what waits cannot be kept on disk: {} It is kept in memory and sent from"
              + " there, and each second this is tried again.",
          String.valueOf(e.getMessage()));
      isFailing = true;
    }
  }
}
