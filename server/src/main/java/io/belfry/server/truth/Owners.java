package io.belfry.server.truth;

import io.belfry.protocol.ChannelKind.Trait;
import io.belfry.server.channel.Calls;
import io.belfry.server.channel.Loop;
import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.server.cluster.ClusterAdapter.NotAccepted;
import io.belfry.server.cluster.Publication;
import io.belfry.server.cluster.Subject;
import io.belfry.server.delivery.FanOut;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Finds who owns a channel or user: one event loop, named by a hash. What other loops have to say
 * goes there as messages and the answers come back the same way, so no state is ever locked. With
 * one loop everything is done on the spot.
 *
 * <p>The cache channels of an app have one owner together, which makes their bound exact.
 *
 * <p>Thread: thread-safe.
 */
public final class Owners {
  private static final CompletionStage<Void> AT_ONCE = CompletableFuture.completedFuture(null);

  private final List<Owner> owners;
  private final FanOut fanOut;
  private final Calls calls;

  /** A publication on its way to the owner of what it is for. */
  private record Placed(Publication publication, Subject subject) {}

  /**
   * One owner on each loop.
   *
   * @param cluster gives each the truth for its part
   */
  public Owners(List<? extends Loop> loops, FanOut fanOut, Calls calls, ClusterAdapter cluster) {
    this.owners =
        loops.stream().map(loop -> new Owner(loop, cluster.node(), fanOut, cluster::open)).toList();
    this.fanOut = fanOut;
    this.calls = calls;
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

  private static void tell(Owner owner, Consumer<Owner> message) {
    if (owner.loop().isCurrent()) {
      message.accept(owner);
    } else {
      owner.loop().execute(() -> message.accept(owner));
    }
  }

  /** Lets the truth go: the node is going down. */
  public void close() {
    tellAll(owner -> owner.truth().close());
  }

  /**
   * Hands publications to the owners of their channels, each owner's in their order.
   *
   * @return completes when all have their place, so that whatever is published later comes after
   *     them; fails with {@link NotAccepted}, and nothing was taken, when too much is undelivered
   */
  CompletionStage<Void> publish(List<Publication> publications) {
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
    List<CompletableFuture<Void>> placed = new ArrayList<>(byOwner.size());
    byOwner.forEach((owner, own) -> placed.add(publishTo(owner, own, came).toCompletableFuture()));
    return placed.size() == 1
        ? placed.get(0)
        : CompletableFuture.allOf(placed.toArray(CompletableFuture[]::new));
  }

  // With one loop the one that publishes owns everything.
  private boolean isAllHere() {
    return owners.size() == 1 && owners.get(0).loop().isCurrent();
  }

  /** The owner on that loop. */
  Owner on(Loop loop) {
    return owners.get(loop.index());
  }

  Owner of(Subject subject) {
    int hash =
        switch (subject) {
          case Subject.OfChannel of ->
              of.channel().kind().has(Trait.CACHE) ? 0 : of.channel().text().hashCode();
          case Subject.OfUser of -> of.user().text().hashCode();
          case Subject.OfWatchers of ->
              throw new IllegalArgumentException("All owners hear of the watchers of an app.");
        };
    return owners.get(Math.floorMod(31 * subject.appId().hashCode() + hash, owners.size()));
  }

  private CompletionStage<Void> publishTo(Owner owner, List<Placed> own, long came) {
    Supplier<CompletionStage<Void>> place =
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
}
