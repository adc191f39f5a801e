package io.belfry.cluster.redis.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.cluster.redis.link.LinkSettings.WhenCutOff;
import io.belfry.cluster.redis.wire.BeatAnswer;
import io.belfry.cluster.redis.wire.HelloAnswer;
import io.belfry.cluster.redis.wire.InboxEntry;
import io.belfry.cluster.redis.wire.NodeId;
import io.belfry.cluster.redis.wire.Operation;
import io.belfry.cluster.redis.wire.StepAnswer;
import io.belfry.cluster.redis.wire.StepCall;
import io.belfry.cluster.redis.wire.Verdict;
import io.belfry.protocol.ChannelName;
import io.belfry.protocol.Member;
import io.belfry.protocol.UserId;
import io.belfry.server.cluster.ClusterAdapter.Reached;
import io.belfry.server.cluster.Decision;
import io.belfry.server.cluster.Publication;
import io.belfry.server.cluster.Publication.Origin;
import io.belfry.server.cluster.Report;
import io.belfry.server.cluster.Report.Holder;
import io.belfry.server.cluster.Subject;
import io.belfry.server.cluster.Truth;
import io.belfry.server.cluster.Truth.Ruling;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A node's side of one partition whose engine and time the test has in its hands. */
class LinkScene {
  static final String APP = "1";
  static final Subject.OfChannel ROOM = channel("presence-room");
  static final Subject.OfChannel NEWS = channel("news");
  static final Subject.OfChannel CACHE = channel("cache-prices");
  static final Subject.OfUser ADA = new Subject.OfUser(APP, new UserId("ada"));
  static final Holder NODE = new Holder("node", 0);
  private static final Duration LEASE = Duration.ofSeconds(3);

  final HandClock clock = new HandClock();
  final HandEngine engine = new HandEngine();
  final Part part = new Part();
  final Heard heard = new Heard();
  final PlainApps apps = new PlainApps();
  RedisTruth truth = truth(WhenCutOff.REFUSE);

  final RedisTruth truth(WhenCutOff whenCutOff) {
    return new RedisTruth(
        part,
        new Surroundings(NodeId.of(7), engine, apps, clock::nanos, new Random(1), heard),
        new LinkSettings(0, 16, LEASE, "seven", whenCutOff));
  }

  static Subject.OfChannel channel(String name) {
    return new Subject.OfChannel(APP, ChannelName.parse(name).orElseThrow());
  }

  static Member member(String id) {
    return new Member(new UserId(id), null);
  }

  static Publication event(String channel, Origin origin) {
    return new Publication(
        APP, channel(channel).channel(), null, origin, "text".getBytes(StandardCharsets.UTF_8));
  }

  /** Who owns the partition; what it is to say again is set by the test. */
  final class Part implements Truth.SubjectOwner {
    final List<Decision> decided = new ArrayList<>();
    final List<Publication> published = new ArrayList<>();
    final List<Report> holdings = new ArrayList<>();
    boolean isOverloaded;

    @Override
    public int part() {
      return 0;
    }

    @Override
    public void decided(Decision decision) {
      decided.add(decision);
    }

    @Override
    public void published(Publication publication) {
      published.add(publication);
    }

    @Override
    public boolean isOverloaded() {
      return isOverloaded;
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
      holdings.forEach(report);
    }

    @Override
    public boolean execute(Runnable task) {
      clock.execute(task);
      return true;
    }

    @Override
    public void after(Duration delay, Runnable task) {
      clock.after(delay, task);
    }
  }

  /** Apps of which there is nothing to say, unless the test says so. */
  static final class PlainApps implements AppView {
    Operation.AppFacts facts = Operation.AppFacts.NOTHING;

    @Override
    public Operation.AppFacts facts(String appId) {
      return facts;
    }

    @Override
    public Operation.Telling telling(String appId) {
      return Operation.Telling.TOLD;
    }

    @Override
    public Duration cacheLife(String appId) {
      return Duration.ofMinutes(30);
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

  /** What the link lets be known of itself. */
  static final class Heard implements LinkListener {
    final List<Object> all = new ArrayList<>();
    final List<InboxEntry.GivenOrder> orders = new ArrayList<>();
    final List<Duration> ages = new ArrayList<>();
    @Nullable LinkState state;

    @Override
    public void asked(InboxEntry.Asked asked) {
      all.add(asked);
    }

    @Override
    public void answered(InboxEntry.Answered answered) {
      all.add(answered);
    }

    @Override
    public void state(LinkState newState) {
      state = newState;
    }

    @Override
    public void lost(LossCause cause) {
      all.add(cause);
    }

    @Override
    public void begunAnew(AnewCause cause) {
      all.add(cause);
    }

    @Override
    public void engineChanged() {
      all.add("another engine");
    }

    @Override
    public void happened(LinkEvent event) {
      all.add(event);
    }

    @Override
    public void ordered(InboxEntry.GivenOrder order, Duration age) {
      orders.add(order);
      ages.add(age);
    }

    @Override
    public void stepped(long nanos) {}

    @Override
    public void alive(BeatAnswer.Alive alive, long nanos) {}

    @Override
    public void counted(String appId, long here, long total) {
      all.add(appId + ": " + here + " of " + total);
    }

    @Override
    public void nudged() {
      all.add("nudge");
    }

    @Override
    public void failed(RuntimeException failure) {
      throw failure;
    }

    @Override
    public void unfit(String sentence) {
      all.add(sentence);
    }
  }

  final void pass(long millis) {
    clock.pass(Duration.ofMillis(millis));
  }

  /** Opens and confirms the inbox; the node says hello. */
  final void confirm() {
    HandEngine.last(engine.opens).answer().complete(null);
    clock.settle();
  }

  final void welcome(long lastStep, long lastBundle) {
    welcome(lastStep, lastBundle, "run");
  }

  final void welcome(long lastStep, long lastBundle, String run) {
    HandEngine.last(engine.hellos)
        .answer()
        .complete(new HelloAnswer.Welcome(lastStep, lastBundle, "0-0", run, 1_000));
    clock.settle();
  }

  /** Links for the first time. */
  final void link() {
    truth.start();
    confirm();
    welcome(0, 0);
  }

  /** Links again after a loss, as far as the hello. */
  final void comeBack() {
    int before = engine.opens.size();
    for (int i = 0; engine.opens.size() == before; i++) {
      assertThat(i).isLessThan(50);
      pass(10);
    }
    confirm();
  }

  final void lose() {
    engine.inbox().lost(new IllegalStateException("cut"));
    clock.settle();
  }

  final CompletableFuture<Ruling> tell(Report report) {
    CompletableFuture<Ruling> answer = truth.tell(report).toCompletableFuture();
    clock.settle();
    return answer;
  }

  final CompletableFuture<Ruling> enter(Subject subject) {
    return tell(new Report.FirstIn(subject, NODE));
  }

  final CompletableFuture<Ruling> join(String user, long most) {
    return tell(new Report.MemberIn(ROOM, NODE, member(user), most));
  }

  final void leave(String user) {
    tell(new Report.MemberOut(ROOM, NODE, new UserId(user)));
  }

  final CompletableFuture<Reached> publish(Publication publication) {
    CompletableFuture<Reached> answer = truth.publish(List.of(publication)).toCompletableFuture();
    clock.settle();
    return answer;
  }

  final StepCall step(int index) {
    return engine.steps.get(index).call();
  }

  final List<Operation> operations(int index) {
    return step(index).operations();
  }

  /** Answers a step, each operation by what would come of it for a node alone. */
  final void answer(int index, long bundle, Verdict... readings) {
    List<Verdict> given = new ArrayList<>(List.of(readings));
    List<Verdict> verdicts = new ArrayList<>();
    for (Operation operation : operations(index)) {
      verdicts.add(verdict(operation, given));
    }
    engine.steps.get(index).answer().complete(new StepAnswer.Taken(bundle, verdicts));
    clock.settle();
  }

  private static Verdict verdict(Operation operation, List<Verdict> given) {
    return switch (operation) {
      case Operation.Join unused -> given.isEmpty() ? Verdict.Joined.NEW : given.remove(0);
      case Operation.HoldUser unused -> given.isEmpty() ? Verdict.SignedIn.OK : given.remove(0);
      case Operation.CountConnections it -> new Verdict.Total(it.connections());
      case Operation.Publish unused -> given.isEmpty() ? Verdict.Published.TAKEN : given.remove(0);
      case Operation.Keep unused -> Verdict.Published.TAKEN;
      case Operation.PublishAndRaise unused -> Verdict.Published.TAKEN;
      case Operation.Read unused -> given.isEmpty() ? reading() : given.remove(0);
      case Operation.LookUp unused ->
          given.isEmpty() ? new Verdict.Online(false, 0) : given.remove(0);
      default -> new Verdict.Done();
    };
  }

  static Verdict.Reading reading(String... members) {
    return unsettled(0, members);
  }

  static Verdict.Reading unsettled(long millis, String... members) {
    return new Verdict.Reading(
        List.of(members).stream().map(LinkScene::member).toList(),
        Optional.empty(),
        millis,
        ToldNumber.NONE);
  }

  final void beaten(long lastBundle, long holdings) {
    beaten(lastBundle, holdings, "0-0");
  }

  final void beaten(long lastBundle, long holdings, String lastOrder) {
    beaten(lastBundle, holdings, lastOrder, 1_000);
  }

  final void beaten(long lastBundle, long holdings, String lastOrder, long timeMillis) {
    HandEngine.last(engine.beats)
        .answer()
        .complete(
            new BeatAnswer.Alive(
                0,
                lastBundle,
                lastOrder,
                BeatAnswer.Rest.NONE,
                1,
                false,
                holdings,
                false,
                0,
                BeatAnswer.Hooks.NONE,
                timeMillis));
    clock.settle();
  }

  static InboxEntry added(String user) {
    return new InboxEntry.Added(ROOM, member(user));
  }

  static InboxEntry removed(String user) {
    return new InboxEntry.Removed(ROOM, new UserId(user));
  }

  static Decision came(String user) {
    return new Decision.MemberAdded(APP, ROOM.channel(), member(user));
  }

  static Decision went(String user) {
    return new Decision.MemberRemoved(APP, ROOM.channel(), new UserId(user));
  }

  /** The node is linked, holds the room and has that member there: steps up to 1, bundle 1. */
  final void linkWith(String user) {
    link();
    enter(ROOM);
    answer(0, 0);
    join(user, -1);
    engine.arrives(1, added(user));
    answer(1, 1);
    part.holdings.add(new Report.FirstIn(ROOM, NODE));
    part.holdings.add(new Report.MemberIn(ROOM, NODE, member(user), -1));
  }
}
