package io.belfry.cluster.redis.link;

import io.belfry.cluster.redis.wire.HookEntry;
import io.belfry.cluster.redis.wire.NodeId;
import io.belfry.cluster.redis.wire.PartitionEngine;
import io.belfry.cluster.redis.wire.PartitionEngine.Removal;
import io.belfry.cluster.redis.wire.StreamId;
import io.belfry.server.cluster.RaisedHook;
import io.belfry.server.cluster.RaisedHook.Happened;
import io.belfry.server.cluster.Truth.SubjectOwner;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Has the webhook events of a partition sent while this node is their sender: reads the stream from
 * its front, hands each event over to the endpoints of its app, and takes out what all of them
 * have. Each endpoint has its events in order. One that does not keep up, or cannot be told now, is
 * left behind and goes on by itself; it holds up nobody, and its events wait in the stream, whose
 * bound is theirs.
 *
 * <p>What is under way when the link is lost stays so: it is not handed over again by this node,
 * and is taken out when the node is sender again. Another sender repeats it under the same key.
 *
 * <p>Thread: confined to the owner, but for how events are told to be sent.
 *
 * @see "cluster.md, section 8; rules CLU-060, CLU-061, HOOK-046, HOOK-052, HOOK-053"
 */
public final class HookStream {
  /** What an event under way counts for is one, and one more for each of these bytes. */
  public static final int UNIT_BYTES = 1_024;

  static final int PAGE = 250;

  private final PartitionEngine engine;
  private final SubjectOwner owner;
  private final String prefix;
  private final Outlet outlet;
  private final HookLines lines;
  private final Set<String> sent = new LinkedHashSet<>();
  private final Set<String> leaving = new LinkedHashSet<>();
  private final Queue<Outcome> outcomes = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean isHearing = new AtomicBoolean();
  // Who is sender; nobody of this node when there is none.
  private @Nullable NodeId sender;
  // Who it was last, as long as nobody else is known to have been it since.
  private @Nullable NodeId before;
  // Grows with each end of being the sender, so that answers of an earlier time are known.
  private long term;
  private StreamId front = StreamId.BEFORE_ALL;
  private boolean isReading;
  private boolean isMore;
  private boolean isTurnOfLines;

  /** Where events go. */
  public interface Outlet {
    /** Ids of the endpoints that an app has now. */
    List<String> endpoints(String appId);

    /**
     * Sends one.
     *
     * @return completes, on any thread, when it is settled; fails when it cannot be sent now
     */
    CompletionStage<?> send(RaisedHook hook);

    /** An entry is not known to this version, or malformed; it stays for another sender. */
    void passedOver();
  }

  /**
   * What differs from partition to partition.
   *
   * @param prefix what keys of its events begin with
   * @param room what may be under way at once, with each event counted once for each endpoint and
   *     each begun kilobyte
   */
  public record Sizes(String prefix, int room) {}

  private record Outcome(HookLine line, String id, boolean isSettled) {}

  /** The stream of a partition. */
  public HookStream(PartitionEngine engine, SubjectOwner owner, Sizes sizes, Outlet outlet) {
    this.engine = engine;
    this.owner = owner;
    this.prefix = sizes.prefix();
    this.outlet = outlet;
    this.lines = new HookLines(outlet::endpoints, sizes.room());
  }

  /** The node has beaten under that id, and is the sender. */
  public void sends(NodeId me) {
    if (!me.equals(before)) {
      // Others may have sent since, or the engine may have forgotten something.
      linkLost();
      restart();
    }
    sender = me;
    before = me;
    lines.beaten();
    isMore = true;
    takeOut();
    read();
  }

  private void restart() {
    front = StreamId.BEFORE_ALL;
    lines.restart();
  }

  /** The node has beaten, and another one is the sender. */
  public void rests() {
    linkLost();
    before = null;
    sent.clear();
    restart();
  }

  /** The link is lost, or the node begins anew: who is sender is not known. */
  public void linkLost() {
    term++;
    sender = null;
    isReading = false;
    sent.addAll(leaving);
    leaving.clear();
  }

  /**
   * Another engine process answers. What was taken out before may stand in its stream again, so all
   * of it is read again; what was posted is repeated then, under the same key.
   *
   * @see "rule CLU-062"
   */
  public void engineChanged() {
    linkLost();
    before = null;
  }

  /** There may be more in the stream. */
  public void nudged() {
    isMore = true;
    read();
  }

  // The front and those behind it have turns, so that neither keeps the other waiting.
  private void read() {
    if (sender == null || isReading) {
      return;
    }
    HookLine line = isTurnOfLines || !isMore ? lines.due() : null;
    isTurnOfLines = line == null;
    if (line != null) {
      read(line.behind(), page -> take(line, page));
    } else if (isMore) {
      isMore = false;
      read(front, this::take);
    }
  }

  private void read(@Nullable StreamId after, Consumer<List<HookEntry>> next) {
    isReading = true;
    long begun = term;
    engine
        .hooksAfter(String.valueOf(after), PAGE)
        .thenCompose(this::kept)
        .whenComplete(
            (page, failure) -> {
              if (begun == term) {
                isReading = false;
                if (failure == null) {
                  next.accept(page);
                  read();
                }
              }
            });
  }

  // What is posted should not be taken back by a failover; where that cannot be had it is posted
  // too.
  private CompletionStage<List<HookEntry>> kept(List<HookEntry> page) {
    return page.isEmpty()
        ? CompletableFuture.completedFuture(page)
        : engine.replicated().handle((done, failure) -> page);
  }

  private void take(List<HookEntry> page) {
    for (HookEntry entry : page) {
      front = entry.place();
      if (!isOver(entry)) {
        offer(entry);
      }
    }
    isMore |= page.size() == PAGE;
  }

  // Whether all have it, and it only has to be taken out.
  private boolean isOver(HookEntry entry) {
    return sent.contains(entry.id()) || leaving.contains(entry.id());
  }

  private void offer(HookEntry entry) {
    Optional<Happened> what = HookReading.read(entry);
    if (what.isEmpty()) {
      outlet.passedOver();
      return;
    }
    for (HookLine line : lines.of(entry.appId())) {
      if (line.behind() == null && !isHanded(line, entry, what.get())) {
        lines.leaveBehind(line, entry.place().before());
      }
    }
  }

  private void take(HookLine line, List<HookEntry> page) {
    for (HookEntry entry : page) {
      if (entry.place().compareTo(front) > 0) {
        lines.catchUp(line);
        return;
      }
      Optional<Happened> what =
          entry.appId().equals(line.appId()) && !isOver(entry)
              ? HookReading.read(entry)
              : Optional.empty();
      if (what.isPresent() && !isHanded(line, entry, what.get())) {
        return;
      }
      line.pass(entry.place());
    }
    if (page.size() < PAGE) {
      lines.catchUp(line);
    }
  }

  private boolean isHanded(HookLine line, HookEntry entry, Happened what) {
    String id = entry.id();
    if (line.has(id)) {
      return true;
    }
    int units = 1 + entry.data().length / UNIT_BYTES;
    if (!lines.hasRoom(line, units)) {
      line.full();
      return false;
    }
    CompletionStage<?> stage =
        outlet.send(
            new RaisedHook(prefix + id, entry.millis(), what, Optional.of(line.endpoint())));
    if (stage.toCompletableFuture().isCompletedExceptionally()) {
      line.failed();
      return false;
    }
    lines.begin(line, id, units);
    stage.whenComplete((done, failure) -> settled(new Outcome(line, id, failure == null)));
    return true;
  }

  // What is settled at about the same time is taken out by one call.
  private void settled(Outcome outcome) {
    outcomes.add(outcome);
    if (isHearing.compareAndSet(false, true)) {
      owner.execute(this::hear);
    }
  }

  private void hear() {
    isHearing.set(false);
    for (Outcome next = outcomes.poll(); next != null; next = outcomes.poll()) {
      HookLine line = next.line();
      lines.end(line, next.id());
      if (!next.isSettled()) {
        lines.leaveBehind(line, StreamId.parse(next.id()).before());
        line.failed();
        continue;
      }
      line.settled(next.id());
      if (lines.haveHad(line.appId(), next.id())) {
        sent.add(next.id());
      }
    }
    takeOut();
    read();
  }

  private void takeOut() {
    NodeId me = sender;
    while (me != null && !sent.isEmpty()) {
      List<String> batch = sent.stream().limit(HookEntry.MOST_AT_ONCE).toList();
      batch.forEach(sent::remove);
      leaving.addAll(batch);
      long begun = term;
      engine
          .hooksSent(me, batch)
          .whenComplete(
              (removal, failure) -> {
                if (begun == term) {
                  tookOut(batch, failure == null ? removal : null);
                }
              });
    }
  }

  private void tookOut(List<String> batch, @Nullable Removal removal) {
    batch.forEach(leaving::remove);
    if (removal == null) {
      // Again with the next beat.
      sent.addAll(batch);
    } else if (removal == Removal.NOT_SENDER) {
      rests();
    }
  }
}
