package io.belfry.cluster.redis.lettuce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.cluster.redis.EngineKind;
import io.belfry.cluster.redis.EngineProcess;
import io.belfry.cluster.redis.OnEngine;
import io.belfry.cluster.redis.lettuce.EngineSettings.Encryption;
import io.belfry.cluster.redis.wire.BeatAnswer;
import io.belfry.cluster.redis.wire.Inquiry;
import io.belfry.cluster.redis.wire.Layout;
import io.belfry.cluster.redis.wire.Operation;
import io.belfry.cluster.redis.wire.Operation.Telling;
import io.belfry.protocol.ChannelName;
import io.belfry.protocol.Member;
import io.belfry.protocol.UserId;
import io.belfry.server.cluster.Question;
import io.belfry.server.cluster.Subject;
import io.belfry.server.config.EngineAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Engines that ask who comes. */
@OnEngine
class EngineAccessTest {
  static final List<String> RIGHTS =
      List.of(
          "~belfry:test:*",
          "&belfry:test:*",
          "-@all",
          "+@read",
          "+@write",
          "+@pubsub",
          "+evalsha",
          "+script|load",
          "+@connection",
          "+time",
          "+wait",
          "+cluster|slots",
          "-@dangerous",
          "+info");
  private static final Subject.OfChannel ROOM =
      new Subject.OfChannel("1", ChannelName.parse("presence-room").orElseThrow());

  private final EngineKind kind;

  EngineAccessTest(EngineKind kind) {
    this.kind = kind;
  }

  private static Places places(EngineSettings settings) {
    return new Places(settings, new Layout("test", 16));
  }

  @Test
  void givenAUserWithTheRightsThatTheGuideNames_allWorks() {
    String users = "user default off\nuser belfry on >secret " + String.join(" ", RIGHTS) + "\n";
    try (EngineProcess process = kind.startWith(users);
        Places places = places(settings(process, "belfry", "secret"));
        EngineScene node = new EngineScene(places, 3, 10).linked()) {
      doAll(node);
    }
  }

  /** What a node does at an engine. */
  static void doAll(EngineScene node) {
    node.step(
        new Operation.HoldChannel(ROOM, 1, Telling.TOLD),
        new Operation.Join(ROOM, new Member(new UserId("ann"), "1"), 10),
        new Operation.Read(ROOM),
        new Operation.HoldUser(new Subject.OfUser("1", new UserId("ann")), 1, 10),
        new Operation.CountConnections("1", 1),
        new Operation.Order(new byte[] {1}));

    assertThat(node.told()).hasSize(2);
    assertThat(node.beat()).isInstanceOf(BeatAnswer.Alive.class);
    for (Question.OfCluster<?> question :
        List.of(
            new Question.OccupiedChannels("1", ""),
            new Question.OfChannels("1", Set.of(ROOM.channel())),
            new Question.Members("1", ROOM.channel()),
            new Question.Cached("1", ROOM.channel()),
            new Question.ConnectionCount("1"))) {
      assertThat((Object) ask(node, question)).isNotNull();
    }
    assertThat(node.ask(() -> node.engine.ordersAfter("0-0"))).hasSize(1);
    Inquiry inquiry = new Inquiry(node.me, 1);
    assertThat(node.ask(() -> node.engine.askOthers(inquiry, new byte[1]))).isEmpty();
    node.ask(() -> node.engine.answer(node.me, inquiry, new byte[1]));
    assertThat(node.ask(node.engine::nodes)).containsExactly(node.me);
    node.ask(() -> node.engine.bye(node.me));
  }

  private static <A> A ask(EngineScene node, Question.OfCluster<A> question) {
    return node.ask(() -> node.engine.ask(question));
  }

  @Test
  void givenAWrongPassword_openingFailsAndSaysWhy() {
    try (EngineProcess process = kind.start("--requirepass", "secret");
        Places wrong = places(settings(process, "", "other"));
        Places right = places(settings(process, "", "secret"));
        EngineScene refused = new EngineScene(wrong, 3, 10);
        EngineScene node = new EngineScene(right, 3, 11).linked()) {
      assertThatThrownBy(refused::open).hasStackTraceContaining("WRONGPASS");
      assertThat(node.beat()).isInstanceOf(BeatAnswer.Alive.class);
    }
  }

  private static EngineSettings settings(EngineProcess process, String user, String password) {
    return new EngineSettings(
        EngineAddress.of(process.url()), user, () -> password, Encryption.NONE, Optional.empty());
  }
}
