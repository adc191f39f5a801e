package io.belfry.client.flow;

import io.belfry.client.Pusher;
import io.belfry.client.channel.Channel;
import io.belfry.client.channel.SubscriptionEventListener;
import io.belfry.client.user.User;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Where listeners are bound: a channel, a user or a client, which have no type in common.
 *
 * <p>Thread: thread-safe.
 */
record Binder(
    BiConsumer<String, SubscriptionEventListener> bind,
    BiConsumer<String, SubscriptionEventListener> unbind,
    Consumer<SubscriptionEventListener> bindGlobal,
    Consumer<SubscriptionEventListener> unbindGlobal) {
  static Binder of(Channel channel) {
    return new Binder(channel::bind, channel::unbind, channel::bindGlobal, channel::unbindGlobal);
  }

  static Binder of(User user) {
    return new Binder(user::bind, user::unbind, user::bindGlobal, user::unbindGlobal);
  }

  static Binder of(Pusher pusher) {
    return new Binder(pusher::bind, pusher::unbind, pusher::bindGlobal, pusher::unbindGlobal);
  }

  /** Binds to events of these names, to all where there are none. */
  void bind(List<String> names, SubscriptionEventListener listener) {
    if (names.isEmpty()) {
      bindGlobal.accept(listener);
    }
    names.forEach(name -> bind.accept(name, listener));
  }

  /** Undoes that. */
  void unbind(List<String> names, SubscriptionEventListener listener) {
    if (names.isEmpty()) {
      unbindGlobal.accept(listener);
    }
    names.forEach(name -> unbind.accept(name, listener));
  }
}
