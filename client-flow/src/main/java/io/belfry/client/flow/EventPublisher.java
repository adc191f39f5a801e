package io.belfry.client.flow;

import io.belfry.client.Pusher;
import io.belfry.client.channel.Channel;
import io.belfry.client.channel.PusherEvent;
import io.belfry.client.channel.SubscriptionEventListener;
import io.belfry.client.user.User;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The events of a channel, of the signed-in user or of a client. Each subscriber is bound of its
 * own from when {@link #subscribe} returns until it cancels; the channel stays subscribed. Events
 * wait until they are asked for; who asks for too little is told so by {@link EventsLostException},
 * behind the events that are held. It never completes.
 *
 * <p>Thread: immutable. Subscribers run on the listener thread of the client, or on the one that
 * asks for what waits already, one at a time.
 *
 * @see "rule CL-037"
 */
public final class EventPublisher implements Flow.Publisher<PusherEvent> {
  /** Events that are held for each subscriber unless told otherwise. */
  public static final int DEFAULT_CAPACITY = 256;

  private final Binder binder;
  private final List<String> names;
  private final int capacity;

  private EventPublisher(Binder binder, List<String> names, int capacity) {
    this.binder = binder;
    this.names = names;
    this.capacity = capacity;
  }

  /** All events of that channel. */
  public static EventPublisher of(Channel channel) {
    return new EventPublisher(Binder.of(channel), List.of(), DEFAULT_CAPACITY);
  }

  /** All events that are sent to that user. */
  public static EventPublisher of(User user) {
    return new EventPublisher(Binder.of(user), List.of(), DEFAULT_CAPACITY);
  }

  /** The events of all channels of that client, and of its user. */
  public static EventPublisher of(Pusher pusher) {
    return new EventPublisher(Binder.of(pusher), List.of(), DEFAULT_CAPACITY);
  }

  /**
   * Of these, the events with one of those names.
   *
   * @param eventNames none means all
   */
  public EventPublisher named(String... eventNames) {
    return new EventPublisher(binder, List.of(eventNames).stream().distinct().toList(), capacity);
  }

  /**
   * Another number of events that wait for each subscriber.
   *
   * @param events from 1
   * @throws IllegalArgumentException if it is less
   */
  public EventPublisher holding(int events) {
    if (events < 1) {
      throw new IllegalArgumentException("holding: " + events + " events (expected: 1 or more)");
    }
    return new EventPublisher(binder, names, events);
  }

  @Override
  public void subscribe(Flow.Subscriber<? super PusherEvent> subscriber) {
    new Held(subscriber).begin();
  }

  private final class Held extends BoundSubscription<PusherEvent>
      implements SubscriptionEventListener {
    private final Queue<PusherEvent> waiting = new LinkedBlockingQueue<>(capacity);

    Held(Flow.Subscriber<? super PusherEvent> subscriber) {
      super(subscriber);
    }

    @Override
    public void onEvent(PusherEvent event) {
      if (!waiting.offer(event)) {
        fail(new EventsLostException(capacity));
      }
      serve();
    }

    @Override
    @Nullable PusherEvent poll() {
      return waiting.poll();
    }

    @Override
    boolean isEmpty() {
      return waiting.isEmpty();
    }

    @Override
    void bind() {
      binder.bind(names, this);
    }

    @Override
    void unbind() {
      binder.unbind(names, this);
    }
  }
}
