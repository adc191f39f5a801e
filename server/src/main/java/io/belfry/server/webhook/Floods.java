package io.belfry.server.webhook;

import io.belfry.protocol.webhook.WebhookEvent.SubscriptionCount;
import io.belfry.server.cluster.Decision;
import io.belfry.server.cluster.Subject;
import io.belfry.server.webhook.Clocks.Moment;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What could happen far more often than anybody wants to hear: that a cache channel keeps nothing
 * is told once a second, and how many are subscribed at once while they are few and every five
 * seconds when they are many. The last number is always told.
 *
 * <p>Thread: confined to that of the webhooks.
 *
 * @see "rules HOOK-026, HOOK-027"
 */
final class Floods {
  private static final long FEW = 100;
  private static final long GAP_OF_COUNTS = Duration.ofSeconds(5).toNanos();
  private static final long GAP_OF_MISSES = Duration.ofSeconds(1).toNanos();

  private final Timers timers;
  private final Clocks clocks;
  private final Set<Subject.OfChannel> missed = new HashSet<>();
  private final Map<Subject.OfChannel, Rest> counted = new HashMap<>();

  /** Time in which no number of a channel is told; the newest one waits for its end. */
  private static final class Rest {
    private @Nullable SubscriptionCount waiting;
  }

  Floods(Timers timers, Clocks clocks) {
    this.timers = timers;
    this.clocks = clocks;
  }

  /** Whether it is told that the channel keeps nothing. */
  boolean isMissTold(Subject.OfChannel channel, Moment at) {
    boolean isTold = missed.add(channel);
    if (isTold) {
      timers.at(at.nanos() + GAP_OF_MISSES, () -> missed.remove(channel));
    }
    return isTold;
  }

  /** Has the number told, now or later. */
  void counted(Decision.Counted number, Moment at, BiConsumer<SubscriptionCount, Moment> tell) {
    Subject.OfChannel channel = new Subject.OfChannel(number.appId(), number.channel());
    SubscriptionCount event =
        new SubscriptionCount(number.channel().text(), number.subscriptions());
    Rest rest = counted.get(channel);
    if (number.subscriptions() <= FEW) {
      if (rest != null) {
        rest.waiting = null;
      }
      tell.accept(event, at);
    } else if (rest != null) {
      rest.waiting = event;
    } else {
      tellAndRest(channel, event, at, tell);
    }
  }

  private void tellAndRest(
      Subject.OfChannel channel,
      SubscriptionCount event,
      Moment at,
      BiConsumer<SubscriptionCount, Moment> tell) {
    tell.accept(event, at);
    Rest rest = new Rest();
    counted.put(channel, rest);
    timers.at(at.nanos() + GAP_OF_COUNTS, () -> end(channel, rest, tell));
  }

  private void end(
      Subject.OfChannel channel, Rest rest, BiConsumer<SubscriptionCount, Moment> tell) {
    if (counted.remove(channel, rest) && rest.waiting != null) {
      tellAndRest(channel, rest.waiting, clocks.now(), tell);
    }
  }

  /** Nobody is subscribed any more. */
  void vacated(Subject.OfChannel channel) {
    counted.remove(channel);
  }
}
