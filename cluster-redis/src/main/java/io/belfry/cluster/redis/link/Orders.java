package io.belfry.cluster.redis.link;

import io.belfry.cluster.redis.wire.HelloAnswer;
import io.belfry.cluster.redis.wire.InboxEntry.GivenOrder;
import io.belfry.cluster.redis.wire.PartitionEngine;
import io.belfry.cluster.redis.wire.StreamId;
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
  private @Nullable StreamId known;
  private long engineAhead;
  private boolean isReading;

  Orders(PartitionEngine engine, Surroundings around) {
    this.engine = engine;
    this.around = around;
  }

  /** The engine has said which order is the last; those before the first link concern nobody. */
  void linked(HelloAnswer.Welcome welcome) {
    engineAhead = welcome.timeMillis() - nowMillis();
    isReading = false;
    StreamId last = StreamId.parse(welcome.lastOrder());
    StreamId before = known;
    if (before == null || last.compareTo(before) < 0) {
      // The engine has forgotten orders that were carried out; whatever it gives now is new.
      known = last;
    } else {
      readAfter(welcome.lastOrder());
    }
  }

  private long nowMillis() {
    return TimeUnit.NANOSECONDS.toMillis(around.nanoTime().getAsLong());
  }

  /** Reads what is missing up to that one. */
  void readAfter(String last) {
    StreamId before = known;
    if (before == null || isReading || StreamId.parse(last).compareTo(before) <= 0) {
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
    StreamId id = StreamId.parse(order.id());
    StreamId before = known;
    if (before == null || id.compareTo(before) > 0) {
      known = id;
      long age = nowMillis() + engineAhead - id.millis();
      around.listener().ordered(order, Duration.ofMillis(Math.max(0, age)));
    }
  }
}
