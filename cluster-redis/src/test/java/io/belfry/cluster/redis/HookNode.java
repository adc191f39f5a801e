package io.belfry.cluster.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.belfry.cluster.redis.lettuce.EngineSettings;
import io.belfry.cluster.redis.lettuce.Places;
import io.belfry.cluster.redis.link.LinkSettings.WhenCutOff;
import io.belfry.cluster.redis.wire.Layout;
import io.belfry.cluster.redis.wire.NodeId;
import io.belfry.protocol.Member;
import io.belfry.protocol.SocketId;
import io.belfry.protocol.UserId;
import io.belfry.protocol.webhook.WebhookEvent;
import io.belfry.server.app.App;
import io.belfry.server.app.AppSettings;
import io.belfry.server.app.AppSource;
import io.belfry.server.app.Limit;
import io.belfry.server.app.WebhookEndpoint;
import io.belfry.server.app.WebhookSettings;
import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.server.cluster.ClusterAdapter.Reached;
import io.belfry.server.cluster.ClusterMessage;
import io.belfry.server.cluster.Decision;
import io.belfry.server.cluster.Publication;
import io.belfry.server.cluster.Question;
import io.belfry.server.cluster.RaisedHook;
import io.belfry.server.cluster.Report;
import io.belfry.server.cluster.Report.Holder;
import io.belfry.server.cluster.Subject;
import io.belfry.server.cluster.Truth;
import io.belfry.server.cluster.UserFacts;
import io.belfry.server.config.ClusterProvider.NodeParts;
import io.belfry.server.config.EngineAddress;
import io.belfry.server.testkit.HeldShutouts;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** A node of a cluster of one partition, whose webhooks go where the test says. */
final class HookNode implements ClusterAdapter.Inbox, Truth.SubjectOwner, AutoCloseable {
  static final String APP = "1";
  static final long MAX_CONNECTIONS = 10;
  static final String OTHER_APP = "2";
  static final Layout LAYOUT = new Layout("hooks", 1);
  private static final int PATIENCE_SECONDS = 30;

  final RedisCluster cluster;
  final SeenGauges seen = new SeenGauges();
  // By how much its clock was set forward, in nanoseconds.
  final AtomicLong shift = new AtomicLong();
  private final String name;
  private final Places places;
  private final BlockingQueue<Handed> handed;
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private final Holder holder;
  private final Truth truth;
  final BlockingQueue<ClusterMessage> orders = new LinkedBlockingQueue<>();
  final BlockingQueue<Publication> published = new LinkedBlockingQueue<>();
  // Socket ids of the sessions of any user here.
  final Set<SocketId> sessions = ConcurrentHashMap.newKeySet();
  private final HeldShutouts shutouts = new HeldShutouts();
  private volatile boolean isFull;

  /** An event that a node is to send, and the end of it. */
  record Handed(String node, RaisedHook hook, CompletableFuture<Set<String>> end) {}

  HookNode(EngineProcess engine, long id, BlockingQueue<Handed> handed) {
    this(engine, id, handed, Map.of());
  }

  /** A node with connections as the map says at each moment. */
  HookNode(EngineProcess engine, long id, Map<String, Long> connections) {
    this(engine, id, new LinkedBlockingQueue<>(), connections);
  }

  private HookNode(
      EngineProcess engine, long id, BlockingQueue<Handed> handed, Map<String, Long> connections) {
    this(EngineSettings.of(EngineAddress.of(engine.url())), id, handed, connections);
  }

  /** A node that is known to the engine by name. */
  HookNode(EngineSettings engine, long id) {
    this(engine, id, new LinkedBlockingQueue<>(), Map.of());
  }

  private HookNode(
      EngineSettings engine, long id, BlockingQueue<Handed> handed, Map<String, Long> connections) {
    this.name = "node-" + id;
    this.handed = handed;
    this.places = new Places(engine, LAYOUT);
    this.cluster =
        new RedisCluster(
            new NodeInCluster(
                NodeId.of(id),
                name,
                LAYOUT,
                Duration.ofSeconds(2),
                WhenCutOff.REFUSE,
                parts(() -> Map.copyOf(connections))),
            places);
    this.holder = new Holder(cluster.node(), 0);
    this.truth = cluster.open(this);
    cluster.start(this);
    await(cluster::isLinked);
  }

  private NodeParts parts(Supplier<Map<String, Long>> connections) {
    return new NodeParts(
        apps(),
        () -> System.nanoTime() + shift.get(),
        InstantSource.system(),
        connections,
        seen,
        sentence -> {});
  }

  private static AppSource apps() {
    App app =
        App.builder(APP)
            .key("key", "secret")
            .limit(Limit.MAX_CONNECTIONS, MAX_CONNECTIONS)
            .set(AppSettings.SUBSCRIPTION_COUNT_BROADCAST, true)
            .webhook(
                WebhookEndpoint.builder("http://127.0.0.1:1/")
                    .types(WebhookEvent.Type.values())
                    .set(WebhookSettings.VACATED_DELAY, Duration.ZERO)
                    .set(WebhookSettings.MEMBER_REMOVED_DELAY, Duration.ZERO)
                    .build())
            .build();
    App other =
        App.builder(OTHER_APP)
            .key("other", "secret")
            .webhook(WebhookEndpoint.builder("http://127.0.0.1:1/well").build())
            .webhook(WebhookEndpoint.builder("http://127.0.0.1:1/dead").build())
            .build();
    return new AppSource.ConfiguredApps(List.of(app, other));
  }

  /** Waits until it is so; a timer looks, and whoever waits is woken. */
  static void await(BooleanSupplier condition) {
    CompletableFuture<Void> so = new CompletableFuture<>();
    try (ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor()) {
      var unused =
          timer.scheduleWithFixedDelay(
              () -> {
                try {
                  if (condition.getAsBoolean()) {
                    so.complete(null);
                  }
                } catch (RuntimeException e) {
                  so.completeExceptionally(e);
                }
              },
              0,
              5,
              TimeUnit.MILLISECONDS);
      try {
        with(so);
      } finally {
        timer.shutdownNow();
      }
    }
  }

  private <A> A there(Function<Truth, CompletionStage<A>> question) {
    return with(
        CompletableFuture.supplyAsync(() -> question.apply(truth), thread).thenCompose(it -> it));
  }

  static <A> A with(CompletionStage<A> stage) {
    try {
      return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  void enter(Subject subject) {
    there(it -> it.tell(new Report.FirstIn(subject, holder)));
  }

  /** Enters all of these at once. */
  void enter(List<? extends Subject> subjects) {
    there(
        it ->
            CompletableFuture.allOf(
                subjects.stream()
                    .map(each -> it.tell(new Report.FirstIn(each, holder)).toCompletableFuture())
                    .toArray(CompletableFuture<?>[]::new)));
  }

  void count(Subject.OfChannel channel, int subscribers) {
    there(it -> it.tell(new Report.HowMany(channel, holder, subscribers)));
  }

  void leave(Subject subject) {
    there(it -> it.tell(new Report.LastOut(subject, holder)));
  }

  void join(Subject.OfChannel channel, String user) {
    Member member = new Member(new UserId(user), null);
    there(it -> it.tell(new Report.MemberIn(channel, holder, member, -1)));
  }

  void part(Subject.OfChannel channel, String user) {
    there(it -> it.tell(new Report.MemberOut(channel, holder, new UserId(user))));
  }

  void miss(Subject.OfChannel channel) {
    there(
        it -> {
          it.missed(channel);
          return CompletableFuture.completedFuture(null);
        });
  }

  /** From now on it cannot send anything. */
  void isFull(boolean now) {
    isFull = now;
  }

  /** It is gone from one moment to the next, and says nothing. */
  void kill() {
    thread.shutdownNow();
    places.close();
  }

  /** It begins to go down. */
  void closing() {
    there(
        it -> {
          it.close();
          return CompletableFuture.completedFuture(null);
        });
  }

  @Override
  public void close() {
    if (!thread.isShutdown()) {
      closing();
      cluster.close();
    }
    thread.shutdownNow();
  }

  @Override
  public CompletionStage<Set<String>> send(RaisedHook hook) {
    if (isFull) {
      return CompletableFuture.failedFuture(new IllegalStateException("full"));
    }
    Handed next = new Handed(name, hook, new CompletableFuture<>());
    handed.add(next);
    return next.end();
  }

  @Override
  public CompletionStage<Reached> accept(ClusterMessage message) {
    orders.add(message);
    return CompletableFuture.completedFuture(Reached.ALL_NODES);
  }

  @Override
  public CompletionStage<Long> end(ClusterMessage.Terminate message) {
    long before = sessions.size();
    sessions.removeIf(it -> message.selector().matches(it, null));
    orders.add(message);
    return CompletableFuture.completedFuture(before - sessions.size());
  }

  @Override
  public HeldShutouts shutouts() {
    return shutouts;
  }

  @Override
  @SuppressWarnings("unchecked") // that question is answered with such a map
  public <A> CompletionStage<A> answer(Question<A> question) {
    if (!(question instanceof Question.OfUsers of) || sessions.isEmpty()) {
      return CompletableFuture.completedFuture(question.nothing());
    }
    UserId user = of.users().iterator().next();
    return CompletableFuture.completedFuture(
        (A) Map.of(user, new UserFacts(user, sessions.size(), 1)));
  }

  @Override
  public int part() {
    return 0;
  }

  @Override
  public void decided(Decision decision) {}

  @Override
  public void published(Publication publication) {
    published.add(publication);
  }

  @Override
  public boolean isOverloaded() {
    return false;
  }

  @Override
  public List<Member> roster(Subject.OfChannel channel) {
    return List.of();
  }

  @Override
  public int members(Subject.OfChannel channel) {
    return 0;
  }

  @Override
  public boolean hasTold(Subject.OfUser user) {
    throw new AssertionError("The engine knows.");
  }

  @Override
  public void sayAll(Consumer<Report> report) {}

  @Override
  public boolean execute(Runnable task) {
    if (thread.isShutdown()) {
      return false;
    }
    thread.execute(task);
    return true;
  }

  @Override
  public void after(Duration delay, Runnable task) {
    if (!thread.isShutdown()) {
      var unused = thread.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  static Publication said(Subject.OfChannel channel, String text) {
    return new Publication(
        APP, channel.channel(), null, Publication.Origin.CLIENT, text.getBytes(UTF_8));
  }
}
