package io.belfry.server.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.SocketId;
import io.belfry.protocol.UserId;
import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.server.cluster.ClusterMessage.Ending;
import io.belfry.server.cluster.ClusterMessage.Terminate;
import io.belfry.server.cluster.Question;
import io.belfry.server.cluster.Question.Answer;
import io.belfry.server.cluster.Question.Answer.Coverage;
import io.belfry.server.cluster.SessionFacts;
import io.belfry.server.cluster.SessionSelector;
import io.belfry.server.cluster.UserFacts;
import io.belfry.server.store.Shutout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What every {@link ClusterAdapter} has to keep that joins several nodes, beside {@link
 * ClusterAdapterContract}: each node is asked for what it alone knows. The test of an
 * implementation extends it and says how a node joins the cluster of the test.
 *
 * <p>Thread: that of the test.
 */
public abstract class ClusterNodesContract {
  private static final String APP = "1";
  private static final int NODES = 3;
  private static final UserId ADA = new UserId("ada");
  private static final UserId BOB = new UserId("bob \ud83d\ude80");

  private final List<Node> nodes = new ArrayList<>();

  /** For implementations. */
  protected ClusterNodesContract() {}

  /**
   * One more node of the test's cluster, not started yet.
   *
   * @param number from 0 on; each node has its own
   */
  protected abstract ClusterAdapter join(int number);

  /** Waits until a node that was started has joined the others. */
  protected abstract void awaitJoined(ClusterAdapter node);

  private record Node(ClusterAdapter cluster, HeldSessions inbox, List<TestOwner> owners) {
    private static Node of(ClusterAdapter cluster) {
      List<TestOwner> owners =
          IntStream.range(0, cluster.parts(1))
              .mapToObj(part -> new TestOwner(cluster, part))
              .toList();
      return new Node(cluster, new HeldSessions(), owners);
    }

    private void close() {
      cluster.close();
      owners.forEach(TestOwner::close);
    }
  }

  @BeforeEach
  final void start() {
    for (int i = 0; i < NODES; i++) {
      Node node = Node.of(join(i));
      node.cluster().start(node.inbox());
      nodes.add(node);
    }
    nodes.forEach(node -> awaitJoined(node.cluster()));
  }

  @AfterEach
  final void stop() {
    nodes.forEach(Node::close);
  }

  private static SessionFacts session(String socketId, @Nullable String login, long signedIn) {
    return new SessionFacts(
        SocketId.parse(socketId).orElseThrow(),
        login,
        login == null ? null : "Ada's phone",
        signedIn - 5,
        signedIn,
        signedIn + 7,
        login == null ? null : signedIn + 3_600_000,
        login == null ? null : "2001:db8::1",
        login == null ? null : "Mozilla/5.0 (\u00fc)",
        login == null ? null : "js 8.6.0",
        "ws",
        "a",
        login == null ? List.of() : List.of("private-orders", "news"),
        login == null ? 0 : 2);
  }

  private void hold(int node, UserId user, SessionFacts session) {
    nodes.get(node).inbox().hold(user, session);
  }

  /** Four sessions of Ada: one without a login, two of one login on two nodes, one of another. */
  private void adaIsThere() {
    hold(0, ADA, session("1.1", null, 100));
    hold(0, ADA, session("1.2", "web", 200));
    hold(1, ADA, session("2.1", "web", 50));
    hold(2, ADA, session("3.1", "phone", 300));
    hold(1, BOB, session("2.9", "web", 10));
  }

  private <A> Answer<A> ask(Question<A> question) {
    return Answered.with(nodes.get(0).cluster().ask(question));
  }

  private List<String> sockets(UserId user) {
    return ask(new Question.Sessions(APP, user, true, 100)).value().stream()
        .map(session -> session.socketId().text())
        .toList();
  }

  @Test
  @Tag("USR-010")
  @Tag("USR-017")
  void givenUsersOnSeveralNodes_theyAreListedInPagesEachOnce() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      UserId user = new UserId("u" + (char) ('a' + i));
      ids.add(user.text());
      hold(i % NODES, user, session(i + ".1", "web", 100 + i));
      hold((i + 1) % NODES, user, session(i + ".2", "web", 50 + i));
    }
    hold(0, BOB, session("9.9", null, 1));
    List<UserFacts> listed = new ArrayList<>();
    Answer<List<UserFacts>> page = ask(new Question.OnlineUsers(APP, "u", null, 6));
    while (!page.value().isEmpty()) {
      assertThat(page.coverage()).isEqualTo(Coverage.COMPLETE);
      assertThat(page.value()).hasSizeLessThanOrEqualTo(6);
      listed.addAll(page.value());
      page = ask(new Question.OnlineUsers(APP, "u", listed.getLast().id(), 6));
    }

    assertThat(listed).extracting(it -> it.id().text()).isEqualTo(ids);
    assertThat(listed).extracting(UserFacts::connections).containsOnly(2);
    assertThat(listed.getFirst().onlineSinceMillis()).isEqualTo(50);
  }

  @Test
  @Tag("USR-012")
  @Tag("USR-017")
  void givenSomeUsers_thoseWhoAreOnlineAreKnownWithTheConnectionsOfAllNodes() {
    adaIsThere();

    assertThat(ask(new Question.OfUsers(APP, Set.of(ADA, BOB, new UserId("eve")))))
        .isEqualTo(
            Answer.complete(
                Map.of(ADA, new UserFacts(ADA, 4, 50), BOB, new UserFacts(BOB, 1, 10))));
    assertThat(ask(new Question.OfUsers(APP, Set.of(new UserId("eve")))))
        .isEqualTo(Answer.complete(Map.of()));
  }

  @Test
  @Tag("USR-013")
  @Tag("USR-017")
  void givenSessionsOfAUserOnSeveralNodes_allAreToldWithAllThatIsKnown() {
    adaIsThere();

    assertThat(ask(new Question.Sessions(APP, ADA, true, 100)))
        .isEqualTo(
            Answer.complete(
                List.of(
                    session("1.1", null, 100),
                    session("1.2", "web", 200),
                    session("2.1", "web", 50),
                    session("3.1", "phone", 300))));
    assertThat(ask(new Question.Sessions(APP, ADA, true, 3)).value()).hasSize(3);
    assertThat(ask(new Question.Sessions(APP, new UserId("eve"), true, 100)))
        .isEqualTo(Answer.complete(List.of()));
  }

  private long end(UserId user, SessionSelector selector, Ending ending) {
    Terminate message = new Terminate(APP, user, selector, ending, Duration.ZERO);
    Answer<Long> answer = Answered.with(nodes.get(2).cluster().end(message));
    assertThat(answer.coverage()).isEqualTo(Coverage.COMPLETE);
    assertThat(nodes)
        .allSatisfy(
            node -> {
              Terminate told = node.inbox().ended().getLast();
              assertThat(told.user()).isEqualTo(user);
              assertThat(told.selector()).isEqualTo(selector);
              assertThat(told.ending()).isEqualTo(ending);
            });
    return answer.value();
  }

  private static SocketId socket(String text) {
    return SocketId.parse(text).orElseThrow();
  }

  @Test
  @Tag("USR-020")
  @Tag("USR-024")
  void givenASelector_whatItMeansEndsOnAllNodesAndIsCounted() {
    adaIsThere();
    Ending back = new Ending(true, "Bis gleich, \u00dc");

    assertThat(end(ADA, new SessionSelector.OfSocket(socket("2.9")), Ending.FOR_GOOD)).isZero();
    assertThat(end(ADA, new SessionSelector.OfSocket(socket("1.1")), back)).isOne();
    assertThat(sockets(ADA)).containsExactly("1.2", "2.1", "3.1");
    assertThat(end(ADA, new SessionSelector.OfLogin("web"), Ending.FOR_GOOD)).isEqualTo(2);
    assertThat(sockets(ADA)).containsExactly("3.1");
    assertThat(end(BOB, new SessionSelector.All(), new Ending(false, ""))).isOne();
    assertThat(sockets(BOB)).isEmpty();
  }

  @Test
  @Tag("USR-020")
  @Tag("USR-024")
  void givenASelectorOfAllButSome_thoseStay() {
    adaIsThere();

    assertThat(end(ADA, new SessionSelector.AllButLogin("web"), Ending.FOR_GOOD)).isEqualTo(2);
    assertThat(sockets(ADA)).containsExactly("1.2", "2.1");
    assertThat(end(ADA, new SessionSelector.AllButSocket(socket("2.1")), Ending.FOR_GOOD)).isOne();
    assertThat(sockets(ADA)).containsExactly("2.1");
    assertThat(end(ADA, new SessionSelector.All(), Ending.FOR_GOOD)).isOne();
    assertThat(sockets(ADA)).isEmpty();
    assertThat(sockets(BOB)).containsExactly("2.9");
  }

  @Test
  @Tag("USR-017")
  @Tag("USR-024")
  void givenANodeThatDoesNotAnswer_theOthersAreHeardAndItIsSaidThatSomeIsMissing() {
    adaIsThere();
    nodes.get(1).inbox().fail();
    Terminate all = new Terminate(APP, ADA);

    assertThat(ask(new Question.OfUsers(APP, Set.of(ADA))))
        .isEqualTo(new Answer<>(Map.of(ADA, new UserFacts(ADA, 3, 100)), Coverage.PARTIAL));
    assertThat(Answered.with(nodes.get(0).cluster().end(all)))
        .isEqualTo(new Answer<>(3L, Coverage.PARTIAL));
  }

  @Test
  @Tag("USR-031")
  @Tag("USR-045")
  void givenSomebodyWhoIsShutOut_allNodesKnowWhenItIsAnswered() {
    Shutout block = new Shutout.Block(APP, BOB, 1, Long.MAX_VALUE, "Sp\u00e4m");
    Shutout revocation =
        new Shutout.Revocation(
            "app 2",
            "r-1",
            new Shutout.Revoked.LoginSession("web \u00fc"),
            1,
            Long.MAX_VALUE,
            true,
            null);

    Shutout ofToken =
        new Shutout.Revocation(
            APP, "r-2", new Shutout.Revoked.Token("t ü"), 1, Long.MAX_VALUE, false, null);

    assertThat(Answered.with(nodes.get(0).cluster().shutOut(block))).isEqualTo(Answer.complete(0L));
    Answered.with(nodes.get(1).cluster().shutOut(revocation));
    Answered.with(nodes.get(2).cluster().shutOut(ofToken));

    nodes.forEach(
        node ->
            assertThat(node.inbox().shutouts().all(app -> true))
                .containsExactlyInAnyOrder(block, revocation, ofToken));
  }

  @Test
  @Tag("USR-017")
  void givenAskersOnAllNodesAtOnce_eachHasItsOwnAnswer() {
    adaIsThere();
    List<CompletionStage<Answer<List<SessionFacts>>>> asked = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      UserId user = i % 2 == 0 ? ADA : BOB;
      asked.add(nodes.get(i % NODES).cluster().ask(new Question.Sessions(APP, user, false, 100)));
    }

    for (int i = 0; i < asked.size(); i++) {
      Answer<List<SessionFacts>> answer = Answered.with(asked.get(i));
      assertThat(answer.coverage()).isEqualTo(Coverage.COMPLETE);
      assertThat(answer.value()).hasSize(i % 2 == 0 ? 4 : 1);
    }
  }
}
