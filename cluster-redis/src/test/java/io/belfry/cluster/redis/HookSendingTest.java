package io.belfry.cluster.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.cluster.redis.HookNode.Handed;
import io.belfry.protocol.ChannelName;
import io.belfry.protocol.Member;
import io.belfry.protocol.SocketId;
import io.belfry.protocol.UserId;
import io.belfry.server.cluster.ClusterMessage;
import io.belfry.server.cluster.Decision;
import io.belfry.server.cluster.RaisedHook.Happened;
import io.belfry.server.cluster.RaisedHook.OfCacheMiss;
import io.belfry.server.cluster.RaisedHook.OfClientEvent;
import io.belfry.server.cluster.RaisedHook.OfDecision;
import io.belfry.server.cluster.Subject;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Webhooks of two nodes in front of a real engine. */
@OnEngine
class HookSendingTest {
  private static final Subject.OfChannel ROOM = channel("presence-room");
  private static final Subject.OfChannel CACHE = channel("cache-news");
  private static final Subject.OfUser ADA = new Subject.OfUser("1", new UserId("ada"));
  private static final String STREAM = HookNode.LAYOUT.prefix(0) + "hooks";
  private static final String META = HookNode.LAYOUT.prefix(0) + "meta";

  private final BlockingQueue<Handed> handed = new LinkedBlockingQueue<>();
  private final EngineKind kind;
  private final EngineProcess process;
  private final RedisClient client;
  private final RedisCommands<String, String> redis;
  private final HookNode a;
  private final HookNode b;

  HookSendingTest(EngineKind kind) {
    this.kind = kind;
    process = kind.start();
    client = RedisClient.create(process.url());
    redis = client.connect().sync();
    a = new HookNode(process, 1, handed);
    HookNode.await(() -> redis.hexists(META, "sender"));
    b = new HookNode(process, 2, handed);
    HookNode.await(() -> !redis.hexists(META, "fresh"));
  }

  @AfterEach
  void close() {
    a.close();
    b.close();
    client.close();
    process.close();
  }

  private static Subject.OfChannel channel(String name) {
    return new Subject.OfChannel("1", ChannelName.parse(name).orElseThrow());
  }

  private Handed next() {
    try {
      Handed next = handed.poll(30, TimeUnit.SECONDS);
      assertThat(next).as("what should have been handed over").isNotNull();
      return next;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<Handed> next(int count) {
    List<Handed> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(next());
    }
    return all;
  }

  private static void end(Handed sent) {
    sent.end().complete(Set.of());
  }

  private static List<String> keys(List<Handed> all) {
    return all.stream().map(each -> each.hook().key()).toList();
  }

  private static String text(Happened what) {
    return switch (what) {
      case OfDecision it -> it.decision().toString();
      case OfClientEvent it -> new String(it.publication().text(), UTF_8);
      case OfCacheMiss it -> "missed " + it.channel().channel().text();
    };
  }

  private static String text(Decision decision) {
    return decision.toString();
  }

  private void happenAll() {
    a.enter(ROOM);
    b.enter(ROOM);
    b.join(ROOM, "ann");
    a.join(ROOM, "ann");
    HookNode.with(
        b.cluster.send(new ClusterMessage.Publish(List.of(HookNode.said(ROOM, "hello")))));
    a.enter(CACHE);
    a.miss(CACHE);
    HookNode.await(() -> redis.xlen(STREAM) == 5);
    b.enter(ADA);
    b.leave(ADA);
    b.part(ROOM, "ann");
    b.leave(ROOM);
    a.part(ROOM, "ann");
    a.leave(ROOM);
  }

  @Test
  @Tag("CLU-060")
  @Tag("HOOK-046")
  void givenTwoNodes_oneSendsEachEventOnceInOrder() {
    happenAll();
    List<Handed> all = next(9);

    assertThat(all).extracting(each -> text(each.hook().what())).containsExactly(expected());
    assertThat(all).extracting(Handed::node).containsOnly("node-1");
    assertThat(keys(all)).doesNotHaveDuplicates();
    assertThat(all)
        .allSatisfy(
            each ->
                assertThat(each.hook().key())
                    .startsWith(HookNode.LAYOUT.prefix(0) + each.hook().atMs() + "-"));
    all.forEach(HookSendingTest::end);
    HookNode.await(() -> redis.xlen(STREAM) == 0);
    assertThat(handed).isEmpty();
  }

  private static String[] expected() {
    ChannelName room = ROOM.channel();
    UserId ann = new UserId("ann");
    return new String[] {
      text(new Decision.Occupied("1", room)),
      text(new Decision.MemberAdded("1", room, new Member(ann, null))),
      "hello",
      text(new Decision.Occupied("1", CACHE.channel())),
      "missed cache-news",
      text(new Decision.Online("1", ADA.user())),
      text(new Decision.Offline("1", ADA.user())),
      text(new Decision.MemberRemoved("1", room, ann)),
      text(new Decision.Vacated("1", room)),
    };
  }

  @Test
  @Tag("CLU-050")
  void givenANodeWhoseAppsHaveChanged_allAreToldToLook() throws InterruptedException {
    a.cluster.appsChanged();

    for (HookNode node : List.of(a, b)) {
      assertThat(node.orders.poll(30, TimeUnit.SECONDS))
          .isEqualTo(new ClusterMessage.AppsChanged());
    }
  }

  @Test
  @Tag("HOOK-027")
  @Tag("CLU-060")
  void givenSubscribersOfTwoNodes_theirNumberTogetherIsSent() {
    Subject.OfChannel news = channel("news");
    a.enter(news);
    b.enter(news);
    a.count(news, 2);
    HookNode.await(() -> redis.xlen(STREAM) == 2);
    b.count(news, 5);
    HookNode.await(() -> redis.xlen(STREAM) == 3);
    a.leave(news);

    assertThat(next(4))
        .extracting(each -> text(each.hook().what()))
        .containsExactly(
            text(new Decision.Occupied("1", news.channel())),
            text(new Decision.Counted("1", news.channel(), 2)),
            text(new Decision.Counted("1", news.channel(), 7)),
            text(new Decision.Counted("1", news.channel(), 5)));
  }

  @Test
  @Tag("CLU-061")
  @Tag("HOOK-046")
  void givenTheSenderDies_theOtherGoesOnWithWhatIsNotTakenOut() {
    a.enter(ROOM);
    b.enter(channel("one"));
    b.enter(channel("two"));
    List<Handed> before = next(3);
    end(before.get(1));
    HookNode.await(() -> redis.xlen(STREAM) == 2);
    a.kill();

    List<Handed> after = next(3);
    assertThat(after).extracting(Handed::node).containsOnly("node-2");
    assertThat(keys(after.subList(0, 2)))
        .containsExactly(before.get(0).hook().key(), before.get(2).hook().key());
    assertThat(text(after.get(2).hook().what()))
        .isEqualTo(text(new Decision.Vacated("1", ROOM.channel())));
    after.forEach(HookSendingTest::end);
    HookNode.await(() -> redis.xlen(STREAM) == 0);
  }

  @Test
  @Tag("HOOK-048")
  void givenTheSenderGoes_theOtherHasWhatItLeft() {
    a.enter(ROOM);
    Handed before = next();
    a.close();

    List<Handed> after = next(2);
    assertThat(after).extracting(Handed::node).containsOnly("node-2");
    assertThat(after.get(0).hook().key()).isEqualTo(before.hook().key());
    assertThat(text(after.get(1).hook().what()))
        .isEqualTo(text(new Decision.Vacated("1", ROOM.channel())));
  }

  @Test
  @Tag("CLU-061")
  @Tag("HOOK-048")
  void givenASenderThatGoes_whatItHasSentUntilItsGoodbyeIsTakenOut() {
    a.enter(ROOM);
    Handed before = next();
    a.closing();
    end(before);

    HookNode.await(() -> redis.xlen(STREAM) == 0);
    a.close();
    assertThat(text(next().hook().what()))
        .isEqualTo(text(new Decision.Vacated("1", ROOM.channel())));
  }

  @Test
  @Tag("CLU-061")
  @Tag("CLU-070")
  void givenEventsOfALaterVersion_theirMoreIsPassedOverAndWhatIsUnknownStays() {
    redis.xadd(STREAM, Map.of("kind", "weather_changed", "app", "1", "name", "sky"));
    redis.xadd(
        STREAM,
        Map.of("why", "later", "kind", "channel_occupied", "app", "1", "name", "news", "x", "y"));
    a.enter(ROOM);

    List<Handed> all = next(2);
    assertThat(all)
        .extracting(each -> text(each.hook().what()))
        .containsExactly(
            text(new Decision.Occupied("1", channel("news").channel())),
            text(new Decision.Occupied("1", ROOM.channel())));
    all.forEach(HookSendingTest::end);
    HookNode.await(() -> redis.xlen(STREAM) == 1);
  }

  @Test
  @Tag("CLU-011")
  void givenTheLastNodeThatGoes_nothingOfItIsLeftHoweverMuchItHeld() {
    b.close();
    a.enter(IntStream.range(0, 1_200).mapToObj(i -> channel("c" + i)).toList());
    a.close();

    String prefix = HookNode.LAYOUT.prefix(0);
    assertThat(redis.keys(prefix + "[nhc]:*")).isEmpty();
    assertThat(redis.exists(prefix + "dying", prefix + "nodes")).isZero();
  }

  @Test
  @Tag("CLU-061")
  void givenAReplica_theSenderWaitsForItBeforeItPosts() {
    a.enter(channel("before"));
    end(next());
    assertThat(redis.info("commandstats")).doesNotContain("cmdstat_wait:");
    try (EngineProcess replica = kind.start("--replicaof", "127.0.0.1", "" + process.port())) {
      HookNode.await(() -> redis.info("replication").contains("state=online"));
      replica.hang();
      a.enter(ROOM);
      end(next());

      assertThat(redis.info("commandstats")).contains("cmdstat_wait:");
      HookNode.await(() -> redis.xlen(STREAM) == 0);
    }
  }

  @Test
  @Tag("CLU-061")
  void givenAnotherIsSender_nothingIsTakenOutByWhoWasIt() {
    a.enter(ROOM);
    Handed before = next();
    redis.hset(META, "sender", "somebody-else");
    end(before);
    b.enter(channel("one"));
    HookNode.await(() -> redis.xlen(STREAM) == 2);
    String beats = redis.hget(META, "time");
    HookNode.await(() -> !redis.hget(META, "time").equals(beats));

    assertThat(redis.xrange(STREAM, Range.unbounded()))
        .extracting(message -> message.getBody().get("name"))
        .containsExactly("presence-room", "one");
    assertThat(handed).isEmpty();
  }

  @Test
  void givenWhatCannotBeSentNow_itIsSentLaterInItsPlace() {
    a.isFull(true);
    a.enter(ROOM);
    a.enter(channel("one"));
    HookNode.await(() -> redis.xlen(STREAM) == 2);
    a.isFull(false);
    a.enter(channel("two"));

    assertThat(next(3))
        .extracting(each -> text(each.hook().what()))
        .containsExactly(
            text(new Decision.Occupied("1", ROOM.channel())),
            text(new Decision.Occupied("1", channel("one").channel())),
            text(new Decision.Occupied("1", channel("two").channel())));
  }

  @Test
  void givenWhatFailsLater_itAloneIsSentAgain() {
    a.enter(ROOM);
    a.enter(channel("one"));
    List<Handed> before = next(2);
    before.get(0).end().completeExceptionally(new IllegalStateException("not now"));

    assertThat(next().hook().key()).isEqualTo(before.get(0).hook().key());
    assertThat(handed).isEmpty();
  }

  @Test
  void givenMoreThanMayBeUnderWay_theRestFollowsWhenThereIsRoom() {
    redis.xtrim(STREAM, 0);
    for (int i = 0; i < 1_200; i++) {
      redis.xadd(STREAM, Map.of("kind", "channel_occupied", "app", "1", "name", "c" + i));
    }
    List<Handed> all = next(500);
    assertThat(handed).isEmpty();
    all.forEach(HookSendingTest::end);
    for (int i = 500; i < 1_200; i++) {
      Handed one = next();
      end(one);
      all.add(one);
    }

    assertThat(all)
        .extracting(each -> ((OfDecision) each.hook().what()).decision())
        .extracting(decision -> ((Decision.Occupied) decision).channel().text())
        .isEqualTo(IntStream.range(0, 1_200).mapToObj(i -> "c" + i).toList());
    HookNode.await(() -> redis.xlen(STREAM) == 0);
  }

  private void raise(String app, int from, int to) {
    for (int i = from; i < to; i++) {
      redis.xadd(STREAM, Map.of("kind", "channel_occupied", "app", app, "name", "c" + i));
    }
  }

  private static String name(Handed one) {
    return ((Decision.Occupied) ((OfDecision) one.hook().what()).decision()).channel().text();
  }

  @Test
  @Tag("CLU-062")
  void givenAnEngineThatComesBackWithAnOldSnapshot_whatStandsInItAgainIsSentAgainByTheSameKey() {
    a.enter(ROOM);
    Handed first = next();
    redis.save();
    end(first);
    HookNode.await(() -> redis.xlen(STREAM) == 0);
    process.kill();
    process.startAgain();

    Handed again = next();
    assertThat(again.hook()).isEqualTo(first.hook());
    end(again);
    HookNode.await(() -> redis.xlen(STREAM) == 0);
    assertThat(handed).isEmpty();
  }

  @Test
  @Tag("HOOK-052")
  @Tag("HOOK-053")
  void givenAnEndpointThatDoesNotAnswer_allOthersGoOnAndItHasTheRestInOrderLater() {
    raise(HookNode.OTHER_APP, 0, 700);
    List<Handed> well = new ArrayList<>();
    List<Handed> dead = new ArrayList<>();
    String id = null;
    while (well.size() < 700) {
      Handed one = next();
      if (id == null) {
        id = one.hook().endpoint().orElseThrow();
      }
      if (one.hook().endpoint().orElseThrow().equals(id)) {
        well.add(one);
        end(one);
      } else {
        dead.add(one);
      }
    }
    raise(HookNode.APP, 700, 701);
    Handed other = next();
    while (other.hook().endpoint().orElseThrow().equals(dead.get(0).hook().endpoint().get())) {
      dead.add(other);
      other = next();
    }
    end(other);
    assertThat(name(other)).isEqualTo("c700");
    assertThat(dead).hasSizeLessThanOrEqualTo(500);
    HookNode.await(() -> redis.xlen(STREAM) == 700);

    dead.forEach(HookSendingTest::end);
    while (dead.size() < 700) {
      Handed one = next();
      end(one);
      dead.add(one);
    }
    List<String> names = IntStream.range(0, 700).mapToObj(i -> "c" + i).toList();
    assertThat(well).extracting(HookSendingTest::name).isEqualTo(names);
    assertThat(dead).extracting(HookSendingTest::name).isEqualTo(names);
    HookNode.await(() -> redis.xlen(STREAM) == 0);
    assertThat(handed).isEmpty();
  }

  private static Decision.SignedIn session(String socketId, @Nullable String login) {
    return new Decision.SignedIn(
        ADA.user(), SocketId.parse(socketId).orElseThrow(), login, "Ada's \u00fc");
  }

  @Test
  @Tag("USR-063")
  void givenSessions_eachBeginningAndEndIsHandedOverOnceEvenWhenTheirNodeIsKilled() {
    Decision.SignedIn closed = session("2.1", "web-1");
    Decision.SignedIn lost = session("2.2", null);
    b.cluster.sessionChanged(new Decision.SessionStarted(HookNode.APP, closed));
    b.cluster.sessionChanged(new Decision.SessionStarted(HookNode.APP, lost));
    b.cluster.sessionChanged(new Decision.SessionEnded(HookNode.APP, closed, 1001));
    // Of one user they go out one after the other.
    List<Handed> told = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      told.add(next());
      end(told.get(i));
    }
    b.kill();
    Handed last = next();
    end(last);

    assertThat(told)
        .extracting(each -> each.hook().what())
        .containsExactly(
            new OfDecision(new Decision.SessionStarted(HookNode.APP, closed)),
            new OfDecision(new Decision.SessionStarted(HookNode.APP, lost)),
            new OfDecision(new Decision.SessionEnded(HookNode.APP, closed, 1001)));
    assertThat(last.hook().what())
        .isEqualTo(new OfDecision(new Decision.SessionEnded(HookNode.APP, lost, 1006)));
  }

  @Test
  @Tag("USR-063")
  void givenAnAppThatDoesNotWantToHearOfSessions_nothingIsHeldOfThem() {
    b.cluster.sessionChanged(new Decision.SessionStarted(HookNode.OTHER_APP, session("2.1", "x")));
    b.enter(ROOM);

    assertThat(text(next().hook().what())).contains("Occupied");
    assertThat(redis.keys(HookNode.LAYOUT.prefix(0) + "h:*"))
        .allSatisfy(key -> assertThat(redis.smembers(key)).noneMatch(it -> it.startsWith("s")));
  }
}
