package io.belfry.cluster.redis.sim;

import io.belfry.cluster.redis.link.AppView;
import io.belfry.cluster.redis.link.LinkEvent;
import io.belfry.cluster.redis.link.LinkListener;
import io.belfry.cluster.redis.link.LinkSettings;
import io.belfry.cluster.redis.link.LinkSettings.WhenCutOff;
import io.belfry.cluster.redis.link.RedisTruth;
import io.belfry.cluster.redis.link.Surroundings;
import io.belfry.cluster.redis.wire.BeatAnswer;
import io.belfry.cluster.redis.wire.InboxEntry;
import io.belfry.cluster.redis.wire.NodeId;
import io.belfry.cluster.redis.wire.Operation.AppFacts;
import io.belfry.cluster.redis.wire.Operation.Telling;
import io.belfry.protocol.Member;
import io.belfry.server.cluster.Decision;
import io.belfry.server.cluster.Publication;
import io.belfry.server.cluster.Report;
import io.belfry.server.cluster.Subject;
import io.belfry.server.cluster.Truth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A node of a simulation: the real truth of a partition, an owner around it, and the node's thread,
 * which can pause and be killed.
 */
final class SimNode implements Truth.SubjectOwner, LinkListener {
  static final Duration LEASE = Duration.ofSeconds(3);
  static final AppFacts FACTS =
      new AppFacts(
          AppFacts.Hooks.SOME,
          Duration.ofMillis(300),
          Duration.ofMillis(300),
          Duration.ofMillis(1_000));

  private final String name;
  private final SimTime time;
  private final SimWorld world;
  private final SimWay way;
  private final RedisTruth truth;
  private final SimClients clients;
  private final List<Runnable> backlog = new ArrayList<>();
  private final List<long[]> disturbances = new ArrayList<>();
  private final Map<LinkEvent, Integer> events = new EnumMap<>(LinkEvent.class);
  private final Map<String, Integer> causes = new TreeMap<>();
  private @Nullable LinkState state;
  private long linkedSince = Long.MAX_VALUE;
  private boolean isPaused;
  private boolean isDead;

  SimNode(NodeId id, int place, SimWorld world) {
    this.name = id.process().substring(12) + "@" + place;
    this.world = world;
    this.time = world.time();
    this.way = new SimWay(time, world.host(), world.random());
    this.clients = new SimClients(this, world);
    this.truth =
        new RedisTruth(
            this,
            new Surroundings(
                id,
                way,
                new SimApps(),
                () -> time.now() * 1_000_000,
                new Random(world.random().nextLong()),
                this),
            new LinkSettings(place, SimWorld.PLACES, LEASE, name, WhenCutOff.REFUSE));
  }

  /** How the only app is set. */
  private static final class SimApps implements AppView {
    @Override
    public AppFacts facts(String appId) {
      return FACTS;
    }

    @Override
    public Telling telling(String appId) {
      return Telling.TOLD;
    }

    @Override
    public Duration cacheLife(String appId) {
      return Duration.ofHours(2);
    }

    @Override
    public long cacheBytes(String appId) {
      return 1 << 20;
    }

    @Override
    public List<String> endpoints(String appId) {
      return List.of();
    }
  }

  String name() {
    return name;
  }

  RedisTruth truth() {
    return truth;
  }

  SimClients clients() {
    return clients;
  }

  SimWay way() {
    return way;
  }

  void start() {
    execute(truth::start);
  }

  boolean isDead() {
    return isDead;
  }

  boolean isPaused() {
    return isPaused;
  }

  boolean isLinked() {
    return state == LinkState.LINKED;
  }

  /** For how long it has been linked; negative when it is not. */
  long linkedFor() {
    return linkedSince == Long.MAX_VALUE ? -1 : time.now() - linkedSince;
  }

  int count(LinkEvent event) {
    return events.getOrDefault(event, 0);
  }

  Map<String, Integer> causes() {
    return causes;
  }

  /** Its thread does nothing for a while; what comes waits. */
  void pause(long millis) {
    disturb(millis);
    isPaused = true;
    time.in(millis, this::resume);
  }

  void resume() {
    if (isPaused && !isDead) {
      isPaused = false;
      List<Runnable> waiting = List.copyOf(backlog);
      backlog.clear();
      waiting.forEach(this::execute);
    }
  }

  /** It ends without a word. */
  void kill() {
    isDead = true;
    way.cut(100_000_000);
    way.close();
  }

  /** It goes down in order, after all its connections. */
  void close() {
    truth.close();
    var unused = truth.sayGoodbye();
    time.in(50, this::kill);
  }

  /** It cannot work as it should from now on for that time. */
  void disturb(long millis) {
    disturbances.add(new long[] {time.now(), time.now() + millis});
  }

  /** It cannot work as it should for that time, later. */
  void disturbLater(long delay, long millis) {
    disturbances.add(new long[] {time.now() + delay, time.now() + delay + millis});
  }

  /** For how long it could not work as it should in the time before. */
  long disturbed(long millisBefore) {
    long sum = 0;
    long from = time.now() - millisBefore;
    for (long[] each : disturbances) {
      sum += Math.max(0, Math.min(each[1], time.now()) - Math.max(each[0], from));
    }
    return sum;
  }

  @Override
  public int part() {
    return 0;
  }

  @Override
  public void decided(Decision decision) {
    world.trace(() -> name + " decided " + decision);
    clients.decided(decision);
  }

  @Override
  public void published(Publication publication) {
    clients.published(publication);
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
  public void sayAll(Consumer<Report> report) {
    clients.sayAll(report);
  }

  @Override
  public boolean execute(Runnable task) {
    if (isPaused) {
      backlog.add(task);
    } else {
      time.in(
          0,
          () -> {
            if (isPaused) {
              backlog.add(task);
            } else if (!isDead) {
              task.run();
            }
          });
    }
    return true;
  }

  @Override
  public void after(Duration delay, Runnable task) {
    time.in(delay.toMillis(), () -> execute(task));
  }

  @Override
  public void state(LinkState newState) {
    world.trace(() -> name + " is " + newState);
    state = newState;
    linkedSince = newState == LinkState.LINKED ? time.now() : Long.MAX_VALUE;
  }

  @Override
  public void lost(LossCause cause) {
    world.trace(() -> name + " lost " + cause);
    causes.merge(cause.name(), 1, Integer::sum);
  }

  @Override
  public void begunAnew(AnewCause cause) {
    world.trace(() -> name + " begins anew " + cause);
    causes.merge("ANEW_" + cause, 1, Integer::sum);
  }

  @Override
  public void engineChanged() {
    world.trace(() -> name + " meets another engine");
  }

  @Override
  public void happened(LinkEvent event) {
    events.merge(event, 1, Integer::sum);
  }

  @Override
  public void ordered(InboxEntry.GivenOrder order, Duration age) {}

  @Override
  public void stepped(long nanos) {}

  @Override
  public void alive(BeatAnswer.Alive alive, long nanos) {}

  @Override
  public void counted(String appId, long here, long total) {}

  @Override
  public void asked(InboxEntry.Asked asked) {}

  @Override
  public void answered(InboxEntry.Answered answered) {}

  @Override
  public void nudged() {}

  @Override
  public void failed(RuntimeException failure) {
    world.check(false, () -> name + " failed: " + failure + where(failure));
  }

  private static String where(RuntimeException failure) {
    return Arrays.stream(failure.getStackTrace()).limit(6).toList().toString();
  }

  @Override
  public void unfit(String sentence) {
    throw new IllegalStateException(sentence);
  }
}
