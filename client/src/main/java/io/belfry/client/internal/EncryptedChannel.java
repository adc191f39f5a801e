package io.belfry.client.internal;

import io.belfry.client.AuthorizationFailureException;
import io.belfry.client.channel.PrivateEncryptedChannel;
import io.belfry.client.channel.PrivateEncryptedChannelEventListener;
import io.belfry.client.channel.PusherEvent;
import io.belfry.client.channel.SubscriptionEventListener;
import io.belfry.protocol.ChannelName;
import io.belfry.protocol.EventName;
import io.belfry.protocol.Shortened;
import io.belfry.protocol.crypto.SharedSecret;
import io.belfry.protocol.message.ServerMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/**
 * An encrypted channel. Its secret is known only while the subscription is under way or stands.
 *
 * <p>Thread: thread-safe for the application.
 *
 * @see "rules CL-017, CL-025"
 */
final class EncryptedChannel extends SubscribedChannel
    implements PrivateEncryptedChannel, EncryptedEvents.Hearer {
  private final EncryptedEvents events;

  EncryptedChannel(ChannelName name, Parts parts, Bindings clientBindings) {
    super(name, parts.callbacks(), clientBindings);
    events = new EncryptedEvents(parts, this);
  }

  /**
   * Takes the secret that came with a token; false if none came.
   *
   * @param endpoint asks for both once more
   */
  boolean unlock(AuthAnswer answer, Callable<String> endpoint) {
    SharedSecret secret = answer.sharedSecret();
    if (secret != null) {
      events.unlock(secret, endpoint);
    }
    return secret != null;
  }

  static AuthorizationFailureException withoutSecret() {
    return new AuthorizationFailureException(
        "The answer of the channel authorizer has no usable \"shared_secret\". Expected base64 of 32"
            + " bytes, which the endpoint makes from the encryption master key.");
  }

  @Override
  void left() {
    super.left();
    events.forget();
  }

  @Override
  void refused(AuthorizationFailureException failure) {
    events.forget();
    super.refused(failure);
  }

  @Override
  void event(ServerMessage.Event event) {
    if (EventName.isReserved(event.event())) {
      super.event(event);
    } else {
      events.take(event);
    }
  }

  @Override
  public void opened(ServerMessage.Event event, String plaintext) {
    deliver(new PusherEvent(event.event(), getName(), event.userId(), plaintext));
  }

  @Override
  public void dropped(ServerMessage.Event event, String reason) {
    Log.warning(
        "Event " + Shortened.of(event.event()) + " of " + getName() + " was dropped. " + reason,
        null);
    callbacks()
        .each(
            () -> hearers(event.event()),
            hearer -> hearer.onDecryptionFailure(event.event(), reason));
  }

  private List<PrivateEncryptedChannelEventListener> hearers(String eventName) {
    List<SubscriptionEventListener> all = new ArrayList<>(listeners());
    all.addAll(bound(eventName));
    return all.stream()
        .filter(PrivateEncryptedChannelEventListener.class::isInstance)
        .map(PrivateEncryptedChannelEventListener.class::cast)
        .distinct()
        .collect(Collectors.toList());
  }
}
