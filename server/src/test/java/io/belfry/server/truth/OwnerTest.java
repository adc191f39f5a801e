package io.belfry.server.truth;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.Member;
import io.belfry.protocol.UserId;
import io.belfry.server.app.AppSource.ConfiguredApps;
import io.belfry.server.channel.Opening;
import io.belfry.server.cluster.Publication;
import io.belfry.server.cluster.Report;
import io.belfry.server.cluster.Report.Holder;
import io.belfry.server.cluster.Subject;
import io.belfry.server.cluster.Truth;
import io.belfry.server.cluster.Truth.Ruling;
import io.belfry.server.delivery.FanOut;
import io.belfry.server.delivery.LoopHoldings;
import io.belfry.server.delivery.QueueingLoop;
import io.belfry.server.metrics.LoopCounts;
import io.belfry.server.user.Users;
import io.belfry.server.user.Users.SigninVerdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What an owner holds and tells while its truth takes its time and then refuses. */
class OwnerTest {
  private static final Holder NODE = new Holder("n", 0);
  private static final Holder A = new Holder("n", 0);
  private static final Holder B = new Holder("n", 1);
  private static final Subject.OfChannel ROOM =
      new Subject.OfChannel("1", ChannelName.parse("presence-room").orElseThrow());
  private static final Subject.OfUser ADA = new Subject.OfUser("1", new UserId("ada"));
  private static final Member MEMBER = new Member(ADA.user(), null);

  private final SlowTruth truth = new SlowTruth();
  private final Owner owner = owner();

  private Owner owner() {
    QueueingLoop loop = new QueueingLoop();
    List<LoopHoldings> holdings =
        List.of(new LoopHoldings(loop, new LoopCounts(), new ConfiguredApps(List.of())));
    FanOut fanOut =
        new FanOut(
            List.of(loop),
            holdings,
            text -> {
              throw new AssertionError("Nobody is told anything here.");
            },
            () -> 0);
    return new Owner(0, loop, fanOut, new OpenedTruth(truth), () -> 0);
  }

  /** Answers comings when the test says so, each with what it says. */
  private static final class SlowTruth implements Truth {
    final List<Report> told = new ArrayList<>();
    final List<CompletableFuture<Ruling>> answers = new ArrayList<>();

    @Override
    public CompletionStage<Ruling> tell(Report report) {
      told.add(report);
      if (!(report instanceof Report.MemberIn || report instanceof Report.UserIn)) {
        return CompletableFuture.completedFuture(Ruling.GRANTED);
      }
      answers.add(new CompletableFuture<>());
      return answers.getLast();
    }

    @Override
    public CompletionStage<ChannelTruth> read(Subject.OfChannel channel) {
      return CompletableFuture.completedFuture(new ChannelTruth(List.of(), Optional.empty()));
    }

    @Override
    public CompletionStage<Set<Subject.OfUser>> online(Set<Subject.OfUser> users) {
      return CompletableFuture.completedFuture(Set.of());
    }

    @Override
    public int members(Subject.OfChannel channel) {
      return 0;
    }

    @Override
    public void placed(Publication publication) {}

    @Override
    public void missed(Subject.OfChannel channel) {}

    @Override
    public void close() {}
  }

  private Opening joined(CompletionStage<Opening> answer) {
    return answer.toCompletableFuture().join();
  }

  private static Report.MemberIn in(Holder loop) {
    return new Report.MemberIn(ROOM, loop, MEMBER, 1);
  }

  private static Report.MemberIn ofNode() {
    return in(NODE);
  }

  private static Report.UserIn user(Holder loop, int connections) {
    return new Report.UserIn(ADA, loop, connections, 1);
  }

  private CompletionStage<Opening> join(Holder loop) {
    owner.apply(new Report.FirstIn(ROOM, loop));
    return owner.join(in(loop));
  }

  private void leave(Holder loop) {
    owner.apply(new Report.MemberOut(ROOM, loop, MEMBER.id()));
  }

  private Report lastTold() {
    return truth.told.getLast();
  }

  private List<Report> all() {
    List<Report> said = new ArrayList<>();
    owner.sayAll(said::add);
    return said;
  }

  @Test
  @Tag("CLU-030")
  void givenARefusedMemberWhoCameAgainMeanwhile_theSecondIsNotTakenAwayWithTheFirst() {
    CompletionStage<Opening> first = join(A);
    leave(A);
    CompletionStage<Opening> second = join(A);
    truth.answers.get(0).complete(Ruling.REFUSED);
    truth.answers.get(1).complete(Ruling.GRANTED);

    assertThat(joined(first)).isInstanceOf(Opening.Full.class);
    assertThat(joined(second)).isInstanceOf(Opening.Entered.class);
    assertThat(owner.keeper().isMember(ROOM, MEMBER.id())).isTrue();
    leave(A);
    assertThat(lastTold()).isEqualTo(new Report.MemberOut(ROOM, NODE, MEMBER.id()));
  }

  @Test
  @Tag("CLU-030")
  void givenARefusedMemberWhomAnotherLoopBringsBeforeOrAfterTheAnswer_noneIsThereUntold() {
    CompletionStage<Opening> first = join(A);
    CompletionStage<Opening> before = join(B);
    AtomicReference<CompletionStage<Opening>> after = new AtomicReference<>();
    before.thenAccept(full -> after.set(join(B)));
    truth.answers.get(0).complete(Ruling.REFUSED);

    assertThat(joined(first)).isInstanceOf(Opening.Full.class);
    assertThat(joined(before)).isInstanceOf(Opening.Full.class);
    leave(A);
    assertThat(lastTold()).isEqualTo(ofNode());
    truth.answers.get(1).complete(Ruling.GRANTED);
    assertThat(joined(after.get())).isInstanceOf(Opening.Entered.class);
    assertThat(owner.keeper().isMember(ROOM, MEMBER.id())).isTrue();
    leave(B);
    assertThat(lastTold()).isEqualTo(new Report.MemberOut(ROOM, NODE, MEMBER.id()));
  }

  @Test
  @Tag("CLU-030")
  void givenARefusedMember_itIsNeitherSaidAgainNorToldToBeGone() {
    join(A);
    assertThat(all()).contains(new Report.MemberIn(ROOM, NODE, MEMBER, -1));
    truth.answers.get(0).complete(Ruling.REFUSED);
    assertThat(all()).containsExactly(new Report.FirstIn(ROOM, NODE));
    leave(A);

    assertThat(lastTold()).isEqualTo(ofNode());
    assertThat(owner.keeper().isMember(ROOM, MEMBER.id())).isFalse();
  }

  @Test
  @Tag("CLU-030")
  void givenAFailedMember_theNextOneIsToldAgain() {
    join(A);
    truth.answers.get(0).completeExceptionally(new IllegalStateException("no answer"));
    CompletionStage<Opening> second = join(B);
    assertThat(second.toCompletableFuture()).isNotDone();
    truth.answers.get(1).complete(Ruling.GRANTED);

    assertThat(joined(second)).isInstanceOf(Opening.Entered.class);
    assertThat(joined(join(A))).isInstanceOf(Opening.Entered.class);
  }

  private SigninVerdict verdict(CompletionStage<Users.Welcome> answer) {
    return answer.toCompletableFuture().join().verdict();
  }

  private void left(int connections) {
    owner.left(ADA, new Report.HowMany(ADA, A, connections));
  }

  private void lastOut() {
    owner.apply(new Report.LastOut(ADA, A));
    assertThat(lastTold()).isEqualTo(new Report.LastOut(ADA, NODE));
  }

  @Test
  @Tag("CLU-030")
  void givenAFirstConnectionRefusedAndASecondGranted_theSecondStays() {
    CompletionStage<Users.Welcome> first = owner.signIn(anyNumber(1));
    CompletionStage<Users.Welcome> second = owner.signIn(anyNumber(2));
    truth.answers.get(0).complete(Ruling.REFUSED);
    truth.answers.get(1).complete(Ruling.GRANTED);
    left(1);

    assertThat(verdict(first)).isEqualTo(SigninVerdict.TOO_MANY_CONNECTIONS);
    assertThat(verdict(second)).isEqualTo(SigninVerdict.SIGNED_IN);
    assertThat(owner.keeper().connections(ADA)).isEqualTo(1);
    assertThat(lastTold()).isEqualTo(new Report.HowMany(ADA, NODE, 1));
    lastOut();
  }

  private static Report.UserIn anyNumber(int connections) {
    return new Report.UserIn(ADA, A, connections, 5);
  }

  @Test
  @Tag("CLU-030")
  void givenAFirstConnectionGrantedAndASecondRefused_theFirstStays() {
    owner.signIn(anyNumber(1));
    CompletionStage<Users.Welcome> second = owner.signIn(anyNumber(2));
    truth.answers.get(0).complete(Ruling.GRANTED);
    truth.answers.get(1).complete(Ruling.REFUSED);
    left(1);

    assertThat(verdict(second)).isEqualTo(SigninVerdict.TOO_MANY_CONNECTIONS);
    assertThat(owner.keeper().connections(ADA)).isEqualTo(1);
    lastOut();
  }

  @Test
  @Tag("CLU-030")
  void givenAConnectionThatLeavesBeforeAnyAnswer_theNumberIsToldWhenOneIsGranted() {
    owner.signIn(anyNumber(1));
    owner.signIn(anyNumber(2));
    left(1);
    assertThat(truth.told).noneMatch(Report.HowMany.class::isInstance);
    truth.answers.get(0).complete(Ruling.REFUSED);
    assertThat(truth.told).noneMatch(Report.HowMany.class::isInstance);
    truth.answers.get(1).complete(Ruling.GRANTED);

    assertThat(lastTold()).isEqualTo(new Report.HowMany(ADA, NODE, 1));
    assertThat(all()).containsExactly(new Report.UserIn(ADA, NODE, 1, -1));
  }

  @Test
  @Tag("CLU-030")
  void givenARefusedUser_itIsNeitherSaidAgainNorToldToBeGone() {
    owner.signIn(user(A, 1));
    truth.answers.get(0).complete(Ruling.REFUSED);
    assertThat(all()).isEmpty();
    owner.apply(new Report.LastOut(ADA, A));

    assertThat(lastTold()).isEqualTo(user(NODE, 1));
    assertThat(owner.keeper().isOnline(ADA)).isFalse();
  }
}
