package io.belfry.server.socket;

import io.belfry.protocol.ErrorCode;
import io.belfry.protocol.Shortened;
import io.belfry.protocol.message.ClientMessage;
import io.belfry.protocol.message.ServerMessage;

/**
 * Hands each kind of message to the class that answers it, and does nothing else.
 *
 * <p>Thread: thread-safe; runs on the event loop of the connection.
 */
public final class Dispatcher {
  private final SigninHandler signinHandler;
  private final SubscribeHandler subscribeHandler;
  private final UnsubscribeHandler unsubscribeHandler;
  private final ClientEventHandler clientEventHandler;

  /** A dispatcher to these handlers. */
  public Dispatcher(ClientEventHandler clientEventHandler) {
    this.signinHandler = new SigninHandler();
    this.subscribeHandler = new SubscribeHandler();
    this.unsubscribeHandler = new UnsubscribeHandler();
    this.clientEventHandler = clientEventHandler;
  }

  void dispatch(Connection connection, ClientMessage message) {
    switch (message) {
      case ClientMessage.Ping ping -> connection.send(new ServerMessage.Pong());
      case ClientMessage.Pong pong -> {}
      case ClientMessage.Signin signin -> signinHandler.handle(connection, signin);
      case ClientMessage.Subscribe subscribe -> subscribeHandler.handle(connection, subscribe);
      case ClientMessage.Unsubscribe unsubscribe ->
          unsubscribeHandler.handle(connection, unsubscribe);
      case ClientMessage.ClientEvent event -> clientEventHandler.handle(connection, event);
      case ClientMessage.Unsupported unsupported ->
          connection.refuse(
              ErrorCode.MALFORMED_FRAME,
              "Unsupported event received: " + Shortened.of(unsupported.event()));
    }
  }
}
