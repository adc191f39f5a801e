package io.belfry.client.channel;

/** Hears of events on a channel that needs authorisation, and of its refusal. */
@FunctionalInterface
public interface PrivateChannelEventListener extends ChannelEventListener {
  /**
   * The subscription was refused. Subscribing again tries again. Unless it is implemented, {@link
   * #onError} hears of it.
   *
   * @param e {@link io.belfry.client.AuthorizationFailureException}
   */
  default void onAuthenticationFailure(String message, Exception e) {
    onError(message, e);
  }
}
