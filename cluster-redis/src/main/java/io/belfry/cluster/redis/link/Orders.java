package io.belfry.cluster.redis.link;

import io.belfry.cluster.redis.wire.HelloAnswer;
import io.belfry.cluster.redis.wire.InboxEntry.GivenOrder;
import io.belfry.cluster.redis.wire.PartitionEngine;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Orders to all nodes: each comes once, by the inbox or, where that was not read, out of the list
 * that the engine keeps for some minutes.
 *
 * <p>Thread: confined to the owner.
 *
 * @see "rule CLU-050"
 */
final class Orders {
  private final PartitionEngine engine;
  private final Surroundings around;
  private @Nullable OrderId known;
  private long engineAhead;
  private boolean isReading;

  /** Place of an order among the others. */
  private record OrderId(long millis, long number) implements Comparable<OrderId> {
    private static OrderId parse(String text) {
      int dash = text.indexOf('-');
      return dash < 0
          ? new OrderId(0, 0)
          : new OrderId(
              Long.parseLong(text, 0, dash, 10), Long.parseLong(text, dash + 1, text.length(), 10));
    }

    @Override
    public int compareTo(OrderId other) {
      int byTime = Long.compare(millis, other.millis);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }

    @Override
    public String toString() {
      return millis + "-" + number;
    }
  }

  Orders(PartitionEngine engine, Surroundings around) {
    this.engine = engine;
    this.around = around;
  }

  /** The engine has said which order is the last; those before the first link concern nobody. */
  void linked(HelloAnswer.Welcome welcome) {
    engineAhead = welcome.timeMillis() - nowMillis();
    isReading = false;
    if (known == null) {
      known = OrderId.parse(welcome.lastOrder());
    } else {
      readAfter(welcome.lastOrder());
    }
  }

  private long nowMillis() {
    return TimeUnit.NANOSECONDS.toMillis(around.nanoTime().getAsLong());
  }

  /** Reads what is missing up to that one. */
  void readAfter(String last) {
    OrderId before = known;
    if (before == null || isReading || OrderId.parse(last).compareTo(before) <= 0) {
      return;
    }
    isReading = true;
    engine
        .ordersAfter(before.toString())
        .whenComplete(
            (orders, failure) -> {
              isReading = false;
              if (failure == null) {
                orders.forEach(this::given);
              }
            });
  }

  /** An order is there. */
  void given(GivenOrder order) {
    OrderId id = OrderId.parse(order.id());
    OrderId before = known;
    if (before == null || id.compareTo(before) > 0) {
      known = id;
      long age = nowMillis() + engineAhead - id.millis();
      around.listener().ordered(order, Duration.ofMillis(Math.max(0, age)));
    }
  }
}
