package io.belfry.protocol.message;

import org.jspecify.annotations.Nullable;

/**
 * What a client may say. A client cannot say what only the server may: this family and {@link
 * ServerMessage} have nothing in common.
 *
 * <p>Thread: immutable.
 */
public sealed interface ClientMessage {
  /** Asks for a {@link ServerMessage.Pong}. */
  record Ping() implements ClientMessage {}

  /** Answers a {@link ServerMessage.Ping}. */
  record Pong() implements ClientMessage {}

  /**
   * Says who the user of this connection is.
   *
   * @param auth token of the auth endpoint, not yet checked
   * @param userData signed JSON text, kept byte for byte
   */
  record Signin(String auth, String userData) implements ClientMessage {}

  /**
   * Asks to be signed in without a token: {@code auth} is there and empty. What stands in its
   * {@code user_data} proves nothing and is not kept.
   */
  record SigninWithoutToken() implements ClientMessage {}

  /**
   * Says who the user of this connection is, by a JWT of an identity provider. A {@code user_data}
   * beside it counts for nothing and is not kept.
   *
   * @param token of the form of {@link io.belfry.protocol.sign.JwtForm}, not yet checked
   */
  record SigninWithJwt(String token) implements ClientMessage {
    /** Nothing of the token: it is good on any connection. */
    @Override
    public String toString() {
      return "SigninWithJwt[***]";
    }
  }

  /**
   * Asks for the events of a channel.
   *
   * @param channel name, not yet checked
   * @param auth token of the auth endpoint, null or empty where none is needed
   * @param channelData signed JSON text of a member; null when absent, which differs from empty
   */
  record Subscribe(String channel, @Nullable String auth, @Nullable String channelData)
      implements ClientMessage {}

  /**
   * Gives up the events of a channel.
   *
   * @param channel name, not yet checked
   */
  record Unsubscribe(String channel) implements ClientMessage {}

  /**
   * Something for the other subscribers of a channel.
   *
   * @param event name beginning with {@code client-}
   * @param channel name, not yet checked; null when it was missing
   * @param data payload as it will be delivered: a string's content, or the source text of any
   *     other JSON value
   */
  record ClientEvent(String event, @Nullable String channel, EventData data)
      implements ClientMessage {}

  /**
   * An event that no client may send, or that nobody knows.
   *
   * @param event its name
   */
  record Unsupported(String event) implements ClientMessage {}
}
