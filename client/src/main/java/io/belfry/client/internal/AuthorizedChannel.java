package io.belfry.client.internal;

import io.belfry.client.channel.PrivateChannel;
import io.belfry.protocol.ChannelName;
import io.belfry.protocol.EventName;
import io.belfry.protocol.Shortened;
import io.belfry.protocol.message.ClientMessage;
import io.belfry.protocol.message.ClientMessageWriter;
import io.belfry.protocol.message.EventData;

/**
 * A private channel.
 *
 * <p>Thread: thread-safe for the application.
 *
 * @see "rule CL-022"
 */
class AuthorizedChannel extends SubscribedChannel implements PrivateChannel {
  private final Parts parts;

  AuthorizedChannel(ChannelName name, Parts parts, Bindings clientBindings) {
    super(name, parts.callbacks(), clientBindings);
    this.parts = parts;
  }

  @Override
  public final void trigger(String eventName, String data) {
    if (!EventName.isClientEvent(eventName)) {
      throw new IllegalArgumentException(
          "trigger: event \""
              + Shortened.of(eventName)
              + "\" (expected: a name that begins with client-)");
    }
    if (!isSubscribed()) {
      throw new IllegalStateException(
          "trigger: "
              + getName()
              + " is not subscribed (expected: after onSubscriptionSucceeded of this connection)");
    }
    String text =
        ClientMessageWriter.clientEvent(
            new ClientMessage.ClientEvent(eventName, getName(), EventData.of(data)));
    parts.loop().execute(() -> sendIfSubscribed(text));
  }

  // The connection may have changed since; a client event on an unsubscribed channel is an error.
  private void sendIfSubscribed(String text) {
    if (isSubscribed()) {
      parts.outbound().send(text);
    }
  }
}
