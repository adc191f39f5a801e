package io.belfry.server.webhook;

import io.belfry.server.webhook.Clocks.Moment;
import io.belfry.server.webhook.store.OutboxStore;
import io.belfry.server.webhook.store.OutboxStore.Event;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What all endpoints share: the clocks and what is to be done later, the next commit, the numbers
 * of deliveries, and the memory that they may take together.
 *
 * <p>Thread: confined to that of the webhooks.
 */
final class Desk {
  // About what one who may come back takes, its timer included.
  private static final long BYTES_OF_AWAY = 512;
  private static final long LONGEST_AGE_MS = TimeUnit.DAYS.toMillis(1_000);

  private final Clocks clocks;
  private final WebhookCounts counts;
  private final RandomGenerator random;
  private final Timers timers = new Timers();
  private final Commits commits;
  private final Ages ages = new Ages();
  private final Set<DeliveryOwner> touched = new LinkedHashSet<>();
  private final long maxWindowBytes;
  private long windowBytes;
  private long away;
  private long lastNumber;
  private @Nullable OutboxStore store;

  /**
   * A desk.
   *
   * @param maxWindowBytes bytes of events that all endpoints together may have in memory, once for
   *     what is sent next and once for what the store fails to keep; who may come back has as much
   *     once more
   */
  Desk(Clocks clocks, WebhookCounts counts, RandomGenerator random, long maxWindowBytes) {
    this.clocks = clocks;
    this.counts = counts;
    this.random = random;
    this.maxWindowBytes = maxWindowBytes;
    this.commits = new Commits(maxWindowBytes);
  }

  Clocks clocks() {
    return clocks;
  }

  Timers timers() {
    return timers;
  }

  Commits commits() {
    return commits;
  }

  Ages ages() {
    return ages;
  }

  WebhookCounts counts() {
    return counts;
  }

  /** Between 0.8 and 1.2. */
  double variation() {
    return random.nextDouble(0.8, 1.2);
  }

  /** The number of the next delivery, which is raised then. */
  long nextNumber(long nanos) {
    lastNumber++;
    ages.note(lastNumber, nanos);
    return lastNumber;
  }

  /** The number of the newest delivery, 0 for none. */
  long lastNumber() {
    return lastNumber;
  }

  Outgoing newDelivery(DeliveryOwner queue, UUID id, Moment at) {
    return new Outgoing(nextNumber(at.nanos()), id, queue, at.nanos());
  }

  /** Bytes that may be in memory beside those that are. */
  long room() {
    return Math.max(0, maxWindowBytes - windowBytes);
  }

  /**
   * Whether an endpoint without a delivery in memory may have one of that size: once more as much
   * is kept for those, so that they are not kept waiting by others that hang.
   */
  boolean hasRoomForFirst(long bytes) {
    return windowBytes == 0 || windowBytes + bytes <= 2 * maxWindowBytes;
  }

  /** So many more, or fewer, are away and may come back. */
  void addAway(int more) {
    away += more;
  }

  /** How many more may be away at a time. */
  long roomForAway() {
    return Math.max(0, maxWindowBytes / BYTES_OF_AWAY - away);
  }

  /** The store, which is open. */
  OutboxStore store() {
    return Objects.requireNonNull(store);
  }

  /** The store is open, and numbers go on behind those that it has. */
  void open(OutboxStore opened, long lastKept) {
    store = opened;
    lastNumber = lastKept;
  }

  /**
   * From when on the time of a delivery is counted that was kept: for one of an earlier life by the
   * clock on the wall, where one from the future is new.
   */
  long startOf(OutboxStore.Delivery kept) {
    long raised = kept.events().stream().mapToLong(Event::raisedMs).min().orElseThrow();
    long since = kept.replayedMs().orElse(raised);
    long age = Math.min(Math.max(0, clocks.ms() - since), LONGEST_AGE_MS);
    return ages.of(kept.number(), clocks.nanos() - TimeUnit.MILLISECONDS.toNanos(age));
  }

  /** So many bytes more, or fewer, are in memory. */
  void take(long bytes) {
    windowBytes += bytes;
  }

  /** There may be something to send. */
  void touch(DeliveryOwner queue) {
    touched.add(queue);
  }

  /** An endpoint that may have something to send, or null. */
  @Nullable DeliveryOwner nextTouched() {
    if (touched.isEmpty()) {
      return null;
    }
    DeliveryOwner next = touched.iterator().next();
    touched.remove(next);
    return next;
  }
}
