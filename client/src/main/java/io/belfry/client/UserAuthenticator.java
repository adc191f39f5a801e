package io.belfry.client;

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
   * id.
   *
   * @param socketId public id of the connection that signs in
   * @return JSON text {@code {"auth":"KEY:SIGNATURE","user_data":"{\"id\":\"42\"}"}}
   * @throws AuthenticationFailureException if the user is refused, or nobody could be asked
   */
  String authenticate(String socketId) throws AuthenticationFailureException;
}
