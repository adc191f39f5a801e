package io.belfry.server.socket;

import io.belfry.protocol.ErrorCode;
import io.belfry.protocol.ProtocolException;
import io.belfry.protocol.Shortened;
import io.belfry.protocol.message.ClientMessage;
import io.belfry.protocol.message.ClientMessageReader;
import io.belfry.protocol.message.ServerMessage;
import io.belfry.server.app.App;
import io.belfry.server.jwt.JwtVerifier;
import io.belfry.server.metrics.Metrics;
import io.belfry.server.shutout.Shutouts;
import java.util.random.RandomGenerator;

/**
 * Hands each kind of message to the class that answers it, and does nothing else.
 *
 * <p>Thread: thread-safe; runs on the event loop of the connection.
 */
public final class Dispatcher {
  private final SigninHandler signinHandler;
  private final SigninWithJwtHandler withJwt;
  private final SigninWithoutTokenHandler withoutToken;
  private final SubscribeHandler subscribeHandler;
  private final UnsubscribeHandler unsubscribeHandler;
  private final ClientEventHandler clientEventHandler;

  /**
   * What sign-ins need.
   *
   * @param tokens verifies those of identity providers
   * @param shutouts who may not sign in
   * @param random spreads what would happen at the same moment
   */
  public record SigninParts(
      JwtVerifier tokens, Shutouts shutouts, Metrics metrics, RandomGenerator random) {}

  /** A dispatcher to these handlers. */
  public Dispatcher(ClientEventHandler clientEventHandler, HookCalls hooks, SigninParts signins) {
    SigninCompletion completion =
        new SigninCompletion(hooks, signins.shutouts(), signins.metrics(), signins.random());
    this.signinHandler = new SigninHandler(completion);
    this.withJwt = new SigninWithJwtHandler(signins.tokens(), completion);
    this.withoutToken = new SigninWithoutTokenHandler(hooks, completion);
    this.subscribeHandler = new SubscribeHandler(hooks);
    this.unsubscribeHandler = new UnsubscribeHandler();
    this.clientEventHandler = clientEventHandler;
  }

  /**
   * Reads a message and has it answered.
   *
   * @param app as it is set at this moment; what is set later counts from the next message on
   */
  void dispatch(Peer peer, App app, byte[] utf8) {
    try {
      dispatch(peer, app, ClientMessageReader.read(utf8, 0, utf8.length));
    } catch (ProtocolException e) {
      if (e.code() == ErrorCode.SIGNIN_REFUSED) {
        SigninRefusal.of(e).answer(peer, app);
      } else {
        peer.denials().refuse(e.code(), e.hint());
      }
    }
  }

  private void dispatch(Peer peer, App app, ClientMessage message) {
    switch (message) {
      case ClientMessage.Ping ping -> peer.send(new ServerMessage.Pong());
      case ClientMessage.Pong pong -> {}
      case ClientMessage.Signin signin -> signinHandler.handle(peer, app, signin);
      case ClientMessage.SigninWithJwt signin -> withJwt.handle(peer, app, signin);
      case ClientMessage.SigninWithoutToken unsigned -> withoutToken.handle(peer, app);
      case ClientMessage.Subscribe subscribe -> subscribeHandler.handle(peer, app, subscribe);
      case ClientMessage.Unsubscribe unsubscribe -> unsubscribeHandler.handle(peer, unsubscribe);
      case ClientMessage.ClientEvent event -> clientEventHandler.handle(peer, app, event);
      case ClientMessage.Unsupported unsupported ->
          peer.denials()
              .refuse(
                  ErrorCode.MALFORMED_FRAME,
                  "Unsupported event received: " + Shortened.of(unsupported.event()));
    }
  }
}
