package io.belfry.server.delivery;

import io.belfry.protocol.ChannelKind.Trait;
import io.belfry.server.app.App;
import io.belfry.server.app.AppSource;
import io.belfry.server.app.Limit;
import io.belfry.server.app.Limits;
import io.belfry.server.channel.CachedEvents;
import io.belfry.server.channel.CachedEvents.Retention;
import io.belfry.server.channel.Loop;
import io.belfry.server.cluster.ClusterAdapter.NotAccepted;
import io.belfry.server.cluster.Publication;
import io.belfry.server.cluster.Publication.Origin;
import io.belfry.server.cluster.Subject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
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
  private static final CompletionStage<Void> AT_ONCE = CompletableFuture.completedStage(null);

  private final List<Owner> owners;
  private final FanOut fanOut;
  private final AppSource apps;

  /** A publication on its way to the owner of what it is for. */
  private record Placed(Publication publication, Subject subject) {}

  /**
   * One owner on each loop.
   *
   * @param cached makes the store of each owner's cached events
   */
  public Owners(
      List<? extends Loop> loops, FanOut fanOut, AppSource apps, Supplier<CachedEvents> cached) {
    this.owners = loops.stream().map(loop -> new Owner(loop, cached.get(), fanOut)).toList();
    this.fanOut = fanOut;
    this.apps = apps;
  }

  /** Lets the owners begin. */
  public void start() {
    owners.forEach(owner -> owner.loop().execute(owner::start));
  }

  /** Asks the owner; the answer completes on the loop that asks. */
  <A> CompletionStage<A> ask(Loop asking, Subject subject, Function<Owner, A> question) {
    return ask(asking, of(subject), question);
  }

  <A> CompletionStage<A> ask(Loop asking, Owner owner, Function<Owner, A> question) {
    if (owner.loop().isCurrent()) {
      return CompletableFuture.completedStage(question.apply(owner));
    }
    CompletableFuture<A> answer = new CompletableFuture<>();
    owner
        .loop()
        .execute(
            () -> {
              try {
                A value = question.apply(owner);
                asking.execute(() -> answer.complete(value));
              } catch (RuntimeException e) {
                // Whoever waits for the answer must not wait for ever.
                asking.execute(() -> answer.completeExceptionally(e));
              }
            });
    return answer;
  }

  /** Tells the owner something that needs no answer. */
  void tell(Subject subject, Consumer<Owner> message) {
    Owner owner = of(subject);
    if (owner.loop().isCurrent()) {
      message.accept(owner);
    } else {
      owner.loop().execute(() -> message.accept(owner));
    }
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
              NotAccepted.Cause.OVERLOADED,
              "This node has too many undelivered events. Try again in a second."));
    }
    long came = fanOut.now();
    if (isAllHere()) {
      for (Publication publication : publications) {
        place(publication, Owner.subjectOf(publication), owners.get(0), came);
      }
      return AT_ONCE;
    }
    Map<Owner, List<Placed>> byOwner = new LinkedHashMap<>();
    for (Publication publication : publications) {
      Placed placed = new Placed(publication, Owner.subjectOf(publication));
      byOwner.computeIfAbsent(of(placed.subject()), unused -> new ArrayList<>()).add(placed);
    }
    List<CompletableFuture<Void>> placed = new ArrayList<>(byOwner.size());
    byOwner.forEach((owner, own) -> placed.add(publishTo(owner, own, came)));
    return placed.size() == 1
        ? placed.get(0)
        : CompletableFuture.allOf(placed.toArray(CompletableFuture[]::new));
  }

  // With one loop the one that publishes owns everything.
  private boolean isAllHere() {
    return owners.size() == 1 && owners.get(0).loop().isCurrent();
  }

  /** The app as it is set now; one that is gone may do nothing any more. */
  App current(App app) {
    return apps.byId(app.id()).orElseGet(app::gone);
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
        };
    return owners.get(Math.floorMod(31 * subject.appId().hashCode() + hash, owners.size()));
  }

  private CompletableFuture<Void> publishTo(Owner owner, List<Placed> own, long came) {
    CompletableFuture<Void> placed = new CompletableFuture<>();
    long bytes = 0;
    for (Placed each : own) {
      bytes += each.publication().text().length;
    }
    fanOut.handOver(
        owner.loop(),
        bytes,
        () -> {
          own.forEach(each -> place(each.publication(), each.subject(), owner, came));
          placed.complete(null);
        });
    return placed;
  }

  private void place(Publication publication, Subject subject, Owner owner, long came) {
    if (publication.origin() == Origin.APPLICATION
        && subject instanceof Subject.OfChannel channel
        && channel.channel().kind().has(Trait.CACHE)) {
      owner.keep(channel, publication.text(), retention(channel.appId()));
    }
    owner.publish(publication, subject, came);
  }

  private Retention retention(String appId) {
    Limits limits = apps.byId(appId).map(App::limits).orElse(Limits.DEFAULTS);
    return new Retention(
        Duration.ofSeconds(limits.of(Limit.CACHE_TTL_SECONDS)), limits.of(Limit.MAX_CACHE_BYTES));
  }
}
