package io.belfry.client;

import io.belfry.protocol.sign.JwtForm;
import java.util.function.Supplier;

/**
 * Says who the user is. {@link io.belfry.client.util.HttpUserAuthenticator} asks an HTTP endpoint;
 * an implementation of one's own may get its answer from anywhere.
 *
 * <p>Thread: called on a thread of its own, which it may block. The thread is interrupted when the
 * answer is no longer wanted.
 */
@FunctionalInterface
public interface UserAuthenticator {
  /**
   * Fetches the token for one connection. Called again after each reconnect, with the new socket
   * id, and on the open connection before the sign-in ends.
   *
   * @param socketId public id of the connection that signs in
   * @return JSON text {@code {"auth":"KEY:SIGNATURE","user_data":"{\"id\":\"42\"}"}}; or {@code
   *     {"auth":"JWT"}}, where the server takes tokens of an identity provider
   * @throws AuthenticationFailureException if the user is refused, or nobody could be asked
   */
  String authenticate(String socketId) throws AuthenticationFailureException;

  /**
   * Signs in with the access token of an identity provider, which says itself who the user is; the
   * app needs {@code user_authentication.jwt} on the server. A sign-in that fails to get one fails
   * as any, and its cause is told.
   *
   * @param accessToken gives a JWT that holds for a while yet; asked for each connection, and
   *     before the sign-in ends, on a thread that it may block
   * @see "rule USR-050"
   */
  static UserAuthenticator ofAccessToken(Supplier<String> accessToken) {
    return socketId -> {
      String token = accessToken.get();
      // The text is not shown: whoever has it is the user.
      if (token == null || !JwtForm.isOf(token)) {
        throw new AuthenticationFailureException(
            "The access token is no JWT. Expected three parts of base64url, joined by dots. Does the"
                + " identity provider give tokens of another form, or an ID token beside it?");
      }
      return "{\"auth\":\"" + token + "\"}";
    };
  }
}
