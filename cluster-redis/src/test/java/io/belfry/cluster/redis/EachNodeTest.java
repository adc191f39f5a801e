package io.belfry.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.SocketId;
import io.belfry.protocol.UserId;
import io.belfry.server.cluster.ClusterMessage.Ending;
import io.belfry.server.cluster.ClusterMessage.Terminate;
import io.belfry.server.cluster.Question;
import io.belfry.server.cluster.Question.Answer;
import io.belfry.server.cluster.Question.Answer.Coverage;
import io.belfry.server.cluster.SessionSelector;
import io.belfry.server.cluster.UserFacts;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Questions to each node, and orders that are counted, while nodes die or are cut off. */
@OnEngine
class EachNodeTest {
  private static final UserId ADA = new UserId("ada");
  private static final SocketId AT_A = socket("1.1");
  private static final SocketId AT_B = socket("2.1");
  private static final Terminate ALL_BUT_A =
      new Terminate(
          HookNode.APP,
          ADA,
          new SessionSelector.AllButSocket(AT_A),
          new Ending(true, "moved"),
          Duration.ZERO);

  private final TwoNodes nodes;
  private final RedisCommands<String, String> redis;
  private final HookNode a;
  private final HookNode b;

  EachNodeTest(EngineKind kind) {
    nodes = new TwoNodes(kind);
    redis = nodes.redis;
    a = nodes.a;
    b = nodes.b;
    a.sessions.add(AT_A);
    b.sessions.add(AT_B);
  }

  @AfterEach
  void close() {
    nodes.close();
  }

  private static SocketId socket(String text) {
    return SocketId.parse(text).orElseThrow();
  }

  private void cutOffB() {
    nodes.cutOffB();
  }

  private static Answer<Map<UserId, UserFacts>> askBy(HookNode node) {
    return HookNode.with(node.cluster.ask(new Question.OfUsers(HookNode.APP, Set.of(ADA))));
  }

  private static Answer<Map<UserId, UserFacts>> of(int connections, Coverage coverage) {
    return new Answer<>(Map.of(ADA, new UserFacts(ADA, connections, 1)), coverage);
  }

  @Test
  @Tag("USR-017")
  void givenANodeThatIsKilled_itIsMissedUntilItIsTakenForDead() {
    assertThat(askBy(a)).isEqualTo(of(2, Coverage.COMPLETE));
    b.kill();

    assertThat(askBy(a)).isEqualTo(of(1, Coverage.PARTIAL));
    HookNode.await(() -> redis.zcard(HookNode.LAYOUT.prefix(0) + "nodes") == 1);
    assertThat(askBy(a)).isEqualTo(of(1, Coverage.COMPLETE));
  }

  @Test
  @Tag("USR-017")
  void givenANodeThatIsCutOff_itAnswersForItselfAndSaysSo() {
    cutOffB();

    HookNode.await(() -> !b.cluster.isLinked());
    assertThat(askBy(b)).isEqualTo(of(1, Coverage.PARTIAL));
  }

  @Test
  @Tag("CLU-050")
  @Tag("USR-024")
  void givenANodeThatIsCutOff_itEndsWhatWasMeantWhenItIsLinkedAgain() throws Exception {
    cutOffB();
    assertThat(HookNode.with(a.cluster.end(ALL_BUT_A)))
        .isEqualTo(new Answer<>(0L, Coverage.PARTIAL));
    assertThat(a.sessions).containsExactly(AT_A);
    assertThat(b.orders).isEmpty();
    nodes.letB();

    Terminate late = (Terminate) b.orders.take();
    assertThat(late.selector()).isEqualTo(ALL_BUT_A.selector());
    assertThat(late.ending()).isEqualTo(ALL_BUT_A.ending());
    assertThat(late.age()).isPositive();
    assertThat(b.sessions).isEmpty();
  }

  @Test
  @Tag("USR-024")
  void givenAllNodes_whatEndsOnThemIsCounted() {
    assertThat(HookNode.with(a.cluster.end(ALL_BUT_A))).isEqualTo(Answer.complete(1L));
    assertThat(HookNode.with(b.cluster.end(new Terminate(HookNode.APP, ADA))))
        .isEqualTo(Answer.complete(1L));
    assertThat(a.sessions).isEmpty();
    assertThat(b.sessions).isEmpty();
  }

  @Test
  @Tag("USR-017")
  void givenQuestionsAndAnswers_nothingOfThemIsLeftAtTheEngine() {
    List<String> before = redis.keys("*").stream().sorted().toList();
    for (int i = 0; i < 20; i++) {
      assertThat(askBy(i % 2 == 0 ? a : b)).isEqualTo(of(2, Coverage.COMPLETE));
    }

    assertThat(redis.keys("*").stream().sorted()).isEqualTo(before);
  }
}
