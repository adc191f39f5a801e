package io.belfry.server.webhook;

import io.belfry.server.webhook.Clocks.Moment;
import io.belfry.server.webhook.Timers.Later;
import io.belfry.server.webhook.post.Poster.Outcome;
import io.belfry.server.webhook.store.OutboxStore;
import io.belfry.server.webhook.store.OutboxStore.Event;
import io.belfry.server.webhook.store.OutboxStore.NewEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A delivery that is in memory: one request to one endpoint, with how far it has got.
 *
 * <p>Thread: confined to that of the webhooks.
 */
final class Outgoing implements Comparable<Outgoing> {
  private final long number;
  private final UUID id;
  private final DeliveryOwner queue;
  private final long startedAt;
  private final boolean isReplay;
  private final List<Event> events = new ArrayList<>();
  private long raisedMs = Long.MAX_VALUE;
  private long bytes;
  private int kept;
  private int attempts;
  private int failures;
  private boolean isClosed;
  private boolean isUnderWay;
  private boolean isDropped;
  private @Nullable Outcome last;
  private @Nullable Later retry;

  /** How many lines have an earlier delivery; for {@link Lines} alone. */
  int blockers;

  /** A delivery that is raised now. */
  Outgoing(long number, UUID id, DeliveryOwner queue, long startedAt) {
    this(number, id, queue, startedAt, false);
  }

  private Outgoing(long number, UUID id, DeliveryOwner queue, long startedAt, boolean isReplay) {
    this.number = number;
    this.id = id;
    this.queue = queue;
    this.startedAt = startedAt;
    this.isReplay = isReplay;
  }

  /**
   * A delivery that was kept.
   *
   * @param startedAt from when on its time is counted, in nanoseconds of {@link Clocks}
   */
  static Outgoing of(OutboxStore.Delivery kept, DeliveryOwner queue, long startedAt) {
    Outgoing outgoing =
        new Outgoing(kept.number(), kept.id(), queue, startedAt, kept.replayedMs().isPresent());
    kept.events().forEach(outgoing::put);
    outgoing.kept = kept.events().size();
    outgoing.attempts = kept.attempts();
    outgoing.isClosed = true;
    return outgoing;
  }

  /** One more event, which is not kept yet. */
  void add(String line, Moment at, byte[] json) {
    put(new Event(line, OptionalLong.empty(), at.ms(), json));
  }

  private void put(Event event) {
    events.add(event);
    raisedMs = Math.min(raisedMs, event.raisedMs());
    bytes += event.json().length;
  }

  /** It gets no further events. */
  void close() {
    isClosed = true;
  }

  /** Those of its events that are still to be kept. */
  List<NewEvent> unkept() {
    return IntStream.range(kept, events.size()).mapToObj(this::unkept).toList();
  }

  private NewEvent unkept(int place) {
    Event event = events.get(place);
    return new NewEvent(
        number, place, id, queue.target(), event.subject(), event.raisedMs(), event.json());
  }

  /**
   * All of its events are kept now. A number that comes after the first attempt is not told any
   * more, since each attempt is to be the same.
   *
   * @param sequences of those that were not
   */
  void kept(long[] sequences) {
    for (long sequence : sequences) {
      Event event = events.get(kept);
      OptionalLong told = attempts == 0 ? OptionalLong.of(sequence) : OptionalLong.empty();
      events.set(kept, new Event(event.subject(), told, event.raisedMs(), event.json()));
      kept++;
    }
  }

  boolean isKept() {
    return kept == events.size();
  }

  /** Whether the store knows of it. */
  boolean isKnown() {
    return kept > 0;
  }

  boolean isClosed() {
    return isClosed;
  }

  boolean isReplay() {
    return isReplay;
  }

  boolean isUnderWay() {
    return isUnderWay;
  }

  /** The store has dropped it, and counts it no more. */
  void drop() {
    isDropped = true;
  }

  boolean isDropped() {
    return isDropped;
  }

  /** An attempt begins. */
  void begin() {
    isUnderWay = true;
    attempts++;
  }

  /** An attempt is over. */
  void end(Outcome outcome) {
    isUnderWay = false;
    last = outcome;
    failures++;
  }

  /** What came of the last attempt of this life. */
  @Nullable Outcome last() {
    return last;
  }

  /** Attempts that failed in this life. */
  int failures() {
    return failures;
  }

  int attempts() {
    return attempts;
  }

  @Nullable Later retry() {
    return retry;
  }

  void retry(@Nullable Later timer) {
    retry = timer;
  }

  long number() {
    return number;
  }

  UUID id() {
    return id;
  }

  DeliveryOwner queue() {
    return queue;
  }

  List<Event> events() {
    return events;
  }

  int size() {
    return events.size();
  }

  long bytes() {
    return bytes;
  }

  long startedAt() {
    return startedAt;
  }

  /** When the earliest of its events was raised. */
  long raisedMs() {
    return raisedMs;
  }

  Set<String> lines() {
    return events.size() == 1
        ? Set.of(events.get(0).subject())
        : events.stream().map(Event::subject).collect(Collectors.toCollection(TreeSet::new));
  }

  /** Number of the first event, where all are about one channel or one user. */
  OptionalLong sequence() {
    return lines().size() == 1 ? events.get(0).sequence() : OptionalLong.empty();
  }

  @Override
  public int compareTo(Outgoing other) {
    return Long.compare(number, other.number);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(number);
  }
}
