package io.belfry.server.webhook.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;

/**
 * An outbox that is gone with the process.
 *
 * <p>Thread: confined to its caller.
 */
final class MemoryOutbox implements OutboxStore {
  private static final long OVERHEAD_BYTES = 300;
  private static final long SHARE_OF_HEAP = 8;

  private final TreeMap<Long, Delivery> waiting = new TreeMap<>();
  private final TreeMap<Long, DeadLetter> dead = new TreeMap<>();
  private final Map<Target, TreeMap<Long, Delivery>> byTarget = new HashMap<>();
  private final Map<UUID, Long> deadById = new HashMap<>();
  private final Map<Target, MemorySubjects> subjects = new HashMap<>();
  private long lastNumber;
  private long bytes;

  @Override
  public Found open() {
    List<Held> held = new ArrayList<>();
    subjects.values().forEach(known -> held.addAll(known.held()));
    Map<Target, Amount> amounts = new HashMap<>();
    byTarget.forEach((target, deliveries) -> amounts.put(target, amount(deliveries)));
    Map<Target, Long> letters = new HashMap<>();
    dead.values().forEach(letter -> letters.merge(letter.delivery().target(), 1L, Long::sum));
    return new Found(lastNumber, held, amounts, letters);
  }

  private static Amount amount(Map<Long, Delivery> deliveries) {
    return deliveries.values().stream()
        .map(one -> new Amount(one.events().size(), textBytes(one)))
        .reduce(
            new Amount(0, 0),
            (one, other) -> new Amount(one.events() + other.events(), one.bytes() + other.bytes()));
  }

  @Override
  public long[] commit(Changes changes) {
    long[] sequences = changes.added().stream().mapToLong(this::add).toArray();
    changes.attempted().forEach(this::attempted);
    changes.done().forEach(this::takeWaiting);
    changes.givenUp().forEach(this::giveUp);
    changes.held().forEach(held -> of(held.target()).hold(held));
    changes.released().forEach(held -> of(held.target()).release(held.subject()));
    changes.replayed().forEach(this::replay);
    changes.droppedLetters().forEach(this::takeLetter);
    return sequences;
  }

  private MemorySubjects of(Target target) {
    return subjects.computeIfAbsent(target, unused -> new MemorySubjects());
  }

  private long add(NewEvent added) {
    Optional<Event> same = atPlaceOf(added);
    if (same.isPresent()) {
      return same.get().sequence().orElseThrow();
    }
    long sequence = of(added.target()).next(added.subject());
    Optional<Delivery> before = takeWaiting(added.delivery());
    List<Event> events = new ArrayList<>();
    before.ifPresent(one -> events.addAll(one.events()));
    events.add(
        new Event(added.subject(), OptionalLong.of(sequence), added.raisedMs(), added.json()));
    putWaiting(
        new Delivery(
            added.delivery(),
            added.id(),
            added.target(),
            Collections.unmodifiableList(events),
            before.map(Delivery::attempts).orElse(0),
            OptionalLong.empty()));
    return sequence;
  }

  private Optional<Event> atPlaceOf(NewEvent added) {
    return Optional.ofNullable(waiting.get(added.delivery()))
        .or(() -> Optional.ofNullable(dead.get(added.delivery())).map(DeadLetter::delivery))
        .map(Delivery::events)
        .filter(events -> added.place() < events.size())
        .map(events -> events.get(added.place()));
  }

  private void attempted(long number, int attempts) {
    takeWaiting(number)
        .ifPresent(one -> putWaiting(renewed(one, number, attempts, one.replayedMs())));
  }

  private static Delivery renewed(Delivery of, long number, int attempts, OptionalLong replayed) {
    return new Delivery(number, of.id(), of.target(), of.events(), attempts, replayed);
  }

  private void giveUp(GivenUp given) {
    takeWaiting(given.number())
        .ifPresent(
            one -> {
              Delivery tried = renewed(one, one.number(), given.attempts(), one.replayedMs());
              dead.put(
                  one.number(), new DeadLetter(tried, given.cause(), given.status(), given.atMs()));
              deadById.put(one.id(), one.number());
              bytes += size(tried);
            });
  }

  private void replay(Replayed replayed) {
    takeLetter(replayed.id())
        .ifPresent(
            letter -> {
              Delivery one = letter.delivery();
              OptionalLong at = OptionalLong.of(replayed.atMs());
              putWaiting(renewed(one, replayed.number(), one.attempts(), at));
            });
  }

  private void putWaiting(Delivery one) {
    lastNumber = Math.max(lastNumber, one.number());
    waiting.put(one.number(), one);
    byTarget.computeIfAbsent(one.target(), unused -> new TreeMap<>()).put(one.number(), one);
    bytes += size(one);
  }

  private Optional<Delivery> takeWaiting(long number) {
    Delivery taken = waiting.remove(number);
    if (taken == null) {
      return Optional.empty();
    }
    byTarget.computeIfPresent(
        taken.target(),
        (target, deliveries) -> {
          deliveries.remove(number);
          return deliveries.isEmpty() ? null : deliveries;
        });
    bytes -= size(taken);
    return Optional.of(taken);
  }

  private Optional<DeadLetter> takeLetter(UUID id) {
    Long number = deadById.remove(id);
    DeadLetter taken = number == null ? null : dead.remove(number);
    if (taken != null) {
      bytes -= size(taken.delivery());
    }
    return Optional.ofNullable(taken);
  }

  @Override
  public List<Delivery> waiting(Target target, long after, int maxEvents, long maxBytes) {
    List<Delivery> found = new ArrayList<>();
    int events = 0;
    long text = 0;
    for (Delivery one :
        byTarget.getOrDefault(target, new TreeMap<>()).tailMap(after, false).values()) {
      events += one.events().size();
      text += textBytes(one);
      if (!found.isEmpty() && (events > maxEvents || text > maxBytes)) {
        break;
      }
      found.add(one);
    }
    return found;
  }

  @Override
  public List<DeadLetter> deadLetters(
      Optional<String> appId, Optional<String> endpoint, long after, int most) {
    return dead.tailMap(after, false).values().stream()
        .filter(letter -> isEmptyOr(appId, letter.delivery().target().appId()))
        .filter(letter -> isEmptyOr(endpoint, letter.delivery().target().endpoint()))
        .limit(most)
        .toList();
  }

  private static boolean isEmptyOr(Optional<String> wanted, String is) {
    return wanted.isEmpty() || wanted.get().equals(is);
  }

  @Override
  public Optional<DeadLetter> deadLetter(UUID delivery) {
    return Optional.ofNullable(deadById.get(delivery)).map(dead::get);
  }

  @Override
  public long capacity() {
    return Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP;
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public List<Dropped> shrinkTo(long maxBytes) {
    List<Dropped> dropped = new ArrayList<>();
    while (bytes > maxBytes && !dead.isEmpty()) {
      Delivery one = dead.firstEntry().getValue().delivery();
      takeLetter(one.id());
      dropped.add(new Dropped(one.target(), one.events().size(), true));
    }
    while (bytes > maxBytes && !waiting.isEmpty()) {
      Delivery one = waiting.firstEntry().getValue();
      takeWaiting(one.number());
      dropped.add(new Dropped(one.target(), one.events().size(), false));
    }
    return dropped;
  }

  private static long size(Delivery one) {
    return OVERHEAD_BYTES * (1 + one.events().size()) + textBytes(one);
  }

  private static long textBytes(Delivery one) {
    return one.events().stream().mapToLong(event -> event.json().length).sum();
  }

  @Override
  public void close() {}
}
