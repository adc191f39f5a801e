package io.belfry.cluster.redis.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.cluster.redis.link.LinkListener.AnewCause;
import io.belfry.cluster.redis.link.LinkListener.LinkState;
import io.belfry.cluster.redis.link.LinkListener.LossCause;
import io.belfry.cluster.redis.wire.BeatAnswer;
import io.belfry.cluster.redis.wire.HelloAnswer;
import io.belfry.cluster.redis.wire.HelloCall.Coming;
import io.belfry.cluster.redis.wire.InboxEntry;
import io.belfry.cluster.redis.wire.Operation;
import io.belfry.cluster.redis.wire.PartitionEngine.Reading;
import io.belfry.cluster.redis.wire.StepAnswer;
import io.belfry.cluster.redis.wire.StepCall.Phase;
import io.belfry.server.cluster.Truth.Ruling;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How a node finds a partition, notices losses and heals them. */
class LinkTest extends LinkScene {
  @Test
  @Tag("CLU-020")
  void givenAnInboxThatIsNotConfirmed_nothingGoesOut() {
    truth.start();
    enter(NEWS);
    pass(500);
    assertThat(engine.hellos).isEmpty();
    assertThat(engine.steps).isEmpty();

    confirm();
    assertThat(engine.hellos).hasSize(1);
    assertThat(engine.steps).isEmpty();

    welcome(0, 0);
    assertThat(engine.steps).hasSize(1);
    assertThat(heard.state).isEqualTo(LinkState.LINKED);
  }

  @Test
  @Tag("CLU-005")
  void givenAFirstHelloWithoutAnAnswer_theNextOneIsSaidByAnotherId() {
    truth.start();
    confirm();
    HandEngine.last(engine.hellos).answer().completeExceptionally(new IllegalStateException());
    comeBack();
    welcome(0, 0);

    assertThat(engine.hellos.get(0).call().me()).hasToString("0000000000000007.0");
    assertThat(engine.hellos.get(1).call().me()).hasToString("0000000000000007.1");
    assertThat(engine.hellos).allMatch(hello -> hello.call().coming() == Coming.NEW);
    assertThat(engine.opens.get(1).call()).isEqualTo(engine.hellos.get(1).call().me());
    assertThat(operations(0))
        .containsExactly(new Operation.Retire(engine.hellos.get(0).call().me()));
  }

  @Test
  void givenALostLink_itIsFoundAgainWithinHalfASecondUnderTheSameId() {
    link();
    lose();
    assertThat(engine.closed).isEqualTo(1);
    assertThat(heard.state).isEqualTo(LinkState.AWAY);
    pass(99);
    assertThat(engine.opens).hasSize(1);
    pass(201);
    assertThat(engine.opens).hasSize(2);
    confirm();

    assertThat(HandEngine.last(engine.hellos).call().coming()).isEqualTo(Coming.AGAIN);
    assertThat(HandEngine.last(engine.hellos).call().me())
        .isEqualTo(engine.hellos.get(0).call().me());
  }

  @Test
  @Tag("CLU-033")
  void givenALinkThatComesBackWithEqualNumbers_nothingIsSaidOrRead() {
    linkWith("ada");
    lose();
    comeBack();
    welcome(2, 1);

    assertThat(engine.steps).hasSize(2);
    assertThat(part.decided).containsExactly(came("ada"));
  }

  @Test
  @Tag("CLU-023")
  void givenAnotherRunWithEqualNumbers_allRostersAreReadAgain() {
    linkWith("ada");
    lose();
    comeBack();
    welcome(2, 1, "another");

    assertThat(operations(2))
        .containsExactly(
            new Operation.Describe(APP, Operation.AppFacts.NOTHING), new Operation.Read(ROOM));
  }

  @Test
  @Tag("CLU-023")
  @Tag("CLU-026")
  void givenABundleBeforeTheAnswerToHello_itIsNotTakenForTheNextOneOfTheRunBefore() {
    linkWith("ada");
    CompletableFuture<Ruling> join = join("bob", -1);
    answer(2, 2);
    lose();
    comeBack();
    engine.arrives(2, added("eve"));
    assertThat(join).isNotDone();
    welcome(3, 2, "another");
    assertThat(join).isNotDone();
    answer(3, 2, reading("ada", "eve", "bob"));

    assertThat(join).isCompletedWithValue(Ruling.GRANTED);
    assertThat(part.decided).containsExactly(came("ada"), came("eve"), came("bob"));
  }

  @Test
  @Tag("CLU-033")
  void givenBundlesThatComeBeforeTheAnswerToHelloAndFit_nothingIsRead() {
    linkWith("ada");
    lose();
    comeBack();
    engine.arrives(2, added("eve"));
    welcome(2, 2);

    assertThat(engine.steps).hasSize(2);
    assertThat(part.decided).containsExactly(came("ada"), came("eve"));
  }

  @Test
  @Tag("CLU-024")
  void givenBundlesMissedWhileTheLinkWasAway_allRostersAreReadAgain() {
    linkWith("ada");
    lose();
    comeBack();
    welcome(2, 4);

    assertThat(operations(2)).containsExactly(new Operation.Read(ROOM));
  }

  @Test
  @Tag("CLU-024")
  void givenAHole_allRostersAreReadAgainAndWhatWasToldTwiceIsIgnored() {
    linkWith("ada");
    engine.arrives(3, added("eve"));
    clock.settle();
    engine.arrives(2, added("bob"));

    assertThat(operations(2)).containsExactly(new Operation.Read(ROOM));
    answer(2, 3, reading("ada", "eve"));
    assertThat(part.decided).containsExactly(came("ada"), came("eve"));
    assertThat(heard.all).contains(LinkEvent.HOLE);
  }

  @Test
  @Tag("CLU-024")
  void givenAnInboxThatIsDeaf_theLinkIsLostWithinTwoSeconds() {
    link();
    pass(0);
    beaten(1, 0);
    pass(999);
    assertThat(heard.all).doesNotContain(LossCause.DEAF);
    pass(1);

    assertThat(heard.all).contains(LossCause.DEAF);
  }

  @Test
  @Tag("CLU-024")
  void givenABundleThatComesLaterThanTheBeatThatTellsOfIt_nothingIsLost() {
    link();
    pass(0);
    beaten(1, 0);
    pass(500);
    engine.arrives(1);
    pass(1_500);

    assertThat(heard.all).doesNotContain(LossCause.DEAF);
  }

  @Test
  @Tag("CLU-025")
  void givenANodeThatIsGone_itBeginsAnewAndSaysEverything() {
    linkWith("ada");
    lose();
    comeBack();
    HandEngine.last(engine.hellos).answer().complete(new HelloAnswer.Gone());
    clock.settle();
    confirm();

    assertThat(HandEngine.last(engine.hellos).call().coming()).isEqualTo(Coming.NEW_WITH_HOLDINGS);
    assertThat(HandEngine.last(engine.hellos).call().me()).hasToString("0000000000000007.1");
    welcome(0, 0, "another");
    assertThat(step(2).phase()).isEqualTo(Phase.RESTORING);
    assertThat(step(2).number()).isEqualTo(1);
    assertThat(operations(2))
        .containsExactly(
            new Operation.Describe(APP, Operation.AppFacts.NOTHING),
            new Operation.HoldChannel(ROOM, 0, Operation.Telling.QUIET),
            new Operation.Join(ROOM, member("ada"), -1),
            new Operation.Read(ROOM),
            new Operation.AllSaid());
    engine.arrives(1, added("ada"));
    answer(2, 1, reading("ada"));
    assertThat(part.decided).containsExactly(came("ada"));
  }

  @Test
  @Tag("CLU-025")
  void givenForgottenSteps_itBeginsAnewAndRetiresTheEarlierOneAfterAllIsSaid() {
    linkWith("ada");
    lose();
    comeBack();
    welcome(1, 1, "another");
    confirm();
    welcome(0, 0, "another");

    assertThat(heard.all).contains(AnewCause.FORGOTTEN);
    assertThat(operations(2)).endsWith(new Operation.Read(ROOM), new Operation.AllSaid());
    assertThat(step(3).phase()).isEqualTo(Phase.COMPLETE);
    assertThat(operations(3))
        .containsExactly(new Operation.Retire(engine.hellos.get(0).call().me()));
  }

  @Test
  @Tag("CLU-010")
  void givenAStepThatTheEngineDoesNotTake_theLinkIsLost() {
    link();
    enter(NEWS);
    engine.steps.get(0).answer().complete(new StepAnswer.Lost(-1));

    assertThat(heard.all).contains(LossCause.FORGOTTEN);
  }

  @Test
  void givenABeatOfANodeThatIsNotKnown_theLinkIsLost() {
    link();
    pass(0);
    HandEngine.last(engine.beats).answer().complete(new BeatAnswer.Unknown());

    assertThat(heard.all).contains(LossCause.FORGOTTEN);
  }

  @Test
  @Tag("CLU-019")
  void givenAnotherNumberOfHoldingsWithNothingUnderWay_itBeginsAnew() {
    linkWith("ada");
    pass(0);
    beaten(1, 2);
    assertThat(heard.all).doesNotContain(AnewCause.DRIFT);
    pass(1_000);
    beaten(1, 1);

    assertThat(heard.all).contains(LinkEvent.DRIFT, AnewCause.DRIFT);
    confirm();
    assertThat(HandEngine.last(engine.hellos).call().coming()).isEqualTo(Coming.NEW_WITH_HOLDINGS);
  }

  @Test
  @Tag("CLU-019")
  void givenAnotherNumberOfHoldingsWithSomethingUnderWay_nothingFollows() {
    linkWith("ada");
    enter(NEWS);
    pass(0);
    beaten(1, 2);
    answer(2, 1);
    pass(1_000);
    leave("ada");
    beaten(1, 3);

    assertThat(heard.all).doesNotContain(AnewCause.DRIFT);
  }

  @Test
  void givenALinkedNode_itBeatsEachSecondAndAtOnceWhenSomethingIsLeft() {
    link();
    pass(0);
    assertThat(engine.beats).hasSize(1);
    engine
        .beats
        .get(0)
        .answer()
        .complete(
            new BeatAnswer.Alive(
                0,
                0,
                "0-0",
                BeatAnswer.Rest.SOME,
                1,
                false,
                0,
                false,
                0,
                BeatAnswer.Hooks.NONE,
                1_000));
    pass(5);
    assertThat(engine.beats).hasSize(2);
    beaten(0, 0);
    pass(990);
    assertThat(engine.beats).hasSize(2);
    pass(5);
    assertThat(engine.beats).hasSize(3);
  }

  @Test
  @Tag("CLU-042")
  void givenALinkThatDoesNotComeBackForASecond_whoWaitsIsAnsweredFromWhatIsKnown() {
    linkWith("ada");
    CompletableFuture<Ruling> join = join("bob", 1);
    lose();
    pass(999);
    assertThat(join).isNotDone();
    pass(1);

    assertThat(join).isCompletedWithValue(Ruling.GRANTED);
    assertThat(heard.state).isEqualTo(LinkState.CUT_OFF);
    assertThat(part.decided).containsExactly(came("ada"), came("bob"));
    assertThat(join("eve", 1)).isCompletedWithValue(Ruling.GRANTED);
    assertThat(truth.members(ROOM)).isEqualTo(3);
  }

  @Test
  @Tag("CLU-042")
  void givenAMemberWhomTheNodeHasGranted_itIsAskedForWithoutABoundAndTheRosterIsRead() {
    linkWith("ada");
    lose();
    pass(1_000);
    join("bob", 1);
    confirm();
    welcome(2, 1);

    assertThat(operations(2))
        .containsExactly(new Operation.Join(ROOM, member("bob"), -1), new Operation.Read(ROOM));
    engine.arrives(2, added("bob"));
    answer(2, 2, reading("ada", "bob"));
    assertThat(part.decided).containsExactly(came("ada"), came("bob"));
  }

  @Test
  @Tag("CLU-043")
  void givenTooMuchThatWaits_theQueueIsDroppedAndTheNodeBeginsAnew() {
    link();
    lose();
    pass(1_000);
    for (int i = 0; i <= PartitionLink.MOST_WAITING; i++) {
      enter(channel("news-" + i));
    }
    assertThat(heard.all).contains(AnewCause.OVERFULL);
    confirm();

    assertThat(HandEngine.last(engine.hellos).call().coming()).isEqualTo(Coming.NEW_WITH_HOLDINGS);
  }

  @Test
  @Tag("CLU-044")
  void givenLoopsWithTooMuchToDeliver_theInboxIsNotReadAndNotTakenForDeaf() {
    link();
    part.isOverloaded = true;
    engine.arrives(1);
    assertThat(engine.readings).containsExactly(Reading.OFF);
    pass(0);
    beaten(5, 0);
    pass(1_500);
    assertThat(heard.all).doesNotContain(LossCause.DEAF);
    part.isOverloaded = false;
    pass(10);

    assertThat(engine.readings).containsExactly(Reading.OFF, Reading.ON);
  }

  @Test
  @Tag("CLU-044")
  void givenAConnectionThatIsNotReadForAnotherPartition_nobodyIsTakenForDeaf() {
    link();
    engine.readings.add(Reading.OFF);
    pass(0);
    beaten(1, 0);
    pass(1_500);

    assertThat(heard.all).doesNotContain(LossCause.DEAF);
  }

  @Test
  @Tag("CLU-070")
  void givenAnEntryOfAnUnknownKind_itIsPassedOverAndCounted() {
    link();
    enter(ROOM);
    answer(0, 0);
    engine.arrives(1, new InboxEntry.Unknown('?'), added("ada"));

    assertThat(heard.all).contains(LinkEvent.UNKNOWN_ENTRY);
    assertThat(part.decided).containsExactly(came("ada"));
  }

  @Test
  @Tag("CLU-073")
  void givenABundleWithANumberThatTheEngineHasNotGiven_theLinkIsFoundAnewAndRostersAreRead() {
    linkWith("ada");
    beaten(1, 2);
    engine.arrives(Long.MAX_VALUE, removed("ada"));
    clock.settle();
    answer(2, 1, reading("ada"));
    pass(1_000);
    beaten(1, 2);
    assertThat(heard.all).contains(LossCause.DEAF);
    comeBack();
    welcome(3, 1);
    engine.arrives(2, added("eve"));
    answer(3, 1, reading("ada"));

    assertThat(part.decided).containsExactly(came("ada"), came("eve"));
  }

  @Test
  @Tag("CLU-044")
  void givenManyBundlesBeforeTheAnswerToHello_theInboxIsNotReadUntilThen() {
    truth.start();
    confirm();
    for (int i = 1; i <= EarlyBundles.MOST; i++) {
      engine.arrives(i);
    }
    assertThat(engine.readings).containsExactly(Reading.OFF);
    welcome(0, 0);

    assertThat(engine.readings).containsExactly(Reading.OFF, Reading.ON);
  }

  @Test
  void givenANodeThatGoesDown_itSaysByeAndNobodyWaits() {
    link();
    CompletableFuture<Ruling> entering = enter(NEWS);
    truth.close();
    assertThat(entering).isCompletedExceptionally();
    assertThat(engine.byes).isEmpty();
    CompletableFuture<Void> told = truth.sayGoodbye().toCompletableFuture();

    for (int i = 0; i < 3; i++) {
      assertThat(engine.byes).hasSize(i + 1);
      assertThat(engine.byes.get(i).call()).isEqualTo(engine.hellos.get(0).call().me());
      assertThat(told).isNotDone();
      engine.byes.get(i).answer().complete(i < 2 ? BeatAnswer.Rest.SOME : BeatAnswer.Rest.NONE);
    }
    assertThat(told).isDone();
    assertThat(engine.byes).hasSize(3);
    assertThat(engine.closed).isEqualTo(1);
  }

  @Test
  @Tag("CLU-061")
  void givenANudgeAtANodeThatDoesNotSend_itBeatsAtOnceToTakeOver() {
    link();
    pass(1);
    beaten(0, 0);
    int before = engine.beats.size();
    engine.arrives(1, new InboxEntry.Nudge());

    assertThat(engine.beats).hasSize(before + 1);
  }

  @Test
  @Tag("CLU-004")
  void givenAnEngineThatDoesNotFit_thatIsSaid() {
    truth.start();
    confirm();
    HandEngine.last(engine.hellos)
        .answer()
        .complete(new HelloAnswer.Unfit("Set maxmemory-policy to noeviction."));

    assertThat(heard.all).containsExactly("Set maxmemory-policy to noeviction.", LossCause.UNFIT);
  }
}
