package io.belfry.server.truth;

import io.belfry.server.channel.Calls;
import io.belfry.server.channel.Loop;
import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.server.cluster.ClusterAdapter.NotAccepted;
import io.belfry.server.cluster.ClusterAdapter.Reached;
import io.belfry.server.cluster.Decision;
import io.belfry.server.cluster.Publication;
import io.belfry.server.cluster.Report;
import io.belfry.server.cluster.Subject;
import io.belfry.server.delivery.FanOut;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Finds who owns a channel or user: the cluster says in which part it falls, and each part has an
 * owner on one event loop. What other loops have to say goes there as messages and the answers come
 * back the same way, so no state is ever locked. With one loop everything is done on the spot.
 *
 * <p>Thread: thread-safe.
 */
public final class Owners {
  private static final CompletionStage<Reached> AT_ONCE =
      CompletableFuture.completedFuture(Reached.ALL_NODES);

  private final List<Owner> owners;
  private final List<List<Owner>> byLoop;
  private final List<LateCounts> lateCounts;
  private final ClusterAdapter cluster;
  private final FanOut fanOut;
  private final Calls calls;

  /** A publication on its way to the owner of what it is for. */
  private record Placed(Publication publication, Subject subject) {}

  /**
   * One owner for each part, the parts in turn on these loops.
   *
   * @param cluster says how many parts there are, and gives each owner the truth for its own
   * @param wallMillis clock that people read, in Unix milliseconds
   */
  public Owners(
      List<? extends Loop> loops,
      FanOut fanOut,
      Calls calls,
      ClusterAdapter cluster,
      LongSupplier wallMillis) {
    this.cluster = cluster;
    this.fanOut = fanOut;
    this.calls = calls;
    this.owners =
        IntStream.range(0, cluster.parts(loops.size()))
            .mapToObj(
                part ->
                    new Owner(part, loops.get(part % loops.size()), fanOut, cluster, wallMillis))
            .toList();
    this.byLoop =
        loops.stream()
            .map(
                loop ->
                    owners.stream().filter(owner -> owner.loop().index() == loop.index()).toList())
            .toList();
    this.lateCounts =
        cluster.countsAll()
            ? loops.stream().map(loop -> new LateCounts(loop, this::tellCounts)).toList()
            : List.of();
  }

  /** Asks the owner of a subject; the answer completes on the loop that asks. */
  <A> CompletionStage<A> ask(Subject subject, OwnerQuestion<A> question) {
    return ask(of(subject), question);
  }

  <A> CompletionStage<A> ask(Owner owner, OwnerQuestion<A> question) {
    return calls.ask(owner.loop(), () -> question.by(owner));
  }

  /** Tells the owner of a subject something that needs no answer. */
  void tell(Subject subject, Consumer<Owner> message) {
    tell(of(subject), message);
  }

  /** Tells all owners. */
  void tellAll(Consumer<Owner> message) {
    owners.forEach(owner -> tell(owner, message));
  }

  private void tellCounts(Collection<Report.HowMany> counts) {
    Map<Owner, List<Report.HowMany>> byOwner = new LinkedHashMap<>();
    for (Report.HowMany count : counts) {
      byOwner.computeIfAbsent(of(count.subject()), unused -> new ArrayList<>()).add(count);
    }
    byOwner.forEach((owner, own) -> tell(owner, it -> own.forEach(it::apply)));
  }

  /** Where a loop gathers numbers of which nobody needs to hear at once; null if of none. */
  @Nullable LateCounts lateCounts(Report.Holder loop) {
    return lateCounts.isEmpty() ? null : lateCounts.get((int) loop.part());
  }

  private static void tell(Owner owner, Consumer<Owner> message) {
    if (owner.loop().isCurrent()) {
      message.accept(owner);
    } else {
      owner.loop().execute(() -> message.accept(owner));
    }
  }

  /**
   * Lets the truth go: the node is going down.
   *
   * @return completes when each knows
   */
  public CompletionStage<Void> close() {
    return CompletableFuture.allOf(
        owners.stream()
            .map(owner -> calls.call(owner.loop(), () -> closed(owner)).toCompletableFuture())
            .toArray(CompletableFuture[]::new));
  }

  private static boolean closed(Owner owner) {
    owner.truth().close();
    return true;
  }

  /**
   * Hands publications to the owners of their channels, each owner's in their order.
   *
   * @return completes when all have their place, so that whatever is published later comes after
   *     them; fails with {@link NotAccepted}, and nothing was taken, when too much is undelivered
   */
  CompletionStage<Reached> publish(List<Publication> publications) {
    if (fanOut.isOverloaded()) {
      return CompletableFuture.failedStage(
          new NotAccepted(
              NotAccepted.Obstacle.OVERLOADED,
              "This node has too many undelivered events. Try again in a second."));
    }
    long came = fanOut.now();
    if (isAllHere()) {
      for (Publication publication : publications) {
        owners.get(0).publish(publication, Owner.subjectOf(publication), came);
      }
      return AT_ONCE;
    }
    Map<Owner, List<Placed>> byOwner = new LinkedHashMap<>();
    for (Publication publication : publications) {
      Placed placed = new Placed(publication, Owner.subjectOf(publication));
      byOwner.computeIfAbsent(of(placed.subject()), unused -> new ArrayList<>()).add(placed);
    }
    List<CompletionStage<Reached>> placed = new ArrayList<>(byOwner.size());
    byOwner.forEach((owner, own) -> placed.add(publishTo(owner, own, came)));
    return placed.size() == 1 ? placed.get(0) : AllPlaced.of(placed);
  }

  // With one part its loop owns everything.
  private boolean isAllHere() {
    return owners.size() == 1 && owners.get(0).loop().isCurrent();
  }

  /** The owners on that loop. */
  List<Owner> on(Loop loop) {
    return byLoop.get(loop.index());
  }

  Owner of(Subject subject) {
    return owners.get(cluster.part(subject));
  }

  private CompletionStage<Reached> publishTo(Owner owner, List<Placed> own, long came) {
    Supplier<CompletionStage<Reached>> place =
        () -> {
          own.forEach(each -> owner.publish(each.publication(), each.subject(), came));
          return AT_ONCE;
        };
    if (owner.loop().isCurrent()) {
      return place.get();
    }
    long bytes = 0;
    for (Placed each : own) {
      bytes += each.publication().text().length;
    }
    long all = bytes;
    return calls.through(task -> fanOut.handOver(owner.loop(), all, task), place);
  }

  /** A session has begun or ended on this node. */
  void sessionChanged(Decision.SessionChange change) {
    cluster.sessionChanged(change);
  }
}
