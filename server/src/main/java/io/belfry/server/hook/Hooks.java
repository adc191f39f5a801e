package io.belfry.server.hook;

import java.util.concurrent.CompletionStage;

/**
 * Extension point: lets the application in which the server is embedded decide who may connect,
 * sign in and subscribe. Asked last, when everything else has been checked: what is refused by a
 * limit, an origin or a signature never gets here. All methods allow everything unless they are
 * overridden.
 *
 * <p>A hook answers with a stage and may take up to 5 s until it completes. Later messages of the
 * same connection wait for it, in their order, and no other connection notices. What is not decided
 * by then is refused, and the client may try again: a connection with close code 4100, the rest
 * with error 4309. The same holds for a hook that throws, completes exceptionally, or completes
 * with null; that is logged once for each kind of hook.
 *
 * <p>What a hook decides is not asked again when an app is configured anew. A connection that ends
 * while it waits is forgotten, whatever is decided.
 *
 * <p>Thread: thread-safe. Each method is called on an event loop and must not block it; the stages
 * may be completed on any thread.
 */
public interface Hooks {
  /** Allows everything, and costs nothing. */
  Hooks NONE = new Hooks() {};

  /**
   * A client wants to connect. Who is refused hears close code 4009 with the words and does not
   * come back by itself (rule WS-117).
   */
  default CompletionStage<Permission> connecting(Connecting facts) {
    return Permission.allow();
  }

  /**
   * A connection wants to sign a user in, with a token that is right. Who is refused hears error
   * 4009 with the words, and the connection stays open (rule WS-118).
   */
  default CompletionStage<Permission> signingIn(SigningIn facts) {
    return Permission.allow();
  }

  /**
   * A connection wants to subscribe to a channel, with a token that is right where it needs one.
   * Who is refused hears {@code pusher:subscription_error} and error 4305 with the words (rule
   * WS-119).
   */
  default CompletionStage<Permission> subscribing(Subscribing facts) {
    return Permission.allow();
  }

  /**
   * A connection has ended that had been greeted. Called once for each of them, whoever ended it;
   * not for those that ended before their greeting, although {@link #connecting} was asked.
   */
  default void closed(Closed facts) {}
}
