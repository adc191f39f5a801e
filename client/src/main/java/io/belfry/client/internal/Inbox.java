package io.belfry.client.internal;

import io.belfry.client.channel.PusherEvent;
import io.belfry.protocol.EventName;
import io.belfry.protocol.SocketId;
import io.belfry.protocol.json.Json;
import io.belfry.protocol.message.ClientMessageWriter;
import io.belfry.protocol.message.ServerMessage;

/**
 * Hands what the server says to the part that it is for.
 *
 * <p>Thread: confined to the owner thread.
 *
 * @see "rules CL-014, CL-015"
 */
final class Inbox implements Session, ServerMessage.Receiver {
  private final Parts parts;
  private final Signin signin;
  private final SignedInUser user;
  private final Subscriptions subscriptions;
  private final Bindings clientBindings;

  Inbox(
      Parts parts,
      Subscriptions.Identity identity,
      Subscriptions subscriptions,
      Bindings clientBindings) {
    this.parts = parts;
    this.signin = identity.signin();
    this.user = identity.user();
    this.subscriptions = subscriptions;
    this.clientBindings = clientBindings;
  }

  @Override
  public void connected(SocketId socketId) {
    signin.connected(socketId);
    subscriptions.connected(socketId);
  }

  @Override
  public void left() {
    parts.authCalls().cancelAll();
    signin.left();
    subscriptions.left();
  }

  @Override
  public void message(ServerMessage message) {
    message.to(this);
  }

  @Override
  public boolean failure(ServerMessage.Failure failure) {
    if (signin.refused(failure)) {
      return true;
    }
    parts.callbacks().refusal(failure.message(), failure.code());
    return false;
  }

  /** Only the first message of a connection greets; a further one changes nothing. */
  @Override
  public void on(ServerMessage.ConnectionEstablished message) {}

  @Override
  public void on(ServerMessage.Ping message) {
    parts.outbound().send(ClientMessageWriter.pong());
  }

  /** Was counted as a sign of life already. */
  @Override
  public void on(ServerMessage.Pong message) {}

  /** Came through {@link #failure}. */
  @Override
  public void on(ServerMessage.Failure message) {}

  @Override
  public void on(ServerMessage.SigninSuccess message) {
    signin.succeeded(message);
    String data =
        Json.objectText(json -> json.writeStringProperty("user_data", message.userData()));
    PusherEvent shown = new PusherEvent(EventName.SIGNIN_SUCCESS, null, null, data);
    parts.callbacks().event(shown, clientBindings);
  }

  @Override
  public void on(ServerMessage.SubscriptionSucceeded message) {
    subscriptions.succeeded(message);
  }

  @Override
  public void on(ServerMessage.SubscriptionError message) {
    subscriptions.refused(message);
  }

  @Override
  public void on(ServerMessage.Event event) {
    String channel = event.channel();
    if (event.event().equals(WatchedUsers.EVENT)) {
      user.watchlist().deliver(event.data(), parts.callbacks());
    } else if (user.owns(event)) {
      user.deliver(event, parts.callbacks(), clientBindings);
    } else if (channel != null) {
      subscriptions.event(event, channel);
    } else if (event.event().equals(EventName.TOKEN_EXPIRING)) {
      signin.expiring();
    } else if (!EventName.isReserved(event.event())) {
      PusherEvent shown = new PusherEvent(event.event(), null, null, event.data());
      parts.callbacks().event(shown, clientBindings);
    }
  }
}
