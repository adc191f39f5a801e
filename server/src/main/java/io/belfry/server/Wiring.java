package io.belfry.server;

import io.belfry.protocol.CloseReason;
import io.belfry.server.api.ApiParts;
import io.belfry.server.api.Router;
import io.belfry.server.api.Routes;
import io.belfry.server.api.ops.OperationsRoutes;
import io.belfry.server.app.App;
import io.belfry.server.app.AppSource;
import io.belfry.server.app.AppSource.ConfiguredApps;
import io.belfry.server.app.Limit;
import io.belfry.server.audit.AuditEntry;
import io.belfry.server.audit.AuditLog;
import io.belfry.server.audit.ChangedApps;
import io.belfry.server.channel.Calls;
import io.belfry.server.channel.Loop;
import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.server.cluster.ClusterAdapter.KnownShutouts;
import io.belfry.server.cluster.ClusterAdapter.Room;
import io.belfry.server.cluster.Report.Holder;
import io.belfry.server.config.AppSourceProvider;
import io.belfry.server.config.ClusterProvider;
import io.belfry.server.config.NodeSettings;
import io.belfry.server.config.ServerConfig;
import io.belfry.server.delivery.FanOut;
import io.belfry.server.delivery.LoopHoldings;
import io.belfry.server.fallback.FallbackRoutes;
import io.belfry.server.fallback.FallbackSessions;
import io.belfry.server.http.Responder;
import io.belfry.server.jwt.JwtVerifier;
import io.belfry.server.metrics.Metrics;
import io.belfry.server.net.Listener;
import io.belfry.server.net.Loops;
import io.belfry.server.net.SocketLayer;
import io.belfry.server.net.Successor;
import io.belfry.server.node.Breakdown;
import io.belfry.server.node.ServerState;
import io.belfry.server.node.TransportKind;
import io.belfry.server.rate.AddressRate;
import io.belfry.server.rate.Quotas;
import io.belfry.server.refusal.Refusals;
import io.belfry.server.refusal.Refusals.Detail;
import io.belfry.server.shutout.ShutoutBook;
import io.belfry.server.shutout.Shutouts;
import io.belfry.server.socket.Backpressure;
import io.belfry.server.socket.ClientEventHandler;
import io.belfry.server.socket.Connections;
import io.belfry.server.socket.Counts;
import io.belfry.server.socket.Dispatcher;
import io.belfry.server.socket.Handshake;
import io.belfry.server.socket.HookCalls;
import io.belfry.server.socket.InputBudget;
import io.belfry.server.socket.KeepAlive;
import io.belfry.server.socket.LoopParts;
import io.belfry.server.socket.SubscriptionRoom;
import io.belfry.server.store.CachedEvents;
import io.belfry.server.store.ReplyStore;
import io.belfry.server.truth.Census;
import io.belfry.server.truth.ClusterInbox;
import io.belfry.server.truth.LoopReports;
import io.belfry.server.truth.Owners;
import io.belfry.server.truth.SessionEnds;
import io.belfry.server.truth.ShutoutEffects;
import io.belfry.server.truth.SingleNode;
import io.belfry.server.webhook.Webhooks;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the large parts, or takes those that were handed in, and joins them, top to bottom.
 *
 * <p>Thread: thread-safe.
 */
final class Wiring implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BelfryServer.class);
  private static final long SHARE_OF_SLOW_CONSUMERS = 4;
  private static final Duration REFUSALS_GAP = Duration.ofSeconds(1);
  private static final long SHARE_OF_INPUT = 8;
  private static final long HANDED_OVER_A_SECOND = 5_000;
  private static final long SHARE_OF_SUBSCRIPTIONS = 4;
  private static final long SHARE_OF_KEPT_EVENTS = 8;
  private static final long SHARE_OF_REPLIES = 16;

  private final ServerConfig config;
  private final AppSource apps;
  private final Loops loops;
  private final Listener listener;
  private final SocketLayer layer;
  private final Optional<PublicCertificate> certificate;
  private final Webhooks webhooks;
  private final ClusterAdapter cluster;
  private final Owners owners;
  private final List<LoopParts> parts;
  private final Handshake handshake;
  private final FallbackRoutes fallback;
  private final Router router;
  private final WatchedState watched;
  private final ConditionWatch conditions;
  private final Metrics metrics;
  private final Refusals refusals;
  private final Reloads reloads;
  private final AuditLog audit;
  private final ChangedApps changedApps;
  private final WarmUp warmUp;
  private final OnDisk onDisk;
  private final JwtVerifier jwt;
  private final Shutouts shutouts = new Shutouts();
  private final ShutoutWatch shutoutWatch;
  private @Nullable ShutoutBook book;

  Wiring(BelfryServer.Builder given) throws IOException {
    config = given.configuration();
    layer = given.layer;
    reloads = new Reloads(given.clock);
    warmUp = new WarmUp(config, given.warmUp, given.listenFrom);
    apps = given.apps == null ? AppSourceProvider.find(config) : given.apps;
    watched =
        new WatchedState(
            new AtomicReference<>(ServerState.STARTING),
            LoadWatch.of(given.load),
            new Quotas(config.capacity(), apps, this::room),
            new AtomicReference<>(() -> true),
            new AtomicBoolean(),
            apps);
    conditions = new ConditionWatch(watched::now, watched.load()::last, given.clock);
    metrics = metrics(watched, apps, reloads);
    if (given.meters != null) {
      metrics.showIn(given.meters);
    }
    refusals = new Refusals(apps::all, detail(given), given.nanoTime, metrics);
    certificate = PublicCertificate.of(config, given.clock, given.nanoTime, refusals);
    certificate.ifPresent(one -> one.tell(metrics));
    loops =
        new Loops(
            TransportKind.of(config.of(NodeSettings.TRANSPORT)),
            config.loopCount(),
            given.nanoTime);
    jwt = Issuers.verifier(given, apps, metrics, loops.breakdown());
    onDisk = new OnDisk(given, metrics, loops.breakdown());
    webhooks = onDisk.webhooks(apps, this::raisesHooksElsewhere);
    cluster = given.around.apply(given.cluster == null ? joined(given) : given.cluster);
    watched.link().set(cluster::isLinked);
    audit = onDisk.audit(cluster.node());
    changedApps = new ChangedApps(audit::note);
    List<LoopHoldings> holdings =
        loops.all().stream().map(loop -> new LoopHoldings(loop, metrics.newLoop(), apps)).toList();
    Calls calls = new Calls(loops.all());
    SessionEnds ends = new SessionEnds(holdings, calls);
    KnownShutouts effects = new ShutoutEffects(shutouts, ends, given.clock);
    shutoutWatch = new ShutoutWatch(shutouts, effects, book, given.clock);
    owners = owners(holdings, calls, new ClusterInbox.Ends(ends, effects), given);
    parts = parts(holdings, given);
    handshake = handshake(given);
    fallback =
        new FallbackRoutes(
            config.of(NodeSettings.FALLBACK_PREFIXES),
            loops.all().stream()
                .map(loop -> new FallbackSessions(loop, parts.get(loop.index()), handshake))
                .toList(),
            apps,
            given.random);
    listener = new Listener(loops, parts, fallback, given.listenFrom, given.clock);
    router = router(given);
  }

  private Router router(BelfryServer.Builder given) {
    return new Router(
        new Router.RouterSettings(
            config.of(NodeSettings.PATH_PREFIXES),
            config.of(NodeSettings.AUTH_TIMESTAMP_SKEW),
            config.of(NodeSettings.API_ALLOWED_ORIGINS)),
        Routes.of(
            cluster,
            new Routes.Memory(replies(given), shutouts),
            new Routes.Recorded(metrics, audit),
            new Routes.Times(given.nanoTime, given.clock)),
        new ApiParts(apps, watched::now, metrics, refusals, audit, given.clock, loops.breakdown()),
        jwt);
  }

  // Asked when the first webhook is to be kept, when the cluster is there.
  private boolean raisesHooksElsewhere() {
    return cluster.raisesHooks();
  }

  // Asked at handshakes only, when the cluster is there.
  private Room room(String appId, long limit, long connections) {
    return cluster.room(appId, limit, connections);
  }

  private Detail detail(BelfryServer.Builder given) {
    if (given.isUnheard) {
      return Detail.NONE;
    }
    return config.of(NodeSettings.LOG_EVERY_REFUSAL) ? Detail.EACH : Detail.JOINED;
  }

  private Handshake handshake(BelfryServer.Builder given) {
    AddressRate rate =
        new AddressRate(config.of(NodeSettings.CONNECT_RATE_PER_ADDRESS), given.nanoTime);
    HookCalls hooks = given.hookCalls();
    ClientEventHandler clientEvents = new ClientEventHandler(cluster, hooks);
    Dispatcher dispatcher =
        new Dispatcher(
            clientEvents, hooks, new Dispatcher.SigninParts(jwt, shutouts, metrics, given.random));
    return new Handshake(
        config.of(NodeSettings.PATH_PREFIXES),
        apps,
        new Handshake.Bounds(watched.quotas(), rate, watched::now, metrics, refusals, audit),
        new Handshake.ConnectionParts(given.random, dispatcher, hooks));
  }

  private Owners owners(
      List<LoopHoldings> holdings,
      Calls calls,
      ClusterInbox.Ends ends,
      BelfryServer.Builder given) {
    FanOut fanOut = new FanOut(loops.all(), holdings, loops.frames(), given.nanoTime);
    Owners all = new Owners(loops.all(), fanOut, calls, cluster, given.clock::millis);
    for (LoopHoldings held : holdings) {
      Holder self = new Holder(cluster.node(), held.loop().index());
      held.reportTo(app -> new LoopReports(app, self, all, apps));
    }
    Census census = new Census(holdings, all, calls, cluster.node());
    cluster.start(new ClusterInbox(all, ends, census, webhooks, apps));
    return all;
  }

  private List<LoopParts> parts(List<LoopHoldings> holdings, BelfryServer.Builder given) {
    long maxHeap = Runtime.getRuntime().maxMemory() / holdings.size();
    InputBudget input = new InputBudget(maxInput(), loops.all());
    long maxWaiting = loops.memoryBytes() / SHARE_OF_SLOW_CONSUMERS / holdings.size();
    long maxSubscriptions = maxHeap / SHARE_OF_SUBSCRIPTIONS;
    return holdings.stream()
        .map(
            held -> {
              Connections connections = new Connections();
              return new LoopParts(
                  held,
                  connections,
                  new Backpressure(maxWaiting, connections),
                  input.part(held.loop().index()),
                  new SubscriptionRoom(maxSubscriptions, connections, watched::isOverloaded),
                  loops.frames(),
                  new Counts(held.counts(), metrics, refusals, audit),
                  new KeepAlive(config.of(NodeSettings.WEBSOCKET_PING)),
                  given.nanoTime,
                  given.clock::millis);
            })
        .toList();
  }

  private ClusterAdapter joined(BelfryServer.Builder given) throws IOException {
    ClusterProvider.NodeParts node =
        new ClusterProvider.NodeParts(
            apps,
            given.nanoTime,
            given.clock,
            () -> quotas().taken(),
            new ClusterGauges(metrics),
            sentence -> loops.breakdown().tell(sentence, new IllegalStateException(sentence)));
    try {
      Optional<ClusterAdapter> found = ClusterProvider.find(config, node);
      if (found.isPresent()) {
        metrics.watch(
            "belfry_cluster_apps_hash",
            "A number that differs between nodes whose apps are set differently.",
            new AppsHash(apps)::value);
      }
      return found.orElseGet(() -> alone(given));
    } catch (IOException e) {
      loops.close();
      webhooks.close();
      throw e;
    }
  }

  private ClusterAdapter alone(BelfryServer.Builder given) {
    CachedEvents shared = given.cachedEvents;
    ShutoutBook own = onDisk.shutouts();
    book = own;
    long maxKept = Runtime.getRuntime().maxMemory() / loops.all().size() / SHARE_OF_KEPT_EVENTS;
    return new SingleNode(
        apps,
        () -> shared == null ? CachedEvents.inMemory(given.nanoTime, maxKept) : shared,
        webhooks,
        own);
  }

  private ReplyStore replies(BelfryServer.Builder given) {
    if (given.replies != null) {
      return given.replies;
    }
    long most = Runtime.getRuntime().maxMemory() / SHARE_OF_REPLIES;
    return cluster.replies().orElseGet(() -> ReplyStore.inMemory(given.nanoTime, most));
  }

  private long maxInput() {
    long set = config.of(NodeSettings.MAX_INPUT_BYTES);
    return set > 0 ? set : loops.memoryBytes() / SHARE_OF_INPUT;
  }

  private static Metrics metrics(WatchedState watched, AppSource apps, Reloads reloads) {
    Metrics metrics =
        new Metrics(() -> apps.all().stream().map(App::id).toList(), ExpectedCounts::tell);
    reloads.tell(metrics);
    metrics.watchApps("belfry_connections", "Connections that are open.", watched.quotas()::taken);
    metrics.watch(
        "belfry_ready",
        "1 while the node admits connections, else 0.",
        () -> watched.now() == ServerState.READY ? 1 : 0);
    metrics.watch(
        "belfry_apps_complete",
        "1 while all apps that there are are known, else 0.",
        () -> apps.isComplete() ? 1 : 0);
    metrics.watch(
        "belfry_apps_refused",
        "Apps whose definitions cannot be taken; they are what they were before, or not served.",
        apps::refusedDefinitions);
    return metrics;
  }

  /**
   * Begins to listen, and accepts whoever waits when it is warm.
   *
   * @throws IOException if an address cannot be had
   */
  OpenPorts.Addresses start() throws IOException {
    audit.start();
    apps.start(this::appsChanged);
    if (apps.isComplete()) {
      changedApps.begin(apps.all());
    }
    webhooks.start();
    listener.start();
    shutoutWatch.begin(loops.all().get(0));
    watched.load().start(loops.all().get(0), conditions::look);
    loops.all().get(0).execute(this::tickRefusals);
    certificate.ifPresent(one -> loops.all().get(0).execute(() -> watch(one)));
    warmUp.beforeListening();
    OpenPorts.Addresses addresses =
        new OpenPorts(
                config,
                listener,
                new OpenPorts.Served(handshake, fallback, router, watched),
                new OpenPorts.Before(layer, certificate, refusals))
            .open(this::pages);
    warmUp.whileListening();
    if (!Waits.firstLink(watched::isLinked)) {
      LOG.warn(
          "The engine of the cluster does not answer yet. This node listens, and admits nobody until"
              + " it does.");
    }
    watched.state().set(ServerState.READY);
    listener.accept();
    return addresses;
  }

  private void watch(PublicCertificate one) {
    one.look();
    loops.all().get(0).after(PublicCertificate.LOOK, () -> watch(one));
  }

  /** Takes the certificate anew, if there is one. */
  void renewCertificate() throws IOException {
    if (certificate.isPresent()) {
      certificate.get().renew();
    }
  }

  private void tickRefusals() {
    refusals.tick();
    loops.all().get(0).after(REFUSALS_GAP, this::tickRefusals);
  }

  private Responder pages() {
    return new OperationsRoutes(
        metrics,
        new OperationsRoutes.OfNode(
            conditions::look,
            quotas().ofNode()::taken,
            audit,
            certificate.map(one -> one::validUntil)),
        new OperationsRoutes.OfWebhooks(webhooks, config.of(NodeSettings.OPERATIONS_HOST)));
  }

  void replaceApps(List<App> others) {
    if (!(apps instanceof ConfiguredApps configured)) {
      throw new IllegalStateException(
          "The apps of this server come from a source of their own, which alone replaces them.");
    }
    configured.replace(others);
  }

  void replaceLimits(Limit.Limits ofNode) {
    apps.limitsOfNode(ofNode);
    reloads.taken();
  }

  private void appsChanged() {
    reloads.taken();
    changedApps.changed(apps.all());
    webhooks.appsChanged();
    jwt.appsChanged();
    cluster.appsChanged();
    for (Loop loop : loops.all()) {
      loop.execute(parts.get(loop.index()).connections()::endUnserved);
    }
  }

  void reloadRefused() {
    reloads.refused();
    audit.note(AuditEntry.refusedConfiguration());
  }

  Breakdown breakdown() {
    return loops.breakdown();
  }

  Quotas quotas() {
    return watched.quotas();
  }

  void drain() {
    watched.state().set(ServerState.DRAINING);
    webhooks.drain();
    Successor successor = listener.leaveToSuccessor();
    // Where nobody is there yet, whoever comes back at once finds a closed port, and pusher-js then
    // does not try again for a quarter of a minute. After 4100 it comes a second later.
    boolean isNobodyThere = successor == Successor.NONE && config.of(NodeSettings.DRAIN).isEmpty();
    CloseReason reason = isNobodyThere ? CloseReason.GOING_DOWN : CloseReason.DRAINING;
    Duration over = config.of(NodeSettings.DRAIN).orElseGet(() -> handOver(successor));
    LOG.info("{}, so connections are closed with {}", successor.sentence(), reason.code());
    LOG.info("draining {} connections over {} s", quotas().ofNode().taken(), over.toSeconds());
    Drain drain = new Drain(loops.all(), parts, reason);
    if (!drain.run(over)) {
      LOG.warn("{} connections are left: an event loop is blocked", quotas().ofNode().taken());
    } else if (successor != Successor.NONE) {
      drain.awaitAnswers(listener::unanswered, listener::begun);
    }
  }

  // Who stays longer than the successor needs misses what is published there meanwhile.
  private Duration handOver(Successor successor) {
    return successor == Successor.PROCESS
        ? Duration.ofMillis(quotas().ofNode().taken() * 1_000 / HANDED_OVER_A_SECOND)
        : Duration.ZERO;
  }

  @Override
  public void close() {
    watched.state().set(ServerState.DRAINING);
    apps.close();
    listener.close();
    Waits.briefly(owners.close());
    // What it has sent until now it can tell of; the rest is left to other nodes.
    webhooks.close();
    cluster.close();
    shutoutWatch.close();
    jwt.close();
    loops.close();
    certificate.ifPresent(PublicCertificate::close);
    audit.close();
  }
}
