package io.belfry.cluster.redis.link;

import io.belfry.cluster.redis.wire.BeatAnswer;
import io.belfry.cluster.redis.wire.HelloAnswer;
import io.belfry.cluster.redis.wire.InboxEntry.GivenOrder;
import io.belfry.cluster.redis.wire.PartitionEngine;
import io.belfry.cluster.redis.wire.StreamId;
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
  private final EngineClock clock;
  private @Nullable StreamId known;
  private boolean isReading;

  Orders(PartitionEngine engine, Surroundings around) {
    this.engine = engine;
    this.around = around;
    this.clock = new EngineClock(around.nanoTime());
  }

  /** The link is opened, perhaps to another engine process. */
  void begin() {
    clock.begin();
  }

  /** What the engine's clock says now, as far as it is known. */
  long engineMillis() {
    return clock.millis();
  }

  /** A hello or a beat is sent now, whose answer tells the engine's time. */
  void asks() {
    clock.asks();
  }

  /**
   * The node has beaten.
   *
   * @return how many nanoseconds the answer took
   */
  long alive(BeatAnswer.Alive alive) {
    long took = clock.hears(alive.timeMillis());
    readAfter(alive.lastOrder());
    return took;
  }

  /** The engine has said which order is the last; those before the first link concern nobody. */
  void linked(HelloAnswer.Welcome welcome) {
    var unused = clock.hears(welcome.timeMillis());
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

  // What is missing up to that one.
  private void readAfter(String last) {
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
      around.listener().ordered(order, clock.since(id.millis()));
    }
  }
}
