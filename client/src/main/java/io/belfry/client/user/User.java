package io.belfry.client.user;

import io.belfry.client.channel.SubscriptionEventListener;
import org.jspecify.annotations.Nullable;

/**
 * The user that this client signs in. Listeners stay bound when the connection changes.
 *
 * <p>Thread: thread-safe.
 */
public interface User {
  /** Id of the signed-in user; null unless the present connection is signed in. */
  @Nullable String userId();

  /** Lets a listener hear of events of that name that are sent to this user. */
  void bind(String eventName, SubscriptionEventListener listener);

  /** Lets a listener hear of all events that are sent to this user. */
  void bindGlobal(SubscriptionEventListener listener);

  /** Takes a listener back; nothing happens when it was not bound. */
  void unbind(String eventName, SubscriptionEventListener listener);

  /** Takes a listener of all events back; nothing happens when it was not bound. */
  void unbindGlobal(SubscriptionEventListener listener);

  /** Lets a listener hear how each sign-in ends. */
  void bindSignin(SigninEventListener listener);

  /** Takes a listener of sign-ins back; nothing happens when it was not bound. */
  void unbindSignin(SigninEventListener listener);

  /** The users that this user watches, as the auth endpoint named them. */
  Watchlist watchlist();
}
