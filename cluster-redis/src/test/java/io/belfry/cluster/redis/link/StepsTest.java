package io.belfry.cluster.redis.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.cluster.redis.link.LinkSettings.WhenCutOff;
import io.belfry.cluster.redis.wire.InboxEntry;
import io.belfry.cluster.redis.wire.Operation;
import io.belfry.cluster.redis.wire.StepCall;
import io.belfry.cluster.redis.wire.Verdict;
import io.belfry.server.cluster.ClusterAdapter.NotAccepted;
import io.belfry.server.cluster.ClusterAdapter.Reached;
import io.belfry.server.cluster.Publication;
import io.belfry.server.cluster.Publication.Origin;
import io.belfry.server.cluster.Report;
import io.belfry.server.cluster.Truth.Ruling;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a node says, in numbered calls, and what becomes of it when a link is lost. */
class StepsTest extends LinkScene {
  private static Publication said(String channel) {
    return event(channel, Origin.APPLICATION);
  }

  @Test
  @Tag("CLU-010")
  void givenCalls_eachNamesTheOneBeforeItAndFourAreUnderWay() {
    link();
    for (int i = 0; i < 6; i++) {
      enter(channel("news-" + i));
    }

    assertThat(engine.steps).hasSize(4);
    for (int i = 0; i < 4; i++) {
      assertThat(step(i).before()).isEqualTo(i);
      assertThat(step(i).number()).isEqualTo(i + 1);
    }
    answer(0, 0);
    assertThat(operations(4)).hasSize(2);
  }

  @Test
  void givenMuchToSayAtOnce_itGoesInCallsOf64Operations() {
    link();
    for (int i = 0; i < 150; i++) {
      truth.tell(new Report.FirstIn(channel("news-" + i), NODE));
    }
    clock.settle();

    assertThat(engine.steps)
        .extracting(asked -> asked.call().operations().size())
        .containsExactly(StepCall.MAX_OPERATIONS, StepCall.MAX_OPERATIONS, 22);
  }

  @Test
  void givenMuchToPublishAtOnce_itGoesInCallsOf128KiB() {
    link();
    byte[] text = new byte[50 * 1024];
    Publication large = new Publication(APP, NEWS.channel(), null, Origin.APPLICATION, text);
    truth.publish(List.of(large, large, large));
    clock.settle();

    assertThat(engine.steps)
        .extracting(asked -> asked.call().operations().size())
        .containsExactly(2, 1);
  }

  @Test
  @Tag("CLU-021")
  void givenACallThatWasNotDone_itGoesOutAgainUnderItsNumber() {
    link();
    enter(NEWS);
    lose();
    enter(CACHE);
    comeBack();
    welcome(0, 0);

    assertThat(step(1)).isEqualTo(step(0));
    assertThat(step(2).number()).isEqualTo(2);
  }

  @Test
  @Tag("CLU-021")
  void givenACallThatWasDoneWithoutAnAnswer_itsHoldingsAreNotSaidAgain() {
    link();
    CompletableFuture<Ruling> entering = enter(NEWS);
    lose();
    comeBack();
    welcome(1, 0);

    assertThat(entering).isCompletedWithValue(Ruling.GRANTED);
    assertThat(engine.steps).hasSize(1);
  }

  @Test
  @Tag("CLU-021")
  void givenAJoinWhoseAnswerIsLost_itIsAskedAgain() {
    link();
    enter(ROOM);
    answer(0, 0);
    CompletableFuture<Ruling> joining = join("ada", 5);
    lose();
    comeBack();
    welcome(2, 0);
    assertThat(operations(2)).containsExactly(new Operation.Join(ROOM, member("ada"), 5));
    assertThat(step(2).number()).isEqualTo(3);
    answer(2, 0, Verdict.Joined.PRESENT);

    assertThat(joining).isCompletedWithValue(Ruling.GRANTED);
  }

  @Test
  @Tag("CLU-021")
  void givenAJoinWhoseAnswerIsLostAndThatNobodyWantsAnyMore_itIsNotAskedAgain() {
    link();
    enter(ROOM);
    answer(0, 0);
    join("ada", 5);
    lose();
    leave("ada");
    comeBack();
    welcome(2, 0);

    assertThat(operations(2)).containsExactly(new Operation.Leave(ROOM, member("ada").id()));
  }

  @Test
  @Tag("CLU-022")
  void givenPublicationsWhoseAnswerIsLost_thoseThatWereDoneAreTakenAndTheOthersNeverSaidAgain() {
    link();
    publish(said("news"));
    answer(0, 0);
    CompletableFuture<Reached> done = publish(said("news"));
    CompletableFuture<Reached> unknown = publish(said("news"));
    lose();
    CompletableFuture<Reached> unsent = publish(said("news"));
    comeBack();
    welcome(2, 0);

    assertThat(done).isCompletedWithValue(Reached.ALL_NODES);
    assertThat(step(3).number()).isEqualTo(3);
    assertThat(operations(3)).isEmpty();
    assertThat(operations(4)).hasSize(1);
    answer(3, 0);
    assertThat(unknown).failsWithin(Duration.ZERO);
    answer(4, 0);
    assertThat(unsent).isCompletedWithValue(Reached.ALL_NODES);
  }

  @Test
  @Tag("CLU-040")
  @Tag("HTTP-063")
  void givenAPublicationThatMayComeStill_itsFailureIsKnownOnlyWhenItCannot() {
    link();
    CompletableFuture<Reached> unknown = publish(said("news"));
    lose();
    comeBack();
    welcome(0, 0);
    assertThat(unknown).isNotDone();
    lose();
    comeBack();
    welcome(0, 0);
    assertThat(unknown).isNotDone();
    assertThat(operations(2)).isEmpty();
    answer(2, 0);

    assertThat(unknown).failsWithin(Duration.ZERO);
  }

  @Test
  @Tag("CLU-043")
  @Tag("HTTP-063")
  void givenAPublicationThatCannotBeSentInTime_itIsRefusedAndNotSentLater() {
    link();
    for (int i = 0; i < 4; i++) {
      enter(channel("news-" + i));
    }
    CompletableFuture<Reached> late = publish(event("private-a", Origin.CLIENT));
    pass(2_000);
    CompletableFuture<Reached> inTime = publish(said("news"));
    pass(1_000);
    answer(0, 0);

    assertThat(late).failsWithin(Duration.ZERO);
    assertThat(operations(4)).singleElement().isInstanceOf(Operation.Publish.class);
    assertThat(part.published).isEmpty();
    answer(4, 0);
    assertThat(inTime).isCompleted();
  }

  @Test
  @Tag("CLU-022")
  void givenACallWithoutItsEventsThatIsDoneByWhicheverCopy_theyAreRefused() {
    link();
    CompletableFuture<Reached> unknown = publish(said("news"));
    lose();
    comeBack();
    welcome(0, 0);
    lose();
    comeBack();
    welcome(1, 0);

    assertThat(unknown).failsWithin(Duration.ZERO);
    assertThat(engine.steps).hasSize(2);
  }

  @Test
  @Tag("CLU-018")
  void givenAPublicationWhoseAnswerIsLostInAPartitionThatMayBeRebuilt_itIsNotTakenForDone() {
    link();
    CompletableFuture<Reached> answer = publish(said("news"));
    lose();
    comeBack();
    welcome(1, 0);

    assertThat(answer).failsWithin(Duration.ZERO);
  }

  @Test
  @Tag("CLU-018")
  void givenAPartitionThatIsRebuilt_thePublicationIsRefused() {
    link();
    CompletableFuture<Reached> answer = publish(said("news"));
    answer(0, 0, Verdict.Published.UNSETTLED);

    assertThat(answer)
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withCauseInstanceOf(NotAccepted.class);
  }

  @Test
  @Tag("CLU-042")
  void givenACutOffNode_publicationsAreRefusedAndClientEventsGoToItsOwnSubscribers() {
    link();
    CompletableFuture<Reached> sent = publish(event("private-a", Origin.CLIENT));
    lose();
    CompletableFuture<Reached> unsent = publish(event("private-b", Origin.CLIENT));
    CompletableFuture<Reached> application = publish(said("news"));
    pass(1_000);
    CompletableFuture<Reached> later = publish(event("private-c", Origin.CLIENT));

    assertThat(sent).failsWithin(Duration.ZERO);
    assertThat(application).failsWithin(Duration.ZERO);
    assertThat(unsent).isCompleted();
    assertThat(later).isCompleted();
    assertThat(publish(said("news"))).failsWithin(Duration.ZERO);
    assertThat(part.published)
        .extracting(publication -> publication.channel().text())
        .containsExactly("private-b", "private-c");
  }

  @Test
  @Tag("CLU-042")
  void givenACutOffNodeThatDeliversLocally_publicationsGoToItsOwnSubscribers() {
    truth = truth(WhenCutOff.LOCAL);
    link();
    lose();
    pass(1_000);

    assertThat(publish(said("news"))).isCompleted();
    assertThat(part.published).hasSize(1);
  }

  @Test
  @Tag("CLU-040")
  void givenAPublication_itReachesThisNodeByTheInboxAlone() {
    link();
    CompletableFuture<Reached> answer = publish(said("news"));
    answer(0, 1);
    assertThat(answer).isCompleted();
    assertThat(part.published).isEmpty();
    Operation.Publish sent = (Operation.Publish) operations(0).get(0);
    engine.arrives(1, new InboxEntry.Event(sent.subject(), sent.payload(), 0));

    assertThat(part.published).hasSize(1);
  }

  @Test
  @Tag("CLU-030")
  void givenASignInBeyondTheBound_itIsRefusedAndNotHeld() {
    link();
    CompletableFuture<Ruling> first = tell(new Report.UserIn(ADA, NODE, 1, 1));
    answer(0, 0);
    CompletableFuture<Ruling> second = tell(new Report.UserIn(ADA, NODE, 2, 1));
    answer(1, 0, Verdict.SignedIn.TOO_MANY);

    assertThat(first).isCompletedWithValue(Ruling.GRANTED);
    assertThat(second).isCompletedWithValue(Ruling.REFUSED);
    pass(0);
    beaten(0, 1);
    assertThat(heard.all).doesNotContain(LinkEvent.DRIFT);
  }

  @Test
  @Tag("CLU-021")
  void givenANumberOfConnectionsThatIsOld_itIsNotAskedAgain() {
    link();
    tell(new Report.UserIn(ADA, NODE, 1, -1));
    answer(0, 0);
    tell(new Report.HowMany(ADA, NODE, 2));
    lose();
    tell(new Report.HowMany(ADA, NODE, 3));
    comeBack();
    welcome(2, 0);

    assertThat(IntStream.range(2, engine.steps.size()).mapToObj(this::operations))
        .containsExactly(List.of(new Operation.HoldUser(ADA, 3, -1)));
  }

  @Test
  void givenAUserThatIsNotHeld_itsNumberIsNotSaid() {
    link();
    tell(new Report.HowMany(ADA, NODE, 2));
    tell(new Report.HowMany(NEWS, NODE, 2));

    assertThat(engine.steps).isEmpty();
  }

  @Test
  @Tag("CLU-043")
  void givenAReadingOfAnotherChannel_itIsAskedAgainByANodeThatBeginsAnew() {
    link();
    CompletableFuture<?> reading = truth.read(ROOM).toCompletableFuture();
    clock.settle();
    assertThat(operations(0)).containsExactly(new Operation.Read(ROOM));
    lose();
    comeBack();
    welcome(5, 0);
    confirm();
    welcome(0, 0);
    assertThat(IntStream.range(1, engine.steps.size()).mapToObj(this::operations))
        .anySatisfy(all -> assertThat(all).contains(new Operation.Read(ROOM)));
    for (int i = 1; i < engine.steps.size(); i++) {
      answer(i, 0);
    }

    assertThat(reading).isCompleted();
  }
}
