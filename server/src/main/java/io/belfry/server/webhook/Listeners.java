package io.belfry.server.webhook;

import io.belfry.protocol.ChannelKind;
import io.belfry.protocol.ChannelKind.Trait;
import io.belfry.protocol.ChannelName;
import io.belfry.server.cluster.Decision;
import io.belfry.server.cluster.Publication;
import io.belfry.server.cluster.RaisedHook;
import io.belfry.server.cluster.Subject;
import io.belfry.server.hook.ServerListener;
import io.belfry.server.metrics.Metric;
import io.belfry.server.metrics.Metrics;
import io.belfry.server.node.Breakdown;
import java.time.InstantSource;
import java.util.List;

/**
 * The listeners within this process, each of which hears all that happens as it happens. Without
 * any this costs a look at an empty list.
 *
 * <p>Thread: thread-safe; never blocks, but for {@link #close}.
 *
 * @see "rule HOOK-131"
 */
final class Listeners implements Happenings {
  // An event that nobody sends needs no key.
  private static final String NO_KEY = "";

  private final List<ListenerThread> threads;
  private final InstantSource clock;
  private final Metrics metrics;

  Listeners(
      List<ServerListener> listeners, InstantSource clock, Metrics metrics, Breakdown breakdown) {
    this.threads = listeners.stream().map(each -> new ListenerThread(each, breakdown)).toList();
    this.clock = clock;
    this.metrics = metrics;
  }

  void start() {
    threads.forEach(ListenerThread::start);
  }

  @Override
  public void decided(Decision decision) {
    if (!threads.isEmpty() && isTold(decision)) {
      tell(new RaisedHook(NO_KEY, clock.millis(), new RaisedHook.OfDecision(decision)));
    }
  }

  @Override
  public void said(Publication clientEvent) {
    if (!threads.isEmpty()) {
      tell(new RaisedHook(NO_KEY, clock.millis(), new RaisedHook.OfClientEvent(clientEvent)));
    }
  }

  @Override
  public void missed(Subject.OfChannel channel) {
    if (!threads.isEmpty()) {
      tell(new RaisedHook(NO_KEY, clock.millis(), new RaisedHook.OfCacheMiss(channel)));
    }
  }

  /** Something that was raised for the whole cluster, which this node is to send. */
  void raisedElsewhere(RaisedHook hook) {
    if (!threads.isEmpty()) {
      tell(hook);
    }
  }

  private void tell(RaisedHook hook) {
    for (ListenerThread thread : threads) {
      if (!thread.offer(hook)) {
        metrics.count(Metric.LISTENER_DROPPED_EVENTS, hook.what().appId());
      }
    }
  }

  private static boolean isTold(Decision decision) {
    return switch (decision) {
      case Decision.Occupied it -> isTold(it.channel());
      case Decision.Vacated it -> isTold(it.channel());
      case Decision.Counted it -> isTold(it.channel()) && !it.channel().kind().has(Trait.ROSTER);
      case Decision.MemberAdded it -> true;
      case Decision.MemberRemoved it -> true;
      case Decision.Online it -> true;
      case Decision.Offline it -> true;
      case Decision.SessionStarted it -> true;
      case Decision.SessionEnded it -> true;
      case Decision.Watched it -> false;
      case Decision.Unwatched it -> false;
    };
  }

  private static boolean isTold(ChannelName channel) {
    return channel.kind() != ChannelKind.SERVER_TO_USER;
  }

  void close() {
    threads.forEach(ListenerThread::close);
  }
}
