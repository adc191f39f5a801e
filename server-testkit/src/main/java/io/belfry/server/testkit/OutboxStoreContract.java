package io.belfry.server.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.belfry.server.webhook.store.OutboxStore;
import io.belfry.server.webhook.store.OutboxStore.Amount;
import io.belfry.server.webhook.store.OutboxStore.Changes;
import io.belfry.server.webhook.store.OutboxStore.DeadLetter;
import io.belfry.server.webhook.store.OutboxStore.Delivery;
import io.belfry.server.webhook.store.OutboxStore.Dropped;
import io.belfry.server.webhook.store.OutboxStore.Event;
import io.belfry.server.webhook.store.OutboxStore.Found;
import io.belfry.server.webhook.store.OutboxStore.GivenUp;
import io.belfry.server.webhook.store.OutboxStore.Held;
import io.belfry.server.webhook.store.OutboxStore.NewEvent;
import io.belfry.server.webhook.store.OutboxStore.Replayed;
import io.belfry.server.webhook.store.OutboxStore.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * What every {@link OutboxStore} has to keep. The test of an implementation extends it, and says
 * how an empty one is made and how one that was closed is met again, as by the next process.
 *
 * <p>Thread: that of the test.
 */
public abstract class OutboxStoreContract {
  private static final Target ONE = new Target("1", "a.example-00000001");
  private static final Target TWO = new Target("1", "b.example-00000002");
  private static final Target OTHER_APP = new Target("2", "a.example-00000001");
  private static final int ALL = 1_000;
  private static final long ANY = 1 << 20;

  /** For implementations. */
  protected OutboxStoreContract() {}

  /** An outbox that was never opened and has nothing in it. */
  protected abstract OutboxStore empty();

  /** The same outbox as the next process finds it, not opened yet. */
  protected abstract OutboxStore again(OutboxStore closed);

  private static UUID id(long number) {
    return new UUID(7, number);
  }

  private static NewEvent event(Target target, long delivery, String subject, String json) {
    return event(target, delivery, 0, subject, json);
  }

  private static NewEvent event(
      Target target, long delivery, int place, String subject, String json) {
    byte[] utf8 = json.getBytes(StandardCharsets.UTF_8);
    return new NewEvent(delivery, place, id(delivery), target, subject, 1_000 + delivery, utf8);
  }

  private static Changes changes(
      List<NewEvent> added, Map<Long, Integer> attempted, List<Long> done, List<GivenUp> givenUp) {
    return new Changes(added, attempted, done, givenUp, List.of(), List.of(), List.of(), List.of());
  }

  private static Changes added(NewEvent... events) {
    return changes(List.of(events), Map.of(), List.of(), List.of());
  }

  private static Changes done(Long... numbers) {
    return changes(List.of(), Map.of(), List.of(numbers), List.of());
  }

  private static Changes givenUp(long... numbers) {
    List<GivenUp> all = new ArrayList<>();
    for (long number : numbers) {
      all.add(new GivenUp(number, 9, "timed_out", Optional.empty(), 5_000 + number));
    }
    return changes(List.of(), Map.of(), List.of(), all);
  }

  private static Changes ofHeld(List<Held> held, List<Held> released) {
    return new Changes(
        List.of(), Map.of(), List.of(), List.of(), held, released, List.of(), List.of());
  }

  private static Changes ofLetters(List<Replayed> replayed, List<UUID> dropped) {
    return new Changes(
        List.of(), Map.of(), List.of(), List.of(), List.of(), List.of(), replayed, dropped);
  }

  private static String text(Event event) {
    return new String(event.json(), StandardCharsets.UTF_8);
  }

  private static List<Delivery> waiting(OutboxStore store, Target target) throws IOException {
    return store.waiting(target, 0, ALL, ANY);
  }

  private static List<DeadLetter> letters(OutboxStore store) throws IOException {
    return store.deadLetters(Optional.empty(), Optional.empty(), 0, ALL);
  }

  private OutboxStore opened() throws IOException {
    OutboxStore store = empty();
    store.open();
    return store;
  }

  @Test
  void givenAnEmptyOutbox_itFindsNothing() throws IOException {
    try (OutboxStore store = empty()) {
      assertThat(store.open()).isEqualTo(new Found(0, List.of(), Map.of(), Map.of()));
      assertThat(waiting(store, ONE)).isEmpty();
      assertThat(letters(store)).isEmpty();
      assertThat(store.deadLetter(id(1))).isEmpty();
      assertThat(store.shrinkTo(Long.MAX_VALUE)).isEmpty();
    }
  }

  @Test
  void givenEventsThatWereAdded_theyWaitByTargetInTheOrderOfTheirDeliveries() throws IOException {
    try (OutboxStore store = opened()) {
      store.commit(added(event(ONE, 2, "c:b", "{\"n\":2}"), event(TWO, 3, "c:a", "{\"n\":3}")));
      store.commit(added(event(ONE, 1, "c:a", "{\"n\":\"é€😀\"}"), event(OTHER_APP, 4, "c", "{}")));

      List<Delivery> found = waiting(store, ONE);
      assertThat(found)
          .extracting(Delivery::number, Delivery::id, Delivery::target, Delivery::attempts)
          .containsExactly(tuple(1L, id(1), ONE, 0), tuple(2L, id(2), ONE, 0));
      assertThat(found.get(0).replayedMs()).isEmpty();
      Event first = found.get(0).events().get(0);
      assertThat(text(first)).isEqualTo("{\"n\":\"é€😀\"}");
      assertThat(first.subject()).isEqualTo("c:a");
      assertThat(first.raisedMs()).isEqualTo(1_001);
      assertThat(first.sequence()).hasValue(1);
      assertThat(waiting(store, TWO)).extracting(Delivery::number).containsExactly(3L);
      assertThat(waiting(store, OTHER_APP)).extracting(Delivery::number).containsExactly(4L);
    }
  }

  @Test
  void givenSeveralEventsOfADelivery_itHasThemInTheirOrderWhenEverTheyCame() throws IOException {
    try (OutboxStore store = opened()) {
      store.commit(added(event(ONE, 1, "c:a", "1"), event(ONE, 1, 1, "c:b", "2")));
      store.commit(added(event(ONE, 1, 2, "c:a", "3")));

      assertThat(waiting(store, ONE)).hasSize(1);
      assertThat(waiting(store, ONE).get(0).events())
          .extracting(OutboxStoreContract::text, event -> event.sequence().orElse(0))
          .containsExactly(tuple("1", 1L), tuple("2", 1L), tuple("3", 2L));
    }
  }

  @Test
  void givenACommitThatIsMadeAgain_nothingIsThereTwice() throws IOException {
    try (OutboxStore store = opened()) {
      NewEvent first = event(ONE, 1, "c:a", "1");
      NewEvent second = event(ONE, 1, 1, "c:a", "2");
      NewEvent dead = event(ONE, 2, "c:b", "3");
      GivenUp given = new GivenUp(2, 9, "timed_out", Optional.empty(), 5_000);
      Changes changes = changes(List.of(first, second, dead), Map.of(), List.of(), List.of(given));
      store.commit(changes);
      long bytes = store.bytes();

      assertThat(store.commit(changes)).containsExactly(1, 2, 1);
      assertThat(store.bytes()).isEqualTo(bytes);
      assertThat(waiting(store, ONE)).singleElement().matches(one -> one.events().size() == 2);
      assertThat(letters(store)).singleElement().matches(one -> one.delivery().number() == 2);
      assertThat(store.commit(added(second, event(ONE, 1, 2, "c:a", "4")))).containsExactly(2, 3);
      assertThat(waiting(store, ONE).get(0).events())
          .extracting(OutboxStoreContract::text)
          .containsExactly("1", "2", "4");
    }
  }

  @Test
  void givenEvents_theyAreNumberedForEachTargetAndSubject() throws IOException {
    try (OutboxStore store = opened()) {
      long[] first =
          store.commit(
              added(
                  event(ONE, 1, "c:a", "1"),
                  event(ONE, 2, "c:b", "1"),
                  event(ONE, 3, "c:a", "1"),
                  event(TWO, 4, "c:a", "1"),
                  event(OTHER_APP, 5, "c:a", "1")));
      long[] then = store.commit(added(event(ONE, 6, "c:a", "1"), event(ONE, 7, "c:A", "1")));

      assertThat(first).containsExactly(1, 1, 2, 1, 1);
      assertThat(then).containsExactly(3, 1);
    }
  }

  @Test
  void givenALimit_theOldestComeFirstAndAtLeastOne() throws IOException {
    try (OutboxStore store = opened()) {
      store.commit(
          added(
              event(ONE, 1, "c:a", "12345"),
              event(ONE, 1, 1, "c:a", "12345"),
              event(ONE, 2, "c:a", "12345"),
              event(ONE, 3, "c:a", "12345")));

      assertThat(store.waiting(ONE, 0, 1, ANY)).extracting(Delivery::number).containsExactly(1L);
      assertThat(store.waiting(ONE, 0, 3, ANY)).hasSize(2);
      assertThat(store.waiting(ONE, 0, ALL, 1)).hasSize(1);
      assertThat(store.waiting(ONE, 0, ALL, 15)).hasSize(2);
      assertThat(store.waiting(ONE, 1, ALL, ANY))
          .extracting(Delivery::number)
          .containsExactly(2L, 3L);
      assertThat(store.waiting(ONE, 3, ALL, ANY)).isEmpty();
    }
  }

  @Test
  void givenADeliveryThatArrived_itIsGone() throws IOException {
    try (OutboxStore store = opened()) {
      store.commit(added(event(ONE, 1, "c:a", "1"), event(ONE, 2, "c:a", "1")));
      store.commit(done(1L, 77L));

      assertThat(waiting(store, ONE)).extracting(Delivery::number).containsExactly(2L);
      assertThat(letters(store)).isEmpty();
      assertThat(store.commit(added(event(ONE, 3, "c:a", "1")))).containsExactly(3);
    }
  }

  @Test
  void givenAttempts_theyAreRemembered() throws IOException {
    try (OutboxStore store = opened()) {
      store.commit(added(event(ONE, 1, "c:a", "1"), event(ONE, 2, "c:a", "1")));
      store.commit(changes(List.of(), Map.of(1L, 3, 77L, 1), List.of(), List.of()));

      assertThat(waiting(store, ONE)).extracting(Delivery::attempts).containsExactly(3, 0);
    }
  }

  @Test
  void givenADeliveryThatIsAddedAndGivenUpAtOnce_itIsADeadLetter() throws IOException {
    try (OutboxStore store = opened()) {
      GivenUp given = new GivenUp(1, 4, "server_error", Optional.of(503), 6_000);
      store.commit(
          changes(
              List.of(event(ONE, 1, "c:a", "1"), event(ONE, 1, 1, "c:b", "2")),
              Map.of(),
              List.of(),
              List.of(given)));

      assertThat(waiting(store, ONE)).isEmpty();
      DeadLetter letter = store.deadLetter(id(1)).orElseThrow();
      assertThat(letter.cause()).isEqualTo("server_error");
      assertThat(letter.status()).contains(503);
      assertThat(letter.atMs()).isEqualTo(6_000);
      assertThat(letter.delivery().attempts()).isEqualTo(4);
      assertThat(letter.delivery().target()).isEqualTo(ONE);
      assertThat(letter.delivery().events())
          .extracting(OutboxStoreContract::text)
          .containsExactly("1", "2");
    }
  }

  @Test
  void givenDeadLetters_theyAreFoundByAppAndEndpointAndInPages() throws IOException {
    try (OutboxStore store = opened()) {
      store.commit(
          added(
              event(ONE, 1, "c", "1"),
              event(TWO, 2, "c", "1"),
              event(OTHER_APP, 3, "c", "1"),
              event(ONE, 4, "c", "1")));
      store.commit(givenUp(4, 3, 2, 1, 77));

      assertThat(letters(store))
          .extracting(letter -> letter.delivery().number())
          .containsExactly(1L, 2L, 3L, 4L);
      assertThat(store.deadLetters(Optional.of("1"), Optional.empty(), 0, ALL)).hasSize(3);
      assertThat(store.deadLetters(Optional.empty(), Optional.of(ONE.endpoint()), 0, ALL))
          .extracting(letter -> letter.delivery().number())
          .containsExactly(1L, 3L, 4L);
      assertThat(store.deadLetters(Optional.of("1"), Optional.of(ONE.endpoint()), 1, ALL))
          .extracting(letter -> letter.delivery().number())
          .containsExactly(4L);
      assertThat(store.deadLetters(Optional.empty(), Optional.empty(), 1, 2))
          .extracting(letter -> letter.delivery().number())
          .containsExactly(2L, 3L);
    }
  }

  @Test
  void givenADeadLetterThatIsReplayed_itWaitsBehindAllOthersUnderItsOldId() throws IOException {
    try (OutboxStore store = opened()) {
      store.commit(added(event(ONE, 1, "c:a", "1"), event(ONE, 2, "c:a", "2")));
      store.commit(givenUp(1));
      store.commit(ofLetters(List.of(new Replayed(id(1), 9, 7_000)), List.of()));

      assertThat(letters(store)).isEmpty();
      assertThat(store.deadLetter(id(1))).isEmpty();
      List<Delivery> found = waiting(store, ONE);
      assertThat(found).extracting(Delivery::number).containsExactly(2L, 9L);
      Delivery replayed = found.get(1);
      assertThat(replayed.id()).isEqualTo(id(1));
      assertThat(replayed.replayedMs()).isEqualTo(OptionalLong.of(7_000));
      assertThat(replayed.attempts()).isEqualTo(9);
      assertThat(replayed.events().get(0).raisedMs()).isEqualTo(1_001);
      assertThat(replayed.events().get(0).sequence()).hasValue(1);
    }
  }

  @Test
  void givenAReplayThatIsGivenUpAgain_itIsADeadLetterAgain() throws IOException {
    try (OutboxStore store = opened()) {
      store.commit(added(event(ONE, 1, "c:a", "1")));
      store.commit(givenUp(1));
      store.commit(ofLetters(List.of(new Replayed(id(1), 9, 7_000)), List.of()));
      store.commit(givenUp(9));

      assertThat(waiting(store, ONE)).isEmpty();
      assertThat(letters(store))
          .extracting(letter -> letter.delivery().number(), letter -> letter.delivery().id())
          .containsExactly(tuple(9L, id(1)));
    }
  }

  @Test
  void givenADeadLetterThatIsDropped_itIsGone() throws IOException {
    try (OutboxStore store = opened()) {
      store.commit(added(event(ONE, 1, "c:a", "1"), event(ONE, 2, "c:a", "1")));
      store.commit(givenUp(1, 2));
      store.commit(ofLetters(List.of(new Replayed(id(77), 9, 7_000)), List.of(id(1), id(77))));

      assertThat(letters(store))
          .extracting(letter -> letter.delivery().number())
          .containsExactly(2L);
      assertThat(waiting(store, ONE)).isEmpty();
    }
  }

  @Test
  void givenAnotherLife_itFindsAllThatWasCommitted() throws IOException {
    OutboxStore store = opened();
    Held channel = new Held(ONE, "c:a", 500);
    Held gone = new Held(ONE, "c:b", 501);
    store.commit(
        added(
            event(ONE, 1, "c:a", "12"),
            event(ONE, 1, 1, "c:b", "345"),
            event(ONE, 2, "c:a", "6"),
            event(TWO, 3, "c:a", "7"),
            event(TWO, 11, "c:a", "7")));
    store.commit(changes(List.of(), Map.of(2L, 5), List.of(11L), List.of()));
    store.commit(givenUp(3));
    store.commit(ofHeld(List.of(channel, gone, new Held(TWO, "c:a", 502)), List.of()));
    store.commit(ofHeld(List.of(), List.of(gone)));
    long before = store.bytes();
    store.close();

    try (OutboxStore next = again(store)) {
      Found found = next.open();
      assertThat(found.lastNumber()).isEqualTo(11);
      assertThat(found.held()).containsExactlyInAnyOrder(channel, new Held(TWO, "c:a", 502));
      assertThat(found.waiting()).isEqualTo(Map.of(ONE, new Amount(3, 6)));
      assertThat(found.deadLetters()).isEqualTo(Map.of(TWO, 1L));
      assertThat(waiting(next, ONE)).extracting(Delivery::attempts).containsExactly(0, 5);
      assertThat(waiting(next, ONE).get(0).events()).hasSize(2);
      assertThat(next.bytes()).isPositive().isLessThanOrEqualTo(2 * before);
    }
  }

  @Test
  void givenAnotherLife_sequenceNumbersGoOn() throws IOException {
    OutboxStore store = opened();
    store.commit(added(event(ONE, 1, "c:a", "1"), event(ONE, 2, "c:a", "1")));
    store.commit(done(1L, 2L));
    store.close();

    try (OutboxStore next = again(store)) {
      next.open();
      assertThat(next.commit(added(event(ONE, 3, "c:a", "1"), event(ONE, 4, "c:b", "1"))))
          .containsExactly(3, 1);
    }
  }

  @Test
  void givenSomebodyWhoIsHeldTwice_theLastWordCounts() throws IOException {
    OutboxStore store = opened();
    store.commit(ofHeld(List.of(new Held(ONE, "u:7", 500)), List.of()));
    store.commit(ofHeld(List.of(new Held(ONE, "u:7", 600)), List.of()));
    store.commit(ofHeld(List.of(), List.of(new Held(ONE, "u:8", 0), new Held(TWO, "u:7", 0))));
    store.close();

    try (OutboxStore next = again(store)) {
      assertThat(next.open().held()).containsExactly(new Held(ONE, "u:7", 600));
    }
  }

  @Test
  void givenTooManySubjects_thoseUsedLongAgoAreForgottenAndThoseHeldAreNot() throws IOException {
    try (OutboxStore store = opened()) {
      store.commit(
          added(event(ONE, 1, "held", "1"), event(ONE, 2, "old", "1"), event(TWO, 3, "old", "1")));
      store.commit(ofHeld(List.of(new Held(ONE, "held", 1)), List.of()));
      long number = 3;
      for (int thousands = 0; thousands < OutboxStore.MAX_NUMBERS / 1_000; thousands++) {
        int from = thousands * 1_000;
        List<NewEvent> many =
            IntStream.range(from, from + 1_000)
                .mapToObj(i -> event(ONE, 4 + i, "many-" + i, "1"))
                .toList();
        store.commit(changes(many, Map.of(), List.of(), List.of()));
        number += 1_000;
        store.commit(done(many.stream().map(NewEvent::delivery).toArray(Long[]::new)));
      }

      assertThat(
              store.commit(
                  added(
                      event(ONE, number + 1, "held", "1"),
                      event(ONE, number + 2, "old", "1"),
                      event(TWO, number + 3, "old", "1"),
                      event(ONE, number + 4, "many-99999", "1"))))
          .containsExactly(2, 1, 2, 2);
    }
  }

  @Test
  void givenLessRoom_deadLettersGoFirstAndThenTheOldestThatWait() throws IOException {
    try (OutboxStore store = opened()) {
      String kilobyte = "x".repeat(1_000);
      long nothing = store.bytes();
      for (long number = 1; number <= 40; number++) {
        Target target = number % 2 == 0 ? ONE : TWO;
        store.commit(added(event(target, number, "c:a", kilobyte)));
      }
      assertThat(store.bytes()).isGreaterThan(nothing + 40_000);
      store.commit(givenUp(LongStream.rangeClosed(1, 10).toArray()));
      long all = store.bytes();
      List<Dropped> first = store.shrinkTo(all - 3_000);
      assertThat(first).isNotEmpty().allMatch(Dropped::wasDead);
      assertThat(first.stream().mapToLong(Dropped::events).sum())
          .isEqualTo(10 - letters(store).size());
      assertThat(letters(store))
          .extracting(letter -> letter.delivery().number())
          .endsWith(9L, 10L)
          .doesNotContain(1L);
      assertThat(store.bytes()).isLessThanOrEqualTo(all - 3_000);
      store.shrinkTo(nothing + (all - nothing) / 2);
      assertThat(letters(store)).isEmpty();
      List<Delivery> left = waiting(store, ONE);
      assertThat(left).extracting(Delivery::number).endsWith(38L, 40L).doesNotContain(12L);

      List<Dropped> rest = store.shrinkTo(0);
      assertThat(rest).noneMatch(Dropped::wasDead);
      long ofOne = 0;
      for (Dropped one : rest) {
        ofOne += one.target().equals(ONE) ? one.events() : 0;
      }
      assertThat(ofOne).isEqualTo(left.size());
      assertThat(waiting(store, ONE)).isEmpty();
      assertThat(waiting(store, TWO)).isEmpty();
    }
  }

  @Test
  void givenADeliveryThatWasDropped_whatIsSaidOfItIsPassedOver() throws IOException {
    try (OutboxStore store = opened()) {
      store.commit(added(event(ONE, 1, "c:a", "1"), event(ONE, 2, "c:a", "1")));
      store.shrinkTo(0);
      store.commit(
          changes(
              List.of(event(ONE, 3, "c:a", "1")),
              Map.of(1L, 2),
              List.of(2L),
              List.of(new GivenUp(1, 2, "expired", Optional.empty(), 1))));

      assertThat(waiting(store, ONE)).extracting(Delivery::number).containsExactly(3L);
      assertThat(letters(store)).isEmpty();
    }
  }

  @Test
  void givenStrangeNames_theyAreKeptAsTheyAre() throws IOException {
    Target strange = new Target("app'); DROP TABLE x; --", "höst-😀-\u0000-%_");
    String subject = "u:\"'\\\n\u0000😀" + "x".repeat(10_000);
    OutboxStore store = opened();
    store.commit(added(event(strange, 1, subject, "{}")));
    store.commit(ofHeld(List.of(new Held(strange, subject, -1)), List.of()));
    store.close();

    try (OutboxStore next = again(store)) {
      assertThat(next.open().held()).containsExactly(new Held(strange, subject, -1));
      assertThat(waiting(next, strange).get(0).events().get(0).subject()).isEqualTo(subject);
    }
  }
}
