package io.belfry.server.webhook;

import io.belfry.server.app.App;
import io.belfry.server.app.WebhookEndpoint;
import io.belfry.server.app.WebhookSettings;
import io.belfry.server.webhook.Clocks.Moment;
import io.belfry.server.webhook.EndpointQueue.Configured;
import io.belfry.server.webhook.store.OutboxStore.Amount;
import io.belfry.server.webhook.store.OutboxStore.Dropped;
import io.belfry.server.webhook.store.OutboxStore.Found;
import io.belfry.server.webhook.store.OutboxStore.Held;
import io.belfry.server.webhook.store.OutboxStore.Target;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All endpoints: those of the configuration, and those that are configured no more and still have
 * something that waits. An endpoint keeps its queue as long as it keeps its URL. An app that is
 * switched off is told what ends and gets what waits; an endpoint that is switched off is as one
 * that is taken out. While apps are missing, what an earlier life has left for one that is not
 * there waits with it.
 *
 * <p>Thread: confined to that of the webhooks.
 */
final class Endpoints {
  private final Desk desk;
  private final Sending sending;
  private final Map<Target, EndpointQueue> queues = new HashMap<>();
  private final Map<Target, Raising> raising = new HashMap<>();
  private Map<String, List<Raising>> byApp = Map.of();
  private final Map<Target, List<Held>> awaited = new HashMap<>();
  private boolean areAllThere = true;
  private boolean endsAreHeld;

  Endpoints(Desk desk, Sending sending) {
    this.desk = desk;
    this.sending = sending;
  }

  /** Those of an app that are told something. */
  List<Raising> of(String appId) {
    return byApp.getOrDefault(appId, List.of());
  }

  /** Whether the app may have endpoints that are not known, since apps are missing. */
  boolean mayBeMissing(String appId) {
    return !areAllThere && !byApp.containsKey(appId);
  }

  Collection<EndpointQueue> queues() {
    return queues.values();
  }

  @Nullable EndpointQueue queue(Target target) {
    return queues.get(target);
  }

  /**
   * The apps are these from now on.
   *
   * @param areAll whether none is missing that an earlier life may have had
   */
  void change(Collection<App> apps, boolean areAll) {
    areAllThere = areAll;
    Set<Target> now = new HashSet<>();
    Map<String, List<Raising>> changed = new HashMap<>();
    for (App app : apps) {
      List<WebhookEndpoint> on =
          app.webhooks().stream()
              .filter(endpoint -> endpoint.settings().of(WebhookSettings.ENABLED))
              .toList();
      on.forEach(endpoint -> now.add(new Target(app.id(), endpoint.id())));
      if (!on.isEmpty()) {
        changed.put(app.id(), on.stream().map(endpoint -> configure(app, endpoint)).toList());
      }
    }
    byApp = changed;
    for (Target target : List.copyOf(raising.keySet())) {
      if (!now.contains(target)) {
        remove(target);
      }
    }
    takeUpAwaited(desk.clocks().now());
    queues.values().removeIf(EndpointQueue::isForgotten);
  }

  private Raising configure(App app, WebhookEndpoint endpoint) {
    Target target = new Target(app.id(), endpoint.id());
    EndpointQueue queue = made(target);
    Raising known = raising.get(target);
    if (known != null) {
      known.change(endpoint);
    }
    queue.configure(new Configured(app, endpoint));
    return raising.computeIfAbsent(target, unused -> newRaising(queue, endpoint));
  }

  private Raising newRaising(EndpointQueue queue, WebhookEndpoint endpoint) {
    Raising made = new Raising(desk, queue, endpoint);
    if (endsAreHeld) {
      made.holdEnds();
    }
    return made;
  }

  private EndpointQueue made(Target target) {
    return queues.computeIfAbsent(target, unused -> new EndpointQueue(desk, sending, target));
  }

  // Whom it was told to be there is forgotten with the next start.
  private void remove(Target target) {
    Raising gone = raising.remove(target);
    if (gone != null) {
      gone.end();
    }
    EndpointQueue queue = queues.get(target);
    if (queue != null) {
      queue.unconfigure();
    }
  }

  /** Takes up what an earlier life has left. */
  void found(Found found, Moment start) {
    Set<Target> targets = new HashSet<>(found.waiting().keySet());
    targets.addAll(found.deadLetters().keySet());
    for (Target target : targets) {
      awaited.put(target, new ArrayList<>());
      EndpointQueue queue = made(target);
      queue.await();
      queue.found(
          found.waiting().getOrDefault(target, new Amount(0, 0)),
          found.deadLetters().getOrDefault(target, 0L),
          found.lastNumber());
    }
    for (Held held : found.held()) {
      awaited.computeIfAbsent(held.target(), unused -> new ArrayList<>()).add(held);
    }
    takeUpAwaited(start);
  }

  private void takeUpAwaited(Moment now) {
    for (Target target : List.copyOf(awaited.keySet())) {
      Raising of = raising.get(target);
      List<Held> left = awaited.getOrDefault(target, List.of());
      if (of != null) {
        awaited.remove(target);
        left.forEach(held -> of.found(held, now));
      } else if (areAllThere) {
        awaited.remove(target);
        left.forEach(desk.commits()::release);
        remove(target);
      }
    }
  }

  /** No end is told any more. */
  void holdEnds() {
    endsAreHeld = true;
    raising.values().forEach(Raising::holdEnds);
  }

  /** The open batch of that endpoint gets no further events. */
  void closeBatch(Target target) {
    Raising of = raising.get(target);
    if (of != null) {
      of.closeBatch();
    }
  }

  /** No batch is open any more. */
  void closeBatches() {
    raising.values().forEach(Raising::closeBatch);
  }

  /** The store has made room. */
  void dropped(List<Dropped> dropped) {
    for (Dropped one : dropped) {
      desk.counts().dropped(one.target(), "disk", one.events());
      made(one.target()).dropped(one);
    }
  }
}
