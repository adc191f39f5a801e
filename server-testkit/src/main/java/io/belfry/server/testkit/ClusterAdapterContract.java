package io.belfry.server.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.Member;
import io.belfry.protocol.UserId;
import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.server.cluster.ClusterAdapter.NotAccepted;
import io.belfry.server.cluster.ClusterAdapter.Reached;
import io.belfry.server.cluster.ClusterMessage;
import io.belfry.server.cluster.Decision;
import io.belfry.server.cluster.Publication;
import io.belfry.server.cluster.Publication.Origin;
import io.belfry.server.cluster.Question;
import io.belfry.server.cluster.RaisedHook;
import io.belfry.server.cluster.Report;
import io.belfry.server.cluster.Subject;
import io.belfry.server.cluster.Truth;
import io.belfry.server.cluster.UserFacts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What every {@link ClusterAdapter} has to keep, and the {@link Truth} that it opens. The test of
 * an implementation extends it and says how the first node of a cluster joins. No app is
 * configured, so nobody stays online after the last connection.
 *
 * <p>Thread: that of the test.
 */
public abstract class ClusterAdapterContract {
  private static final String APP = "1";
  private static final int MANY = 200;
  private static final long ENDED = 3;
  private static final Subject.OfChannel NEWS = channel("news");
  private static final Subject.OfChannel ROOM = channel("presence-room");
  private static final Subject.OfUser ADA = new Subject.OfUser(APP, new UserId("ada"));

  private static final Map<UserId, UserFacts> KNOWN =
      Map.of(ADA.user(), new UserFacts(ADA.user(), 2, 1));

  private final Inbox inbox = new Inbox();
  private ClusterAdapter cluster;
  private List<TestOwner> owners;

  /** For implementations. */
  @SuppressWarnings("NullAway.Init") // made before each test
  protected ClusterAdapterContract() {}

  /** The only node of a cluster, not started yet. */
  protected abstract ClusterAdapter alone();

  @BeforeEach
  final void start() {
    cluster = alone();
    owners =
        IntStream.range(0, cluster.parts(1))
            .mapToObj(part -> new TestOwner(cluster, part))
            .toList();
    cluster.start(inbox);
  }

  @AfterEach
  final void stop() {
    cluster.close();
    owners.forEach(TestOwner::close);
  }

  /** Notes what arrives. */
  private static final class Inbox implements ClusterAdapter.Inbox {
    private final List<String> arrived = new CopyOnWriteArrayList<>();
    private final HeldShutouts shutouts = new HeldShutouts();
    private volatile boolean isFull;

    @Override
    public CompletionStage<Reached> accept(ClusterMessage message) {
      if (isFull) {
        return CompletableFuture.failedFuture(
            new NotAccepted(NotAccepted.Obstacle.OVERLOADED, "too much"));
      }
      if (message instanceof ClusterMessage.Publish publish) {
        publish
            .publications()
            .forEach(each -> arrived.add(new String(each.text(), StandardCharsets.UTF_8)));
      }
      return CompletableFuture.completedFuture(Reached.ALL_NODES);
    }

    @Override
    public CompletionStage<Long> end(ClusterMessage.Terminate message) {
      return CompletableFuture.completedFuture(ENDED);
    }

    @Override
    public HeldShutouts shutouts() {
      return shutouts;
    }

    @Override
    public CompletionStage<Set<String>> send(RaisedHook hook) {
      return CompletableFuture.completedFuture(Set.of());
    }

    @Override
    @SuppressWarnings("unchecked") // that question is answered with such a map
    public <A> CompletionStage<A> answer(Question<A> question) {
      return CompletableFuture.completedFuture(
          question instanceof Question.OfUsers ? (A) KNOWN : question.nothing());
    }
  }

  private static Subject.OfChannel channel(String name) {
    return new Subject.OfChannel(APP, ChannelName.parse(name).orElseThrow());
  }

  private TestOwner owner(Subject subject) {
    return owners.get(cluster.part(subject));
  }

  private List<String> arrived() {
    return Stream.concat(inbox.arrived.stream(), owner(NEWS).published().stream()).toList();
  }

  private static Member member(int number) {
    return new Member(new UserId("u" + number), null);
  }

  private static ClusterMessage publish(String text) {
    return new ClusterMessage.Publish(
        List.of(
            new Publication(
                APP,
                NEWS.channel(),
                null,
                Origin.APPLICATION,
                text.getBytes(StandardCharsets.UTF_8))));
  }

  private Report.MemberIn in(int number, long most) {
    return new Report.MemberIn(ROOM, owner(ROOM).node(), member(number), most);
  }

  @Test
  void givenMessages_theyArriveInTheOrderOfSendingBeforeTheirSenderIsTold() {
    Answered.with(owner(NEWS).tell(new Report.FirstIn(NEWS, owner(NEWS).node())));
    List<String> sent = IntStream.range(0, MANY).mapToObj(Integer::toString).toList();
    List<CompletionStage<Reached>> told = new ArrayList<>();
    sent.forEach(text -> told.add(cluster.send(publish(text))));
    told.forEach(each -> assertThat(Answered.with(each)).isEqualTo(Reached.ALL_NODES));

    assertThat(arrived()).isEqualTo(sent);
  }

  @Test
  void givenANodeThatCanTakeNoMore_whoSendsIsToldWhy() {
    inbox.isFull = true;

    assertThat(cluster.send(publish("x")).toCompletableFuture())
        .failsWithin(Duration.ofSeconds(20))
        .withThrowableThat()
        .withCauseInstanceOf(NotAccepted.class);
    assertThat(arrived()).isEmpty();
  }

  @Test
  void givenAQuestion_itIsAnsweredWithWhatTheNodesHold() {
    Question.Answer<Long> answer = Answered.with(cluster.ask(new Question.ConnectionCount(APP)));

    assertThat(answer).isEqualTo(Question.Answer.complete(0L));
  }

  @Test
  @Tag("USR-017")
  void givenAQuestionToEachNode_thisOneAnswers() {
    assertThat(Answered.with(cluster.ask(new Question.OfUsers(APP, Set.of(ADA.user())))))
        .isEqualTo(Question.Answer.complete(KNOWN));
  }

  @Test
  @Tag("USR-024")
  void givenSessionsThatEnd_thoseOfThisNodeAreCounted() {
    assertThat(Answered.with(cluster.end(new ClusterMessage.Terminate(APP, ADA.user()))))
        .isEqualTo(Question.Answer.complete(ENDED));
  }

  @Test
  void givenASubject_itsFirstAndLastHolderAreDecided() {
    TestOwner owner = owner(NEWS);
    Answered.with(owner.tell(new Report.FirstIn(NEWS, owner.node())));
    Answered.with(owner.tell(new Report.LastOut(NEWS, owner.node())));

    assertThat(owner.decided())
        .containsExactly(
            new Decision.Occupied(APP, NEWS.channel()), new Decision.Vacated(APP, NEWS.channel()));
  }

  @Test
  void givenComingsAndReadings_eachAnswerShowsJustWhatWasToldBeforeIt() {
    TestOwner owner = owner(ROOM);
    Answered.with(owner.tell(new Report.FirstIn(ROOM, owner.node())));
    List<CompletionStage<TestOwner.Read>> readings = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      owner.tell(in(i, -1));
      readings.add(owner.read(ROOM));
    }
    for (CompletionStage<TestOwner.Read> asked : readings) {
      TestOwner.Read read = Answered.with(asked);
      List<Member> told =
          read.decided().stream()
              .filter(Decision.MemberAdded.class::isInstance)
              .map(decision -> ((Decision.MemberAdded) decision).member())
              .toList();
      assertThat(read.reading().members()).isEqualTo(told);
    }
    int members =
        Answered.with(owner.ask(truth -> CompletableFuture.completedFuture(truth.members(ROOM))));
    assertThat(members).isEqualTo(MANY);
  }

  @Test
  void givenAMemberWhoLeaves_thatIsDecidedOnce() {
    TestOwner owner = owner(ROOM);
    Answered.with(owner.tell(new Report.FirstIn(ROOM, owner.node())));
    assertThat(Answered.with(owner.tell(in(1, 1)))).isEqualTo(Truth.Ruling.GRANTED);
    Answered.with(owner.tell(new Report.MemberOut(ROOM, owner.node(), member(1).id())));

    assertThat(owner.decided())
        .endsWith(
            new Decision.MemberAdded(APP, ROOM.channel(), member(1)),
            new Decision.MemberRemoved(APP, ROOM.channel(), member(1).id()));
    assertThat(Answered.with(owner.read(ROOM)).reading().members()).isEmpty();
  }

  @Test
  void givenAUser_itIsOnlineFromTheFirstConnectionToTheLast() {
    TestOwner owner = owner(ADA);
    Answered.with(owner.tell(new Report.UserIn(ADA, owner.node(), 1, -1)));
    assertThat(online(ADA)).containsExactly(ADA);
    Answered.with(owner.tell(new Report.UserIn(ADA, owner.node(), 2, 5)));
    Answered.with(owner.tell(new Report.LastOut(ADA, owner.node())));

    assertThat(owner.decided())
        .containsExactly(
            new Decision.Online(APP, ADA.user()), new Decision.Offline(APP, ADA.user()));
    assertThat(online(ADA)).isEmpty();
  }

  // The truth is asked of users of its own part alone.
  private Set<Subject.OfUser> online(Subject.OfUser user) {
    return Answered.with(owner(user).ask(truth -> truth.online(Set.of(user))));
  }

  @Test
  void givenManySubjects_eachIsInOneOfThePartsAndAlwaysInThatOne() {
    for (int i = 0; i < MANY; i++) {
      String name = "c" + i;
      int part = cluster.part(channel(name));
      assertThat(part).isBetween(0, owners.size() - 1).isEqualTo(cluster.part(channel(name)));
      Subject.OfUser user = new Subject.OfUser(APP, new UserId(name));
      assertThat(cluster.part(user)).isBetween(0, owners.size() - 1);
    }
  }

  @Test
  void givenANodeThatHasLeft_nothingIsTakenAnyMore() {
    cluster.close();

    assertThat(cluster.end(new ClusterMessage.Terminate(APP, ADA.user())).toCompletableFuture())
        .failsWithin(Duration.ofSeconds(20));

    assertThat(cluster.send(publish("late")).toCompletableFuture())
        .failsWithin(Duration.ofSeconds(20));
    assertThat(arrived()).isEmpty();
  }
}
