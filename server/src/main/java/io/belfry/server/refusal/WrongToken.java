package io.belfry.server.refusal;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.SocketId;
import io.belfry.protocol.sign.AuthToken;
import io.belfry.protocol.sign.StringToSign;
import org.jspecify.annotations.Nullable;

/**
 * A token whose signature is wrong, with what it should have signed.
 *
 * <p>Thread: immutable.
 *
 * @param auth the token as it came
 * @param socketId connection that it is for
 * @param channel channel that it is for, null for a sign-in
 * @param data user data, or the data of a channel if there is any
 */
public record WrongToken(
    String auth, SocketId socketId, @Nullable ChannelName channel, @Nullable String data) {
  /** A sign-in. */
  public static WrongToken signin(String auth, SocketId socketId, String userData) {
    return new WrongToken(auth, socketId, null, userData);
  }

  /** The text that should have been signed, had that been its connection and its data. */
  String text(SocketId ofSocket, @Nullable String ofData) {
    return channel == null
        ? StringToSign.signin(ofSocket, ofData == null ? "" : ofData)
        : StringToSign.subscription(ofSocket, channel, ofData);
  }

  /** The key that it names. */
  public String key() {
    return keyOf(auth);
  }

  /** The key that a token names; empty where it can be none, such as a token of another kind. */
  public static String keyOf(String auth) {
    int colon = auth.indexOf(':');
    if (colon >= 0) {
      return auth.substring(0, colon);
    }
    // It may be a bearer token of a form that is not known here, which nobody is to read in a log.
    return AuthToken.isKey(auth) ? auth : "";
  }

  /** The signature in it. */
  String signature() {
    return auth.substring(auth.indexOf(':') + 1);
  }

  /** Nothing of the token or what it signs. */
  @Override
  public String toString() {
    return "Attempt[" + socketId + "]";
  }
}
