package io.belfry.server.webhook;

import io.belfry.protocol.webhook.WebhookEvent.Type;
import io.belfry.server.app.App;
import io.belfry.server.cluster.Decision;
import io.belfry.server.cluster.Publication;
import io.belfry.server.cluster.Subject;
import java.util.Collection;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The side of the event loops: hands over what an app wants to hear of. Where no app wants to hear
 * anything that is a look at a field.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rule HOOK-071"
 */
final class Listening implements Happenings {
  private final Clocks clocks;
  private final HandOver handOver;
  private final Runnable wake;
  private final Consumer<String> refused;
  private volatile @Nullable Interests interests;

  /**
   * Nobody wants to hear anything yet.
   *
   * @param wake is told that something was handed over
   * @param refused is told the app of which something did not fit
   */
  Listening(Clocks clocks, HandOver handOver, Runnable wake, Consumer<String> refused) {
    this.clocks = clocks;
    this.handOver = handOver;
    this.wake = wake;
    this.refused = refused;
  }

  /**
   * The apps are these from now on.
   *
   * @return whether anybody wants to hear anything
   */
  boolean change(Collection<App> apps) {
    Interests changed = Interests.of(apps);
    handOver.shareAmong(changed.apps());
    interests = changed.isEmpty() ? null : changed;
    return !changed.isEmpty();
  }

  @Override
  public void decided(Decision decision) {
    Interests now = interests;
    if (now != null && now.has(decision)) {
      offer(new Handed.Decided(decision, clocks.now()));
    }
  }

  @Override
  public void said(Publication clientEvent) {
    Interests now = interests;
    if (now != null && now.has(clientEvent.appId(), Type.CLIENT_EVENT, clientEvent.channel())) {
      offer(new Handed.Said(clientEvent, clocks.now()));
    }
  }

  @Override
  public void missed(Subject.OfChannel channel) {
    Interests now = interests;
    if (now != null && now.has(channel.appId(), Type.CACHE_MISS, channel.channel())) {
      offer(new Handed.Missed(channel, clocks.now()));
    }
  }

  private void offer(Handed handed) {
    if (handOver.offer(handed)) {
      wake.run();
    } else {
      refused.accept(handed.appId());
    }
  }
}
