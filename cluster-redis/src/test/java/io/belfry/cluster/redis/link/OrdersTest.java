package io.belfry.cluster.redis.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.cluster.redis.wire.InboxEntry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How orders to all nodes come to a node. */
class OrdersTest extends LinkScene {
  @Test
  @Tag("CLU-050")
  void givenOrders_eachComesOnceAndWhatWasMissedIsRead() {
    link();
    engine.arrives(1, new InboxEntry.OrderGiven(order("5-0")));
    pass(0);
    beaten(1, 0, "7-1");
    assertThat(HandEngine.last(engine.orders).call()).isEqualTo("5-0");
    HandEngine.last(engine.orders).answer().complete(List.of(order("7-0"), order("7-1")));
    engine.arrives(2, new InboxEntry.OrderGiven(order("7-1")));

    assertThat(heard.orders)
        .extracting(InboxEntry.GivenOrder::id)
        .containsExactly("5-0", "7-0", "7-1");
    assertThat(heard.ages.get(0)).hasMillis(995);
  }

  @Test
  @Tag("CLU-050")
  void givenAHelloThatTookLong_theAgeOfAnOrderGoesByAQuickerAnswer() {
    truth.start();
    confirm();
    pass(800);
    welcome(0, 0);
    pass(0);
    beaten(0, 0, "0-0", 1_800);
    engine.arrives(1, new InboxEntry.OrderGiven(order("1700-0")));

    assertThat(heard.ages).containsExactly(Duration.ofMillis(100));
  }

  @Test
  @Tag("CLU-050")
  void givenAnEngineThatHasForgottenOrders_theNextOneIsCarriedOut() {
    link();
    engine.arrives(1, new InboxEntry.OrderGiven(order("7-0")));
    lose();
    comeBack();
    welcome(0, 0, "another");
    engine.arrives(1, new InboxEntry.OrderGiven(order("5-0")));

    assertThat(heard.orders).extracting(InboxEntry.GivenOrder::id).containsExactly("7-0", "5-0");
  }

  @Test
  @Tag("CLU-073")
  void givenAnOrderWithoutAPlace_itIsPassedOver() {
    link();
    engine.arrives(1, new InboxEntry.OrderGiven(order("x-y")));
    engine.arrives(2, new InboxEntry.OrderGiven(order("5-0")));

    assertThat(heard.orders).extracting(InboxEntry.GivenOrder::id).containsExactly("5-0");
  }

  private static InboxEntry.GivenOrder order(String id) {
    return new InboxEntry.GivenOrder(id, new byte[1]);
  }
}
