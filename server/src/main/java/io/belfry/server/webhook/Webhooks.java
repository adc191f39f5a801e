package io.belfry.server.webhook;

import io.belfry.server.app.App;
import io.belfry.server.app.AppSource;
import io.belfry.server.cluster.ClusterAdapter.NotAccepted;
import io.belfry.server.cluster.ClusterAdapter.NotAccepted.Obstacle;
import io.belfry.server.cluster.Decision;
import io.belfry.server.cluster.Publication;
import io.belfry.server.cluster.RaisedHook;
import io.belfry.server.cluster.Subject;
import io.belfry.server.hook.ServerListener;
import io.belfry.server.metrics.Metrics;
import io.belfry.server.node.Breakdown;
import io.belfry.server.webhook.WebhookThread.Alarm;
import io.belfry.server.webhook.post.Poster;
import io.belfry.server.webhook.store.OutboxStore;
import io.belfry.server.webhook.store.OutboxStore.DeadLetter;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The webhooks of a server. Until the first app has an endpoint, be it at the start or later, there
 * is no thread, no store and nobody who sends; from then on there is one thread that owns all.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules HOOK-040 to HOOK-073"
 */
public final class Webhooks implements Happenings, HookSender, Outboxes, AutoCloseable {
  private static final long SHARE_OF_HAND_OVER = 16;
  private static final long SHARE_OF_WINDOWS = 8;
  private static final long MOST_HANDED_OVER = 64L << 20;
  private static final int MOST_ORDERS = 1_000;
  private static final long LOOK_LASTS = 1_000_000_000L;
  private static final long LONGEST_LOOK_MS = 500;

  private final Given given;
  private final Clocks clocks;
  private final WebhookCounts counts;
  private final HandOver handOver;
  private final Alarm alarm = new Alarm();
  private final Listening listening;
  private final Listeners listeners;
  private final Object lock = new Object();
  private volatile @Nullable Running running;
  private volatile LastLook look = new LastLook(List.of(), -LOOK_LASTS);
  private final Set<CompletableFuture<?>> unanswered = ConcurrentHashMap.newKeySet();
  private final Set<Promise> promised = ConcurrentHashMap.newKeySet();
  private boolean isStarted;
  // Until the first endpoint is there: of these, somebody may have come unseen.
  private final Set<String> served = new HashSet<>();
  private boolean isClosed;
  private boolean areEndsHeld;

  /**
   * What webhooks are made of.
   *
   * @param apps whose endpoints are told; looked at anew with {@link #appsChanged}
   * @param store makes the store, when the first endpoint is there; called once
   * @param poster makes whoever sends, likewise
   * @param listeners who hears all of it in this process
   * @param maxOutboxBytes what the store may have, dead letters included
   */
  public record Given(
      AppSource apps,
      Supplier<OutboxStore> store,
      Supplier<Poster> poster,
      List<ServerListener> listeners,
      long maxOutboxBytes,
      InstantSource clock,
      LongSupplier nanoTime,
      Metrics metrics,
      Breakdown breakdown) {}

  /** What there is once an app has an endpoint. */
  private record Running(
      WebhookThread thread, WebhookTurns turns, Orders orders, CompletionStage<Void> opened) {}

  /** All queues at a time. */
  private record LastLook(List<QueueView> queues, long atNanos) {}

  /** Webhooks that are not started. */
  public Webhooks(Given given) {
    this.given = given;
    this.clocks = new Clocks(given.clock(), given.nanoTime());
    this.counts = new WebhookCounts(given.metrics());
    long heap = Runtime.getRuntime().maxMemory();
    this.handOver = new HandOver(Math.min(heap / SHARE_OF_HAND_OVER, MOST_HANDED_OVER));
    this.listening = new Listening(clocks, handOver, alarm::ring, counts::notHandedOver);
    this.listeners =
        new Listeners(given.listeners(), given.clock(), given.metrics(), given.breakdown());
    WebhookGauges.watch(given.metrics(), this);
  }

  /**
   * Begins, with the apps as they are; who has none with an endpoint notices nothing.
   *
   * @throws IOException if what is kept cannot be read, with a sentence for the operator. One that
   *     another process has is waited for instead
   */
  public void start() throws IOException {
    synchronized (lock) {
      isStarted = true;
    }
    listeners.start();
    appsChanged();
    Running now = running;
    if (now != null) {
      now.opened().toCompletableFuture().join();
      Optional<IOException> damage = now.turns().damage();
      if (damage.isPresent()) {
        throw damage.get();
      }
    }
  }

  /** The apps have changed. */
  public void appsChanged() {
    synchronized (lock) {
      if (!isStarted || isClosed) {
        return;
      }
      Running now = running;
      if (now != null) {
        listening.change(given.apps().all());
        now.turns().appsChanged();
        alarm.shake();
      } else if (given.apps().all().stream().anyMatch(Webhooks::hasEndpoint)) {
        running = run();
        listening.change(given.apps().all());
      } else {
        given.apps().all().forEach(app -> served.add(app.id()));
      }
    }
  }

  private static boolean hasEndpoint(App app) {
    return !app.webhooks().isEmpty();
  }

  private Running run() {
    long room = Runtime.getRuntime().maxMemory() / SHARE_OF_WINDOWS;
    Desk desk = new Desk(clocks, counts, new SplittableRandom(), room);
    Poster poster = given.poster().get();
    Sending sending = new Sending(poster, given.apps()::isOperatorsOwn, alarm::shake);
    Endpoints endpoints = new Endpoints(desk, sending);
    WebhookTurns turns =
        new WebhookTurns(
            given.store().get(),
            given.maxOutboxBytes(),
            given.apps(),
            new WebhookTurns.TurnParts(desk, handOver, sending, endpoints));
    if (areEndsHeld) {
      turns.holdEnds();
    }
    turns.startLate(served);
    WebhookThread thread =
        new WebhookThread(turns, clocks, alarm, given.breakdown(), poster::close);
    thread.ended().thenRun(this::answerNobody);
    return new Running(thread, turns, new Orders(desk, endpoints, sending), thread.start());
  }

  /**
   * The server goes down, and another takes its place: who leaves from now on is expected there.
   * What begins is told still.
   */
  public void drain() {
    synchronized (lock) {
      areEndsHeld = true;
      Running now = running;
      if (now != null) {
        now.turns().holdEnds();
        alarm.shake();
      }
    }
  }

  /** Ends after the requests that are under way, five seconds at most, and a last commit. */
  @Override
  public void close() {
    Running now;
    synchronized (lock) {
      isClosed = true;
      now = running;
    }
    // Takes seconds, and nobody else has to wait for that.
    if (now != null) {
      now.thread().close();
    }
    listeners.close();
  }

  @Override
  public void decided(Decision decision) {
    listening.decided(decision);
    listeners.decided(decision);
  }

  @Override
  public void said(Publication clientEvent) {
    listening.said(clientEvent);
    listeners.said(clientEvent);
  }

  @Override
  public void missed(Subject.OfChannel channel) {
    listening.missed(channel);
    listeners.missed(channel);
  }

  @Override
  public CompletionStage<Set<String>> send(RaisedHook hook) {
    if (hook.endpoint().isEmpty()) {
      listeners.raisedElsewhere(hook);
    }
    Running now = running;
    if (now == null) {
      return given.apps().isComplete()
          ? CompletableFuture.completedFuture(Set.of())
          : CompletableFuture.failedFuture(
              new NotAccepted(Obstacle.UNREACHABLE, "The apps of this node are not known yet."));
    }
    Promise promise = new Promise(hook.key());
    promised.add(promise);
    CompletionStage<Set<String>> answer =
        promise.answer().whenComplete((value, failure) -> promised.remove(promise));
    if (!handOver.offer(new Handed.Elsewhere(hook, promise, clocks.now()))) {
      promise.fail(
          new NotAccepted(Obstacle.OVERLOADED, "Too many events wait for their webhooks here."));
    }
    alarm.ring();
    if (now.thread().ended().isDone()) {
      answerNobody();
    }
    return answer;
  }

  @Override
  public CompletionStage<Overview> overview() {
    return ask(orders -> CompletableFuture.completedStage(orders.overview()));
  }

  @Override
  public CompletionStage<List<DeadLetter>> deadLetters(
      Optional<String> appId, Optional<String> endpoint, long after, int most) {
    return ask(
        orders ->
            CompletableFuture.completedStage(orders.deadLetters(appId, endpoint, after, most)));
  }

  @Override
  public CompletionStage<Optional<DeadLetter>> deadLetter(UUID delivery) {
    return ask(orders -> CompletableFuture.completedStage(orders.deadLetter(delivery)));
  }

  @Override
  public CompletionStage<Done> replay(UUID delivery) {
    return ask(orders -> orders.replay(delivery));
  }

  @Override
  public CompletionStage<Done> drop(UUID delivery) {
    return ask(orders -> orders.drop(delivery));
  }

  @Override
  public CompletionStage<Optional<Tested>> test(String appId, String endpoint) {
    return ask(orders -> orders.test(appId, endpoint));
  }

  /** Something to ask on the thread. */
  private interface Order<A> {
    CompletionStage<A> carryOut(Orders orders) throws IOException;
  }

  @SuppressWarnings("UndefinedEquals") // each answer equals itself alone
  private <A> CompletionStage<A> ask(Order<A> order) {
    CompletableFuture<A> answer = new CompletableFuture<>();
    Running now = running;
    if (now == null) {
      return CompletableFuture.failedFuture(
          new IllegalStateException("No app of this server has a webhook, so there is no outbox."));
    }
    if (unanswered.size() >= MOST_ORDERS) {
      return CompletableFuture.failedFuture(
          new IllegalStateException("Too much is asked of the outbox at once. Try again later."));
    }
    unanswered.add(answer);
    CompletionStage<A> done = answer.whenComplete((value, failure) -> unanswered.remove(answer));
    now.turns().order(() -> carryOut(order, now, answer));
    alarm.shake();
    if (now.thread().ended().isDone()) {
      answerNobody();
    }
    return done;
  }

  // The thread has ended, so whoever still waits would wait for ever.
  private void answerNobody() {
    IllegalStateException end =
        new IllegalStateException(
            "The webhooks of this server have ended, and it will end too. Ask another or the next.");
    List.copyOf(unanswered).forEach(answer -> answer.completeExceptionally(end));
    List.copyOf(promised).forEach(promise -> promise.fail(end));
  }

  private static <A> void carryOut(Order<A> order, Running now, CompletableFuture<A> answer) {
    if (!now.turns().isOpen()) {
      answer.completeExceptionally(
          new IllegalStateException(
              "The outbox is not open: another process has it, or it cannot be read. The log says which."));
      return;
    }
    try {
      order
          .carryOut(now.orders())
          .whenComplete(
              (value, failure) -> {
                if (failure == null) {
                  answer.complete(value);
                } else {
                  answer.completeExceptionally(failure);
                }
              });
    } catch (IOException e) {
      answer.completeExceptionally(
          new IllegalStateException("The outbox cannot be read now: " + e.getMessage(), e));
    }
  }

  /** All queues, as they were a second ago at most; waits a moment for the thread. */
  List<QueueView> lastViews() {
    Running now = running;
    long nanos = clocks.nanos();
    LastLook last = look;
    if (now == null || !now.turns().isOpen() || nanos - last.atNanos < LOOK_LASTS) {
      return last.queues();
    }
    try {
      Overview overview =
          overview().toCompletableFuture().get(LONGEST_LOOK_MS, TimeUnit.MILLISECONDS);
      look = new LastLook(overview.queues(), nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // The other rows of the page do not wait for the same once more.
      look = new LastLook(last.queues(), nanos);
    }
    return look.queues();
  }

  /** How old the oldest is, in seconds. */
  double ageOfOldest(QueueView queue) {
    return queue.oldestMs() == 0 ? 0 : Math.max(0, clocks.ms() - queue.oldestMs()) / 1e3;
  }

  @Override
  public StoreState storeState() {
    Running now = running;
    return now == null ? StoreState.NONE : now.turns().state();
  }
}
