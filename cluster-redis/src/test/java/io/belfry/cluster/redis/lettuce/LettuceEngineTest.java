package io.belfry.cluster.redis.lettuce;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.cluster.redis.EngineKind;
import io.belfry.cluster.redis.EngineProcess;
import io.belfry.cluster.redis.OnEngine;
import io.belfry.cluster.redis.wire.BeatAnswer;
import io.belfry.cluster.redis.wire.BeatCall;
import io.belfry.cluster.redis.wire.BeatCall.Willingness;
import io.belfry.cluster.redis.wire.HelloAnswer;
import io.belfry.cluster.redis.wire.HelloCall.Coming;
import io.belfry.cluster.redis.wire.InboxEntry;
import io.belfry.cluster.redis.wire.Layout;
import io.belfry.cluster.redis.wire.NodeId;
import io.belfry.cluster.redis.wire.Operation;
import io.belfry.cluster.redis.wire.Operation.Telling;
import io.belfry.cluster.redis.wire.PartitionEngine.Reading;
import io.belfry.cluster.redis.wire.StepAnswer;
import io.belfry.cluster.redis.wire.Verdict;
import io.belfry.protocol.ChannelName;
import io.belfry.protocol.Member;
import io.belfry.protocol.UserId;
import io.belfry.server.cluster.Question;
import io.belfry.server.cluster.Question.ChannelFacts;
import io.belfry.server.cluster.Subject;
import io.belfry.server.config.EngineAddress;
import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The port to the engine, in front of a real one that also fails. */
@OnEngine
class LettuceEngineTest {
  private static final int PARTITION = 3;
  private static final Subject.OfChannel ROOM =
      new Subject.OfChannel("1", ChannelName.parse("presence-room").orElseThrow());
  private static final Subject.OfChannel NEWS =
      new Subject.OfChannel("1", ChannelName.parse("cache-news").orElseThrow());
  private static final Subject.OfUser ANN = new Subject.OfUser("1", new UserId("ann"));
  private static final Operation HOLD = new Operation.HoldChannel(ROOM, 1, Telling.QUIET);

  private final EngineProcess process;
  private final RedisClient client;
  private final RedisCommands<String, String> redis;
  private final Places places;
  private final Places others;
  private final EngineScene a;
  private final EngineScene b;

  LettuceEngineTest(EngineKind kind) {
    process = kind.start();
    client = RedisClient.create(process.url());
    redis = client.connect().sync();
    places = places(16);
    others = places(16);
    a = new EngineScene(places, PARTITION, 10).linked();
    b = new EngineScene(others, PARTITION, 11).linked();
  }

  private Places places(int partitions) {
    return new Places(
        EngineSettings.of(EngineAddress.of(process.url())), new Layout("test", partitions));
  }

  @AfterEach
  void close() {
    a.close();
    b.close();
    places.close();
    others.close();
    client.close();
    process.close();
  }

  private static Operation join(String user, String info) {
    return new Operation.Join(ROOM, new Member(new UserId(user), info), Operation.NO_LIMIT);
  }

  @Test
  @Tag("CLU-012")
  void givenAStep_itsVerdictsAreAnsweredAndAllHoldersAreTold() {
    settle();
    b.step(HOLD);

    assertThat(a.step(HOLD, join("änn", "{\"a\":1}"), new Operation.Read(ROOM)))
        .containsExactly(
            new Verdict.Done(),
            Verdict.Joined.NEW,
            new Verdict.Reading(
                List.of(new Member(new UserId("änn"), "{\"a\":1}")), Optional.empty(), 0, -1));
    List<InboxEntry> told =
        List.of(new InboxEntry.Added(ROOM, new Member(new UserId("änn"), "{\"a\":1}")));
    assertThat(a.told()).isEqualTo(told);
    assertThat(b.told()).isEqualTo(told);
  }

  @Test
  void givenOperationsOfAllKinds_eachHasItsVerdict() {
    settle();
    assertThat(
            a.step(
                new Operation.Describe(
                    "1",
                    new Operation.AppFacts(
                        Operation.AppFacts.Hooks.SOME,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(3))),
                new Operation.HoldChannel(ROOM, 5, Telling.TOLD),
                join("ann", "1"),
                new Operation.Watch("1"),
                new Operation.HoldUser(ANN, 2, 2),
                new Operation.HoldUser(ANN, 3, 2),
                new Operation.LookUp(ANN),
                new Operation.CountConnections("1", 7),
                new Operation.Publish(ROOM, "room".getBytes(UTF_8)),
                new Operation.Publish(ANN, "you".getBytes(UTF_8)),
                new Operation.Order("order".getBytes(UTF_8)),
                new Operation.PublishAndRaise(ROOM, "said".getBytes(UTF_8)),
                new Operation.RaiseMiss(ROOM),
                new Operation.AllSaid(),
                new Operation.Retire(NodeId.of(99))))
        .containsExactly(
            new Verdict.Done(),
            new Verdict.Done(),
            Verdict.Joined.NEW,
            new Verdict.Done(),
            Verdict.SignedIn.OK,
            Verdict.SignedIn.TOO_MANY,
            new Verdict.Online(true, 0),
            new Verdict.Total(7),
            Verdict.Published.TAKEN,
            Verdict.Published.TAKEN,
            new Verdict.Done(),
            Verdict.Published.TAKEN,
            new Verdict.Done(),
            new Verdict.Done(),
            new Verdict.Done());
    assertThat(a.told().stream().map(entry -> entry.getClass().getSimpleName()))
        .containsExactly("Counted", "Added", "CameOnline", "Event", "Event", "OrderGiven", "Event");
    assertThat(redis.hget("belfry:test:{b}:apps", "1")).isEqualTo("1:1000:2000:3000");

    assertThat(
            a.step(
                new Operation.Leave(ROOM, new UserId("ann")),
                new Operation.LeaveChannel(ROOM, Telling.TOLD),
                new Operation.LeaveUser(ANN),
                new Operation.Unwatch("1"),
                new Operation.CountConnections("1", 0),
                new Operation.Describe("1", Operation.AppFacts.NOTHING)))
        .containsExactly(
            new Verdict.Done(),
            new Verdict.Done(),
            new Verdict.Done(),
            new Verdict.Done(),
            new Verdict.Total(0),
            new Verdict.Done());
    assertThat(redis.exists("belfry:test:{b}:h:" + a.me, "belfry:test:{b}:apps")).isZero();
  }

  private void settle() {
    // As if the time had gone by.
    redis.hset("belfry:test:{b}:meta", "until", "0");
    redis.hdel("belfry:test:{b}:meta", "fresh");
  }

  @Test
  @Tag("CLU-046")
  void givenAnEventThatIsKept_itIsReadWithItsOrder() {
    settle();
    b.step(new Operation.HoldChannel(NEWS, 1, Telling.QUIET));
    Duration life = Duration.ofMinutes(1);
    assertThat(
            a.step(
                new Operation.Keep(
                    NEWS, "payload".getBytes(UTF_8), "text".getBytes(UTF_8), life, 1_000)))
        .containsExactly(Verdict.Published.TAKEN);

    assertThat(b.told())
        .singleElement()
        .isInstanceOfSatisfying(
            InboxEntry.Event.class,
            event -> {
              assertThat(event.subject()).isEqualTo(NEWS);
              assertThat(event.payload()).isEqualTo("payload".getBytes(UTF_8));
              assertThat(event.order()).isOne();
            });
    Verdict.Reading reading = (Verdict.Reading) b.step(new Operation.Read(NEWS)).get(0);
    assertThat(reading.kept().orElseThrow().text()).isEqualTo("text".getBytes(UTF_8));
    assertThat(reading.kept().orElseThrow().order()).isOne();
    assertThat(reading.kept().orElseThrow().millisLeft()).isBetween(1L, life.toMillis());
    assertThat(
            b.ask(() -> b.engine.ask(new Question.Cached("1", NEWS.channel())))
                .orElseThrow()
                .version())
        .isOne();
  }

  @Test
  void givenABeat_itSaysHowThingsStand() {
    a.step(HOLD, join("ann", "1"));

    assertThat(a.beat())
        .usingRecursiveComparison()
        .ignoringFields("timeMillis")
        .isEqualTo(
            new BeatAnswer.Alive(
                1, 1, "0-0", BeatAnswer.Rest.NONE, 2, false, 2, true, 0, BeatAnswer.Hooks.NONE, 0));
    b.ask(() -> b.engine.bye(b.me));
    assertThat(b.beat()).isEqualTo(new BeatAnswer.Unknown());
    assertThat(b.hello(Coming.AGAIN)).isEqualTo(new HelloAnswer.Gone());
  }

  @Test
  void givenStagesAndBundles_theyComeOnTheOwnersThreadAndNotBeforeTheCallReturns() {
    CompletableFuture<String> thread = new CompletableFuture<>();
    a.ask(
        () -> {
          boolean[] isOver = {false};
          CompletableFuture<StepAnswer> stage =
              a.engine
                  .step(a.next(HOLD))
                  .whenComplete(
                      (answer, failure) ->
                          thread.complete(Thread.currentThread().getName() + " " + isOver[0]))
                  .toCompletableFuture();
          isOver[0] = true;
          return stage;
        });

    assertThat(thread.join()).isEqualTo("owner-10-3 true");
  }

  @Test
  @Tag("CLU-020")
  void givenAPartitionThatIsOpen_itsInboxIsSubscribed() {
    try (EngineScene second = new EngineScene(places, 7, 12)) {
      String inbox = new Layout("test", 16).prefix(7) + "i:" + second.me;
      assertThat(redis.pubsubShardNumsub(inbox)).containsEntry(inbox, 0L);
      second.open();

      assertThat(redis.pubsubShardNumsub(inbox)).containsEntry(inbox, 1L);
    }
  }

  @Test
  void givenANodeThatHasEnded_openingFails() {
    places.close();

    a.loss();
    assertThatThrownBy(a::open).hasMessageContaining("has ended");
  }

  @Test
  void givenANodeThatHasEnded_whatItStillAsksFailsAndThrowsNothing() {
    others.close();

    assertThat(b.engine.beat(new BeatCall(b.me, EngineScene.LEASE, Willingness.WILLING)))
        .failsWithin(Duration.ofSeconds(30));
  }

  @Test
  @Tag("CLU-024")
  void givenAConnectionThatIsKilled_allWhoShareThePlaceAreLost() {
    try (EngineScene second = new EngineScene(places, 7, 10).linked()) {
      for (KillArgs which : List.of(KillArgs.Builder.typePubsub(), KillArgs.Builder.typeNormal())) {
        redis.clientKill(which.skipme());
        for (EngineScene scene : List.of(a, second)) {
          assertThat(scene.loss()).hasMessageContaining("has ended");
          scene.openAtLast();
          assertThat(scene.hello(Coming.AGAIN)).isInstanceOf(HelloAnswer.Welcome.class);
        }
      }
      a.step(HOLD, join("ann", "1"));
      assertThat(a.told()).hasSize(1);
    }
  }

  @Test
  void givenAPartitionThatGivesUp_theOthersOfThePlaceHearOfItAndItDoesNot() {
    try (EngineScene second = new EngineScene(places, 7, 10).linked()) {
      second.giveUp();

      assertThat(a.loss()).hasMessageContaining("has lost");
      a.open();
      assertThat(second.hasHeardNothing()).isTrue();
      assertThatThrownBy(second::beat).hasMessageContaining("not open");
      assertThat(b.beat()).isInstanceOf(BeatAnswer.Alive.class);
    }
  }

  @Test
  @Tag("CLU-021")
  void givenAnEngineThatHangs_whatIsAskedFailsInTimeAndIsNotLostForGood() {
    process.hang();
    assertThatThrownBy(() -> a.step(HOLD)).hasMessageContaining("timed out");
    a.giveUp();
    assertThatThrownBy(a::open).isInstanceOf(AssertionError.class);
    process.goOn();

    a.openAtLast();
    HelloAnswer.Welcome welcome = (HelloAnswer.Welcome) a.hello(Coming.AGAIN);
    // What was sent when it hung has arrived meanwhile, or never will.
    assertThat(welcome.lastStep()).isBetween(0L, 1L);
  }

  @Test
  void givenAnEngineThatIsAway_itIsFoundWhenItIsBack() {
    process.kill();
    a.loss();
    assertThatThrownBy(a::open).hasMessageContaining("Unable to connect");
    process.startAgain();

    a.openAtLast();
    assertThat(a.hello(Coming.AGAIN)).isEqualTo(new HelloAnswer.Gone());
  }

  @Test
  void givenAnEngineThatHasForgottenTheScripts_theyAreLoadedAgain() {
    redis.scriptFlush();

    assertThat(a.step(HOLD)).containsExactly(new Verdict.Done());
    redis.scriptFlush();
    assertThat(a.step(new Operation.Publish(ROOM, new byte[0]))).hasSize(1);
  }

  @Test
  @Tag("CLU-010")
  void givenAnEngineThatIsFlushed_stepsAreLostAndTheNodeIsGone() {
    a.step(HOLD);
    redis.flushall();

    assertThat(a.ask(() -> a.engine.step(a.next(HOLD)))).isEqualTo(new StepAnswer.Lost(-1));
    assertThat(a.beat()).isEqualTo(new BeatAnswer.Unknown());
    assertThat(a.hello(Coming.AGAIN)).isEqualTo(new HelloAnswer.Gone());
  }

  @Test
  @Tag("CLU-044")
  void givenAnInboxThatIsNotRead_whatComesWaitsAtTheEngine() {
    settle();
    b.step(HOLD);
    EngineScene second = new EngineScene(others, 7, 11).linked();
    assertThat(second.engine.isRead()).isTrue();
    b.engine.read(Reading.OFF);
    assertThat(second.engine.isRead()).isFalse();
    byte[] payload = new byte[100_000];
    int sent = 0;
    while (waitingAtTheEngine() == 0) {
      a.step(new Operation.Publish(ROOM, payload));
      sent++;
      assertThat(sent).isLessThan(1_000);
    }
    assertThat(b.beat()).isInstanceOf(BeatAnswer.Alive.class);

    b.engine.read(Reading.ON);
    assertThat(second.engine.isRead()).isTrue();
    for (int i = 1; i <= sent; i++) {
      assertThat(b.bundle().number()).isEqualTo(i);
    }
    second.close();
  }

  private long waitingAtTheEngine() {
    return redis
        .clientList()
        .lines()
        .filter(line -> !line.contains(" ssub=0 "))
        .mapToLong(line -> Long.parseLong(line.replaceAll(".* omem=(\\d+) .*", "$1")))
        .sum();
  }

  @Test
  @Tag("CLU-051")
  void givenQuestions_theyAreAnsweredFromTheWholePartition() {
    settle();
    a.step(
        new Operation.HoldChannel(ROOM, 2, Telling.QUIET),
        join("zoe", "1"),
        join("ann", "2"),
        new Operation.CountConnections("1", 5));
    b.step(
        new Operation.HoldChannel(ROOM, 3, Telling.QUIET),
        join("ann", "3"),
        new Operation.HoldChannel(NEWS, 1, Telling.QUIET),
        new Operation.CountConnections("1", 6));

    Set<ChannelName> asked =
        Set.of(ROOM.channel(), NEWS.channel(), ChannelName.parse("empty").orElseThrow());
    Map<String, ChannelFacts> facts =
        Map.of("presence-room", new ChannelFacts(5, 2), "cache-news", new ChannelFacts(1, 0));
    assertThat(a.ask(() -> a.engine.ask(new Question.OfChannels("1", asked)))).isEqualTo(facts);
    assertThat(a.ask(() -> a.engine.ask(new Question.OccupiedChannels("1", "")))).isEqualTo(facts);
    assertThat(a.ask(() -> a.engine.ask(new Question.OccupiedChannels("1", "presence-"))))
        .containsOnlyKeys("presence-room");
    assertThat(a.ask(() -> a.engine.ask(new Question.Members("1", ROOM.channel()))))
        .containsExactly(new Member(new UserId("zoe"), "1"), new Member(new UserId("ann"), "2"));
    assertThat(a.ask(() -> a.engine.ask(new Question.ConnectionCount("1")))).isEqualTo(11);
    assertThat(a.ask(() -> a.engine.ask(new Question.Cached("1", NEWS.channel())))).isEmpty();
    assertThat(a.ask(() -> a.engine.ask(new Question.OccupiedChannels("2", "")))).isEmpty();
  }

  @Test
  @Tag("CLU-051")
  void givenMoreChannelsThanAPage_allAreFound() {
    List<Operation> operations = new ArrayList<>();
    IntStream.range(0, 2_500)
        .forEach(
            i ->
                operations.add(
                    new Operation.HoldChannel(
                        new Subject.OfChannel("1", ChannelName.parse("room-" + i).orElseThrow()),
                        i + 1,
                        Telling.QUIET)));
    for (int i = 0; i < operations.size(); i += 64) {
      a.step(operations.subList(i, Math.min(i + 64, operations.size())).toArray(Operation[]::new));
    }

    Map<String, ChannelFacts> found =
        a.ask(() -> a.engine.ask(new Question.OccupiedChannels("1", "room-")));
    assertThat(found).hasSize(2_500).containsEntry("room-2499", new ChannelFacts(2_500, 0));
  }

  @Test
  @Tag("CLU-050")
  void givenOrders_thoseAfterOneAreFound() {
    a.step(new Operation.Order("one".getBytes(UTF_8)), new Operation.Order("two".getBytes(UTF_8)));
    List<InboxEntry> told = b.told();
    String first = ((InboxEntry.OrderGiven) told.get(0)).order().id();

    assertThat(b.ask(() -> b.engine.ordersAfter("0-0"))).hasSize(2);
    assertThat(b.ask(() -> b.engine.ordersAfter(first)))
        .singleElement()
        .satisfies(order -> assertThat(order.order()).isEqualTo("two".getBytes(UTF_8)));
  }

  @Test
  @Tag("CLU-004")
  void givenNodesWithAnotherNumberOfPartitions_aNodeIsToldWhatToDo() {
    try (EngineScene zero = new EngineScene(places, 13, 10).linked();
        Places eight = places(8);
        EngineScene other = new EngineScene(eight, 6, 12)) {
      assertThat(zero.beat()).isInstanceOf(BeatAnswer.Alive.class);
      // The tag 0 is one of every layout.
      other.open();
      assertThat(other.hello(Coming.NEW))
          .isInstanceOfSatisfying(
              HelloAnswer.Unfit.class,
              unfit -> assertThat(unfit.sentence()).contains("cluster.partitions 16"));
    }
  }

  @Test
  @Tag("CLU-004")
  void givenAnEngineThatEvicts_aNodeIsToldWhatToDo() {
    redis.configSet("maxmemory-policy", "allkeys-lfu");
    assertThat(a.hello(Coming.AGAIN)).isInstanceOf(HelloAnswer.Unfit.class);

    a.open();
    assertThat(a.hello(Coming.AGAIN))
        .isInstanceOfSatisfying(
            HelloAnswer.Unfit.class, unfit -> assertThat(unfit.sentence()).contains("noeviction"));
  }
}
