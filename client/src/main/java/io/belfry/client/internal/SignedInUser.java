package io.belfry.client.internal;

import io.belfry.client.channel.PusherEvent;
import io.belfry.client.channel.SubscriptionEventListener;
import io.belfry.client.user.SigninEventListener;
import io.belfry.client.user.User;
import io.belfry.protocol.ChannelName;
import io.belfry.protocol.EventName;
import io.belfry.protocol.UserId;
import io.belfry.protocol.message.ServerMessage;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The user as the application sees it, and who hears of it.
 *
 * <p>Thread: thread-safe; the id is set on the owner thread.
 *
 * @see "rule CL-011"
 */
final class SignedInUser implements User {
  private final Bindings bindings = new Bindings();
  private final List<SigninEventListener> signinListeners = new CopyOnWriteArrayList<>();
  private final WatchedUsers watchlist = new WatchedUsers();
  private volatile @Nullable UserId id;

  @Override
  public @Nullable String userId() {
    UserId current = id;
    return current == null ? null : current.text();
  }

  @Override
  public void bind(String eventName, SubscriptionEventListener listener) {
    bindings.bind(eventName, listener);
  }

  @Override
  public void bindGlobal(SubscriptionEventListener listener) {
    bindings.bindGlobal(listener);
  }

  @Override
  public void unbind(String eventName, SubscriptionEventListener listener) {
    bindings.unbind(eventName, listener);
  }

  @Override
  public void unbindGlobal(SubscriptionEventListener listener) {
    bindings.unbindGlobal(listener);
  }

  @Override
  public void bindSignin(SigninEventListener listener) {
    signinListeners.add(listener);
  }

  @Override
  public void unbindSignin(SigninEventListener listener) {
    signinListeners.remove(listener);
  }

  @Override
  public WatchedUsers watchlist() {
    return watchlist;
  }

  void identify(@Nullable UserId signedIn) {
    id = signedIn;
  }

  List<SigninEventListener> signinListeners() {
    return signinListeners;
  }

  Bindings bindings() {
    return bindings;
  }

  /** Whether an event came on this user's own channel. */
  boolean owns(ServerMessage.Event event) {
    UserId current = id;
    return current != null && ChannelName.serverToUser(current).text().equals(event.channel());
  }

  /** Hands an event of the own channel to its listeners, and to those of the whole client. */
  void deliver(ServerMessage.Event event, Callbacks callbacks, Bindings clientBindings) {
    if (!EventName.isReserved(event.event())) {
      PusherEvent shown =
          new PusherEvent(event.event(), event.channel(), event.userId(), event.data());
      callbacks.event(shown, bindings);
      callbacks.event(shown, clientBindings);
    }
  }
}
