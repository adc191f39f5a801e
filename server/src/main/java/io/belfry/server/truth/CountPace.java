package io.belfry.server.truth;

import io.belfry.server.channel.Loop;
import io.belfry.server.cluster.Decision;
import io.belfry.server.cluster.Subject;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How often a channel is told how many connections it has: at once while they are few, since each
 * costs few frames, and at most once in five seconds when they are many. The last number is always
 * told.
 *
 * <p>Thread: confined to the event loop of the owner.
 *
 * @see "rules WS-079, WS-080"
 */
final class CountPace {
  private static final long FEW = 100;
  private static final Duration GAP = Duration.ofSeconds(5);

  private final Loop loop;
  private final Consumer<Decision.Counted> tell;
  private final Map<Subject.OfChannel, CountPause> pauses = new HashMap<>();

  /** Time in which nothing is told of a channel; the newest number waits for its end. */
  private static final class CountPause {
    private Decision.@Nullable Counted waiting;
  }

  CountPace(Loop loop, Consumer<Decision.Counted> tell) {
    this.loop = loop;
    this.tell = tell;
  }

  void counted(Decision.Counted counted) {
    Subject.OfChannel channel = new Subject.OfChannel(counted.appId(), counted.channel());
    CountPause pause = pauses.get(channel);
    if (counted.subscriptions() <= FEW) {
      if (pause != null) {
        pause.waiting = null;
      }
      tell.accept(counted);
    } else if (pause != null) {
      pause.waiting = counted;
    } else {
      tellAndPause(channel, counted);
    }
  }

  /** Nobody is left who could be told. */
  void forget(Subject.OfChannel channel) {
    pauses.remove(channel);
  }

  private void tellAndPause(Subject.OfChannel channel, Decision.Counted counted) {
    tell.accept(counted);
    CountPause pause = new CountPause();
    pauses.put(channel, pause);
    loop.after(GAP, () -> end(channel, pause));
  }

  private void end(Subject.OfChannel channel, CountPause pause) {
    if (pauses.remove(channel, pause) && pause.waiting != null) {
      tellAndPause(channel, pause.waiting);
    }
  }
}
