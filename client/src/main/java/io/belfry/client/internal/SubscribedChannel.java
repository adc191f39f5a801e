package io.belfry.client.internal;

import io.belfry.client.AuthorizationFailureException;
import io.belfry.client.channel.Channel;
import io.belfry.client.channel.ChannelEventListener;
import io.belfry.client.channel.PrivateChannelEventListener;
import io.belfry.client.channel.PusherEvent;
import io.belfry.client.channel.SubscriptionEventListener;
import io.belfry.protocol.ChannelName;
import io.belfry.protocol.message.ServerMessage;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * A channel that the application subscribed: its listeners and where its subscription stands.
 *
 * <p>Thread: thread-safe for the application; the phase changes on the owner thread.
 */
class SubscribedChannel implements Channel {
  private static final String INTERNAL = "pusher_internal:";
  private static final String COUNT = "pusher_internal:subscription_count";
  private static final String CACHE_MISS = "pusher:cache_miss";
  private static final String REFUSED = "pusher:subscription_error";
  private static final int UNKNOWN = -1;
  private static final String SHOWN_COUNT = "pusher:subscription_count";

  /** Where the subscription stands on the present connection. */
  enum Phase {
    /** Nothing was done yet. */
    IDLE,
    /** A token is being fetched. */
    AUTHORIZING,
    /** The server was asked. */
    SENT,
    /** The server accepted. */
    SUBSCRIBED,
    /** Somebody refused. */
    FAILED
  }

  private final ChannelName name;
  private final Callbacks callbacks;
  private final Bindings clientBindings;
  private final Bindings bindings = new Bindings();
  private final List<ChannelEventListener> listeners = new CopyOnWriteArrayList<>();
  private volatile Phase phase = Phase.IDLE;
  private volatile int count = UNKNOWN;

  SubscribedChannel(ChannelName name, Callbacks callbacks, Bindings clientBindings) {
    this.name = name;
    this.callbacks = callbacks;
    this.clientBindings = clientBindings;
  }

  @Override
  public final String getName() {
    return name.text();
  }

  @Override
  public final void bind(String eventName, SubscriptionEventListener listener) {
    bindings.bind(eventName, listener);
  }

  @Override
  public final void bindGlobal(SubscriptionEventListener listener) {
    bindings.bindGlobal(listener);
  }

  @Override
  public final void unbind(String eventName, SubscriptionEventListener listener) {
    bindings.unbind(eventName, listener);
  }

  @Override
  public final void unbindGlobal(SubscriptionEventListener listener) {
    bindings.unbindGlobal(listener);
  }

  @Override
  public final OptionalInt subscriptionCount() {
    int known = count;
    return known == UNKNOWN ? OptionalInt.empty() : OptionalInt.of(known);
  }

  @Override
  public final boolean isSubscribed() {
    return phase == Phase.SUBSCRIBED;
  }

  @Override
  public final String toString() {
    return "Channel[" + name + "]";
  }

  final ChannelName name() {
    return name;
  }

  final Callbacks callbacks() {
    return callbacks;
  }

  final List<ChannelEventListener> listeners() {
    return listeners;
  }

  /** Listeners of events of that name that are bound to this channel. */
  final List<SubscriptionEventListener> bound(String eventName) {
    return bindings.of(eventName);
  }

  final Phase phase() {
    return phase;
  }

  final void enter(Phase entered) {
    phase = entered;
  }

  /** The connection, or the wish for this channel, is gone. */
  void left() {
    phase = Phase.IDLE;
    count = UNKNOWN;
  }

  /** The token came, with the member that it names where there is one. */
  void authorized(String memberId) {}

  /** The server accepted. */
  void succeeded(String data) {
    callbacks.each(this::listeners, listener -> listener.onSubscriptionSucceeded(getName()));
    deliver(new PusherEvent("pusher:subscription_succeeded", getName(), null, data));
  }

  /** Somebody refused. Where no listener hears of it, those of the connection do. */
  void refused(AuthorizationFailureException failure) {
    phase = Phase.FAILED;
    String message = String.valueOf(failure.getMessage());
    String data = new AuthError(message, failure.status().orElse(0)).toJson();
    deliver(new PusherEvent(REFUSED, getName(), null, data));
    callbacks.each(
        () ->
            bound(REFUSED).stream()
                .filter(hearer -> !listeners.contains(hearer))
                .collect(Collectors.toList()),
        hearer -> hearer.onError(message, failure));
    if (listeners.isEmpty()) {
      callbacks.error(message, null, failure);
    }
    callbacks.each(this::listeners, listener -> tell(listener, message, failure));
  }

  private static void tell(
      ChannelEventListener listener, String message, AuthorizationFailureException failure) {
    if (listener instanceof PrivateChannelEventListener hearer) {
      hearer.onAuthenticationFailure(message, failure);
    } else {
      listener.onError(message, failure);
    }
  }

  /** An event of this channel. */
  void event(ServerMessage.Event event) {
    if (event.event().equals(COUNT)) {
      counted(event.data());
      deliver(new PusherEvent(SHOWN_COUNT, getName(), null, event.data()));
    } else if (!event.event().startsWith(INTERNAL)) {
      deliver(new PusherEvent(event.event(), getName(), event.userId(), event.data()));
      if (event.event().equals(CACHE_MISS)) {
        callbacks.each(this::listeners, listener -> listener.onCacheMiss(getName()));
      }
    }
  }

  private void counted(String data) {
    OptionalInt told = SubscriptionCount.read(data);
    if (told.isPresent()) {
      count = told.getAsInt();
      callbacks.each(
          this::listeners, listener -> listener.onSubscriptionCount(getName(), told.getAsInt()));
    }
  }

  final void deliver(PusherEvent event) {
    callbacks.event(event, bindings);
    callbacks.event(event, clientBindings);
  }
}
