package io.belfry.cli.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.ChannelKind;
import io.belfry.protocol.ChannelName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ReceiptsTest {
  private final LoadChannel channel =
      new LoadChannel(0, new ChannelName("load", ChannelKind.PUBLIC));

  private Receipts afterSubscription() {
    Receipts receipts = new Receipts(channel);
    receipts.begin();
    return receipts;
  }

  private void send(int events) {
    for (int i = 0; i < events; i++) {
      channel.takeNumber();
    }
  }

  @Property(seed = "20261125")
  void givenAnyLossDoublingAndOrder_eachIsCountedExactly(
      @ForAll @Size(max = 40) List<@IntRange(max = 3) Integer> copies, @ForAll long order) {
    LoadChannel fresh = new LoadChannel(0, new ChannelName("load", ChannelKind.PUBLIC));
    Receipts receipts = new Receipts(fresh);
    receipts.begin();
    List<Integer> arrivals = new ArrayList<>();
    for (int number = 0; number < copies.size(); number++) {
      arrivals.addAll(Collections.nCopies(copies.get(number), number));
    }
    Collections.shuffle(arrivals, new Random(order));

    Set<Integer> seen = new HashSet<>();
    for (int number : arrivals) {
      boolean isOvertaken = seen.stream().anyMatch(earlier -> earlier > number);
      assertThat(receipts.take(number))
          .isEqualTo(
              !seen.add(number)
                  ? Receipts.Arrival.AGAIN
                  : isOvertaken ? Receipts.Arrival.LATE : Receipts.Arrival.IN_ORDER);
    }
    assertThat(receipts.owed(copies.size())).isEqualTo(Collections.frequency(copies, 0));
  }

  @Test
  void givenEventsSentBeforeTheSubscription_theyAreNotOwed() {
    send(5);
    Receipts receipts = afterSubscription();

    assertThat(receipts.owed(5)).isZero();
  }

  @Test
  void givenAnEarlyEvent_thereIsNoGapAfterIt() {
    send(5);
    Receipts receipts = afterSubscription();
    send(1);

    assertThat(receipts.take(3)).isEqualTo(Receipts.Arrival.IN_ORDER);
    assertThat(receipts.take(5)).isEqualTo(Receipts.Arrival.IN_ORDER);
    assertThat(receipts.owed(6)).isEqualTo(1);
  }

  @Test
  void givenAnEventThatTheServerDidNotTake_itIsNotOwed() {
    Receipts receipts = afterSubscription();
    send(3);
    channel.voidNumber(1);
    channel.voidNumber(2);
    receipts.take(2);

    assertThat(receipts.owed(3)).isEqualTo(1);
  }

  @Test
  void givenEventsAfterTheEnd_theyAreNotOwed() {
    Receipts receipts = afterSubscription();
    send(4);

    assertThat(receipts.owed(2)).isEqualTo(2);
  }
}
