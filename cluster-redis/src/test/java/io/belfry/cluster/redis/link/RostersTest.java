package io.belfry.cluster.redis.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.cluster.redis.wire.InboxEntry;
import io.belfry.cluster.redis.wire.Operation;
import io.belfry.cluster.redis.wire.Verdict;
import io.belfry.protocol.Member;
import io.belfry.server.cluster.Decision;
import io.belfry.server.cluster.Publication;
import io.belfry.server.cluster.Publication.Origin;
import io.belfry.server.cluster.Report;
import io.belfry.server.cluster.Subject;
import io.belfry.server.cluster.Truth.ChannelTruth;
import io.belfry.server.cluster.Truth.Ruling;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a node knows of channels and users, and what its clients see of changes. */
class RostersTest extends LinkScene {
  private CompletableFuture<ChannelTruth> read(Subject.OfChannel channel) {
    CompletableFuture<ChannelTruth> answer = truth.read(channel).toCompletableFuture();
    clock.settle();
    return answer;
  }

  private List<String> members() {
    return read(ROOM).join().members().stream().map(member -> member.id().text()).toList();
  }

  /** A hole: the room is read again with step 2. */
  private void hole(long bundle, InboxEntry... entries) {
    engine.arrives(bundle, entries);
    clock.settle();
  }

  @Test
  @Tag("CLU-026")
  void givenAJoin_itIsOpenedWhenItsAnswerAndWhatWasToldBeforeItAreThereAndTheRosterIsFresh() {
    link();
    enter(ROOM);
    CompletableFuture<Ruling> joining = join("ada", -1);
    answer(1, 2);
    engine.arrives(1, added("eve"));
    engine.arrives(2, added("ada"));
    assertThat(joining).isNotDone();
    answer(0, 0);

    assertThat(joining).isCompletedWithValue(Ruling.GRANTED);
    assertThat(members()).containsExactly("eve", "ada");
  }

  @Test
  @Tag("CLU-026")
  void givenAnAnswerThatIsAheadOfTheInbox_itWaitsForTheInbox() {
    link();
    enter(ROOM);
    answer(0, 0);
    CompletableFuture<Ruling> joining = join("ada", -1);
    answer(1, 2);
    engine.arrives(1, added("eve"));
    assertThat(joining).isNotDone();
    engine.arrives(2, added("ada"));

    assertThat(joining).isCompletedWithValue(Ruling.GRANTED);
    assertThat(part.decided).containsExactly(came("eve"), came("ada"));
  }

  @Test
  @Tag("CLU-026")
  void givenAReadingThatIsBehindTheInbox_whatWasToldLaterComesOnTop() {
    link();
    enter(ROOM);
    engine.arrives(1, added("ada"));
    engine.arrives(2, removed("eve"), added("bob"));
    answer(0, 1, reading("ada", "eve"));

    assertThat(members()).containsExactly("ada", "bob");
  }

  @Test
  @Tag("CLU-030")
  void givenAFullChannel_theJoinIsRefusedAndNotHeld() {
    link();
    enter(ROOM);
    answer(0, 0, reading("eve"));
    CompletableFuture<Ruling> joining = join("ada", 1);
    answer(1, 0, Verdict.Joined.FULL);

    assertThat(joining).isCompletedWithValue(Ruling.REFUSED);
    assertThat(members()).containsExactly("eve");
    pass(0);
    beaten(0, 1);
    assertThat(heard.all).doesNotContain(LinkEvent.DRIFT);
  }

  @Test
  @Tag("CLU-027")
  void givenSeveralReadings_onlyTheAnswerToTheLastOneIsTaken() {
    linkWith("ada");
    hole(3);
    hole(5);
    answer(2, 3, reading("ada", "old"));
    assertThat(part.decided).containsExactly(came("ada"));
    answer(3, 5, reading("ada", "new"));

    assertThat(part.decided).containsExactly(came("ada"), came("new"));
  }

  @Test
  @Tag("CLU-028")
  void givenARemovalOfAMemberOfThisNode_itIsNotAppliedUnlessItsOwnLeaveIsUnderWay() {
    linkWith("ada");
    engine.arrives(2, removed("ada"));
    assertThat(members()).containsExactly("ada");
    leave("ada");
    engine.arrives(3, removed("ada"));

    assertThat(part.decided).containsExactly(came("ada"), went("ada"));
  }

  @Test
  @Tag("CLU-028")
  void givenARemovalOfAMemberThatIsNotAcknowledgedYet_itIsApplied() {
    link();
    enter(ROOM);
    answer(0, 0, reading("ada"));
    join("ada", -1);
    engine.arrives(1, removed("ada"));
    engine.arrives(2, added("ada"));
    answer(1, 2);

    assertThat(part.decided).containsExactly(came("ada"), went("ada"), came("ada"));
  }

  @Test
  @Tag("CLU-029")
  void givenWhatIsToldTwice_clientsSeeItOnce() {
    linkWith("ada");
    engine.arrives(2, added("ada"), added("eve"), added("eve"), removed("eve"), removed("eve"));

    assertThat(part.decided).containsExactly(came("ada"), came("eve"), went("eve"));
  }

  @Test
  @Tag("CLU-029")
  void givenAReading_clientsSeeTheDifferenceOnly() {
    linkWith("ada");
    engine.arrives(2, added("bob"), added("eve"));
    hole(4);
    answer(2, 4, reading("ada", "eve", "joe"));

    assertThat(part.decided)
        .containsExactly(came("ada"), came("bob"), came("eve"), went("bob"), came("joe"));
  }

  @Test
  @Tag("CLU-029")
  void givenAMemberThatSaysOtherThingsOfItselfInAReading_itIsNotToldToBeGone() {
    linkWith("ada");
    engine.arrives(2, added("eve"));
    hole(4);
    Member changed = new Member(member("eve").id(), "{\"n\":2}");
    answer(2, 4, new Verdict.Reading(List.of(member("ada"), changed), Optional.empty(), 0, -1));

    assertThat(part.decided).containsExactly(came("ada"), came("eve"));
    assertThat(read(ROOM).join().members()).contains(changed);
  }

  @Test
  @Tag("CLU-016")
  void givenAReadingOfAnUnsettledPartition_whoIsMissingIsKeptAndReadAgainWhenItIsSettled() {
    linkWith("ada");
    engine.arrives(2, added("eve"));
    hole(4);
    answer(2, 4, unsettled(800, "ada"));
    assertThat(members()).containsExactly("ada", "eve");
    pass(800);
    assertThat(engine.steps).hasSize(3);
    pass(1);
    answer(3, 4, reading("ada"));

    assertThat(part.decided).containsExactly(came("ada"), came("eve"), went("eve"));
  }

  @Test
  @Tag("CLU-028")
  void givenAReadingWithoutAMemberOfThisNode_itIsKept() {
    linkWith("ada");
    hole(3);
    answer(2, 3, reading());

    assertThat(members()).containsExactly("ada");
    assertThat(part.decided).containsExactly(came("ada"));
  }

  @Test
  @Tag("CLU-046")
  void givenACacheChannel_theNewestEventIsKeptWhateverComesFirst() {
    link();
    enter(CACHE);
    engine.arrives(1, kept("one", 1));
    engine.arrives(2, kept("two", 2));
    answer(0, 1, new Verdict.Reading(List.of(), Optional.of(event("one", 1)), 0, -1));

    assertThat(read(CACHE).join().kept().orElseThrow().version()).isEqualTo(2);
    assertThat(part.published).hasSize(2);
  }

  private static InboxEntry kept(String text, long order) {
    Payload payload =
        new Payload(
            new Publication(
                APP,
                CACHE.channel(),
                null,
                Origin.APPLICATION,
                text.getBytes(StandardCharsets.UTF_8)),
            60_000);
    return new InboxEntry.Event(CACHE, payload.bytes(), order);
  }

  private static Verdict.KeptEvent event(String text, long order) {
    return new Verdict.KeptEvent(text.getBytes(StandardCharsets.UTF_8), order, 60_000);
  }

  @Test
  void givenAKeptEvent_itIsForgottenWhenItsTimeIsOver() {
    link();
    enter(CACHE);
    answer(0, 0);
    engine.arrives(1, kept("one", 1));
    pass(59_000);
    assertThat(read(CACHE).join().kept().orElseThrow().secondsLeft()).isEqualTo(1);
    pass(1_000);

    assertThat(read(CACHE).join().kept()).isEmpty();
  }

  @Test
  void givenWatchers_theyHearWhoComesAndGoesAndWhoWasThereIsLookedUpOnce() {
    link();
    enter(new Subject.OfWatchers(APP));
    CompletableFuture<Set<Subject.OfUser>> online = online();
    assertThat(operations(1)).containsExactly(new Operation.LookUp(ADA));
    answer(0, 0);
    answer(1, 0, new Verdict.Online(true, 0));
    assertThat(online).isCompletedWithValue(Set.of(ADA));
    engine.arrives(1, new InboxEntry.CameOnline(ADA));
    engine.arrives(2, new InboxEntry.WentOffline(ADA));

    assertThat(online()).isCompletedWithValue(Set.of());
    assertThat(part.decided).containsExactly(new Decision.Offline(APP, ADA.user()));
    assertThat(engine.steps).hasSize(2);
  }

  private CompletableFuture<Set<Subject.OfUser>> online() {
    CompletableFuture<Set<Subject.OfUser>> answer = truth.online(Set.of(ADA)).toCompletableFuture();
    clock.settle();
    return answer;
  }

  @Test
  @Tag("CLU-016")
  void givenAnUnsettledPartition_aUserThatIsMissingStaysOnlineUntilItIsSettled() {
    link();
    enter(new Subject.OfWatchers(APP));
    online();
    answer(0, 0);
    answer(1, 0, new Verdict.Online(true, 0));
    hole(3);
    answer(2, 3, new Verdict.Online(false, 500));
    assertThat(part.decided).isEmpty();
    pass(501);
    answer(3, 3, new Verdict.Online(false, 0));

    assertThat(part.decided).containsExactly(new Decision.Offline(APP, ADA.user()));
  }

  @Test
  @Tag("CLU-042")
  void givenACutOffNode_itsOwnRemovalsWaitAndAreReadWhenItIsLinkedAgain() {
    linkWith("ada");
    lose();
    pass(1_000);
    leave("ada");
    assertThat(part.decided).containsExactly(came("ada"));
    confirm();
    welcome(2, 1);
    assertThat(operations(2))
        .containsExactly(new Operation.Leave(ROOM, member("ada").id()), new Operation.Read(ROOM));
    engine.arrives(2, removed("ada"));
    answer(2, 2, reading());

    assertThat(part.decided).containsExactly(came("ada"), went("ada"));
  }

  @Test
  @Tag("CLU-026")
  void givenAChannelThatWasLeftAndEnteredAgain_nothingOfBeforeIsTaken() {
    link();
    enter(ROOM);
    tell(new Report.LastOut(ROOM, NODE));
    enter(ROOM);
    answer(0, 0, reading("old"));
    answer(1, 0);
    answer(2, 0, reading("new"));

    assertThat(members()).containsExactly("new");
  }

  @Test
  void givenTotalsOfAChannel_theyAreTold() {
    link();
    enter(NEWS);
    engine.arrives(1, new InboxEntry.Counted(NEWS, 12));

    assertThat(part.decided).containsExactly(counted(12));
  }

  private static Decision counted(long number) {
    return new Decision.Counted(APP, NEWS.channel(), number);
  }

  private static Verdict.Reading told(long number) {
    return new Verdict.Reading(List.of(), Optional.empty(), 0, number);
  }

  @Test
  @Tag("CLU-024")
  void givenAHole_theTotalThatMayBeMissedIsReadAndToldIfItIsAnother() {
    link();
    enter(NEWS);
    answer(0, 0);
    engine.arrives(1, new InboxEntry.Counted(NEWS, 12));
    engine.arrives(3);
    clock.settle();
    assertThat(operations(1)).containsExactly(new Operation.Read(NEWS));
    answer(1, 3, told(11));
    engine.arrives(5);
    clock.settle();
    answer(2, 5, told(11));

    assertThat(part.decided).containsExactly(counted(12), counted(11));
  }

  @Test
  @Tag("CLU-026")
  void givenATotalThatIsToldAfterTheStateThatAReadingShows_itIsTheOneThatCounts() {
    link();
    enter(NEWS);
    answer(0, 0);
    engine.arrives(2);
    clock.settle();
    engine.arrives(3, new InboxEntry.Counted(NEWS, 12));
    answer(1, 2, told(11));

    assertThat(part.decided).containsExactly(counted(12));
  }

  @Test
  @Tag("CLU-073")
  void givenAnEventWithAMalformedPayload_itCostsItselfOnly() {
    link();
    engine.arrives(
        1,
        new InboxEntry.Event(NEWS, new byte[] {3}, 0),
        new InboxEntry.Event(NEWS, new byte[0], 0),
        new InboxEntry.Event(NEWS, new Payload(event("news", Origin.CLIENT), 0).bytes(), 0));

    assertThat(part.published).hasSize(1);
    assertThat(heard.all).filteredOn(LinkEvent.UNKNOWN_ENTRY::equals).hasSize(2);
  }
}
