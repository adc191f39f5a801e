package io.belfry.server.webhook;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.Member;
import io.belfry.protocol.SocketId;
import io.belfry.protocol.UserId;
import io.belfry.protocol.message.EventData;
import io.belfry.server.app.App;
import io.belfry.server.app.AppSource;
import io.belfry.server.app.AppSource.ConfiguredApps;
import io.belfry.server.app.WebhookEndpoint;
import io.belfry.server.cluster.Decision;
import io.belfry.server.cluster.Publication;
import io.belfry.server.cluster.Publication.NamedEvent;
import io.belfry.server.cluster.RaisedHook;
import io.belfry.server.cluster.Subject;
import io.belfry.server.metrics.Metric;
import io.belfry.server.metrics.Metrics;
import io.belfry.server.metrics.PageForm;
import io.belfry.server.webhook.store.OutboxStore;
import io.belfry.testkit.ManualClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Webhooks without a thread: the test is the clock, the thread, the disk and the receiver. */
final class ManualWebhooks {
  static final String APP = "1";
  private static final int MOST_TURNS = 200_000;
  private static final long ROOM = 64 << 20;

  final ManualClock clock = new ManualClock();
  final FlakyOutbox disk = new FlakyOutbox();
  final ManualPoster receiver = new ManualPoster();
  final ConfiguredApps apps;
  final Metrics metrics;
  int refusedDefinitions;
  private InstantSource wall = clock;
  private long maxBytes = Long.MAX_VALUE;
  private long room = ROOM;
  private Life life;

  /** From one start to the next. */
  private record Life(
      Clocks clocks,
      Desk desk,
      HandOver handOver,
      Listening listening,
      WebhookTurns turns,
      Orders orders) {}

  ManualWebhooks(App... all) {
    apps = new ConfiguredApps(List.of(all));
    metrics =
        new Metrics(
            () -> apps.all().stream().map(App::id).toList(),
            foreseen ->
                Arrays.asList(Metric.values())
                    .forEach(metric -> foreseen.expect(metric, List.of())));
    life = begin();
  }

  /** One app with these endpoints. */
  static ManualWebhooks of(WebhookEndpoint... endpoints) {
    return new ManualWebhooks(app(APP, endpoints));
  }

  static App app(String id, WebhookEndpoint... endpoints) {
    App.Builder app = App.builder(id).key("key-" + id, "a secret of " + id);
    app.set(io.belfry.server.app.AppSettings.SUBSCRIPTION_COUNT_BROADCAST, true);
    Arrays.asList(endpoints).forEach(app::webhook);
    return app.build();
  }

  static WebhookEndpoint.Builder endpoint(String host) {
    return WebhookEndpoint.builder("https://" + host + ".example/hooks");
  }

  private Life begin() {
    Clocks clocks = new Clocks(() -> wall.instant(), clock::nanoTime);
    WebhookCounts counts = new WebhookCounts(metrics);
    HandOver handOver = new HandOver(ROOM);
    Desk desk = new Desk(clocks, counts, new SplittableRandom(17), room);
    Sending sending = new Sending(receiver, () -> true, () -> {});
    Endpoints endpoints = new Endpoints(desk, sending);
    WebhookTurns turns =
        new WebhookTurns(
            disk,
            maxBytes,
            source(),
            new WebhookTurns.TurnParts(desk, handOver, sending, endpoints));
    Listening listening = new Listening(clocks, handOver, () -> {}, counts::notHandedOver);
    listening.change(apps.all());
    return new Life(clocks, desk, handOver, listening, turns, new Orders(desk, endpoints, sending));
  }

  private AppSource source() {
    return new AppSource() {
      @Override
      public Optional<App> byId(String id) {
        return apps.byId(id);
      }

      @Override
      public Optional<App> byKey(String key) {
        return apps.byKey(key);
      }

      @Override
      public Collection<App> all() {
        return apps.all();
      }

      @Override
      public int refusedDefinitions() {
        return refusedDefinitions;
      }
    };
  }

  /** The clock on the wall shows this much more than it should. */
  void setWallAhead(Duration more) {
    wall = () -> clock.instant().plus(more);
  }

  void maxOutboxBytes(long bytes) {
    maxBytes = bytes;
    life = begin();
  }

  /** Bytes of events that all endpoints may have in memory. */
  void room(long bytes) {
    room = bytes;
    life = begin();
  }

  /** The process is killed, and the next one begins; what was under way is answered to nobody. */
  void kill() {
    receiver.forget();
    life = begin();
  }

  /** The process is killed, and in the next one the first endpoint is there after a while. */
  void killAndStartLate() {
    kill();
    life.turns().startLate(Set.of(APP));
  }

  /** The process ends in good order, and the next one begins. */
  void restart() {
    life.turns().beginClose();
    pass(Duration.ZERO);
    life.turns().close();
    kill();
  }

  void drain() {
    life.turns().holdEnds();
  }

  void replaceApps(App... all) {
    apps.replace(List.of(all));
    life.listening().change(apps.all());
    life.turns().appsChanged();
  }

  /** Lets time pass, with as many turns as there would be. */
  void pass(Duration time) {
    long end = clock.nanoTime() + time.toNanos();
    for (int i = 0; i < MOST_TURNS; i++) {
      long now = clock.nanoTime();
      long due = life.turns().turn();
      long next = due == Timers.NEVER ? due : due + now - life.clocks().nanos();
      if (life.turns().hasWork() && next > now) {
        continue;
      }
      if (next > end) {
        clock.advance(Duration.ofNanos(end - now));
        life.turns().turn();
        return;
      }
      clock.advance(Duration.ofNanos(Math.max(0, next - now)));
    }
    throw new AssertionError("There is always something to do, and it is never done.");
  }

  /** Time for all that needs none. */
  void settle() {
    pass(Duration.ofMillis(25));
  }

  static ChannelName channel(String name) {
    return ChannelName.parse(name).orElseThrow();
  }

  void occupied(String name) {
    life.listening().decided(new Decision.Occupied(APP, channel(name)));
  }

  void vacated(String name) {
    life.listening().decided(new Decision.Vacated(APP, channel(name)));
  }

  void decided(Decision decision) {
    life.listening().decided(decision);
  }

  /** Hands over what was raised elsewhere. */
  CompletionStage<Set<String>> raised(RaisedHook hook) {
    Promise promise = new Promise(hook.key());
    if (!life.handOver().offer(new Handed.Elsewhere(hook, promise, life.clocks().now()))) {
      throw new AssertionError("There is no room.");
    }
    return promise.answer();
  }

  void memberAdded(String name, String user) {
    Member member = new Member(new UserId(user), null);
    decided(new Decision.MemberAdded(APP, channel(name), member));
  }

  void memberRemoved(String name, String user) {
    decided(new Decision.MemberRemoved(APP, channel(name), new UserId(user)));
  }

  void counted(String name, long subscriptions) {
    decided(new Decision.Counted(APP, channel(name), subscriptions));
  }

  void online(String user) {
    decided(new Decision.Online(APP, new UserId(user)));
  }

  void offline(String user) {
    decided(new Decision.Offline(APP, new UserId(user)));
  }

  void missed(String name) {
    life.listening().missed(new Subject.OfChannel(APP, channel(name)));
  }

  void said(String name, String data, @Nullable String user) {
    said(name, NamedEvent.ofClient("client-note", EventData.of(data), user));
  }

  void said(String name, NamedEvent event) {
    saidIn(APP, name, event);
  }

  void saidIn(String app, String name, NamedEvent event) {
    SocketId sender = SocketId.parse("12.34").orElseThrow();
    life.listening().said(Publication.of(app, channel(name), event, sender));
  }

  /** How all queues are. */
  List<Outboxes.QueueView> queues() throws java.io.IOException {
    return life.orders().overview().queues();
  }

  void saidAsIs(String name, String text) {
    SocketId sender = SocketId.parse("12.34").orElseThrow();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    life.listening()
        .said(new Publication(APP, channel(name), sender, Publication.Origin.CLIENT, bytes));
  }

  /** How the only queue of that endpoint is. */
  Outboxes.QueueView queue(String host) throws java.io.IOException {
    return life.orders().overview().queues().stream()
        .filter(queue -> queue.endpoint().startsWith(host + ".example"))
        .findFirst()
        .orElseThrow();
  }

  /** Bytes of events that all windows have together. */
  long bytesInMemory() {
    return room - life.desk().room();
  }

  Orders orders() {
    return life.orders();
  }

  Outboxes.StoreState storeState() {
    return life.turns().state();
  }

  /** The answer of a stage that is complete. */
  static <A> A now(java.util.concurrent.CompletionStage<A> stage) {
    CompletableFuture<A> future = stage.toCompletableFuture();
    if (!future.isDone()) {
      throw new AssertionError("It is not complete.");
    }
    return future.join();
  }

  /** The line of the metrics' page that begins so, or an empty one. */
  String metric(String beginning) {
    return metrics
        .page(PageForm.PROMETHEUS)
        .lines()
        .filter(line -> line.startsWith(beginning))
        .findFirst()
        .orElse("");
  }

  OutboxStore store() {
    return disk;
  }
}
