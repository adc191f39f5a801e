package io.belfry.client.util;

import io.belfry.client.AuthenticationFailureException;
import io.belfry.client.UserAuthenticator;

/**
 * Asks an HTTP endpoint of the application who the user is: {@code POST} with {@code socket_id} and
 * the parameters. It has to answer 200 (or 201) with {@code
 * {"auth":"KEY:SIGNATURE","user_data":"..."}}.
 *
 * <p>Thread: thread-safe; {@link #authenticate} blocks its caller.
 *
 * @see "rules CL-008, CL-009"
 */
public class HttpUserAuthenticator extends AuthOverHttp implements UserAuthenticator {
  /**
   * Asks that URL with a form.
   *
   * @throws IllegalArgumentException if it is no URL that begins with https:// or http://
   */
  public HttpUserAuthenticator(String endpoint) {
    this(endpoint, new UrlEncodedConnectionFactory());
  }

  /** Asks that URL with a body that the factory makes. */
  public HttpUserAuthenticator(String endpoint, ConnectionFactory factory) {
    super(endpoint, factory);
  }

  @Override
  public String authenticate(String socketId) throws AuthenticationFailureException {
    try {
      return endpoint().ask(socketId, "");
    } catch (AuthEndpoint.Refusal e) {
      throw e.status()
          .map(status -> new AuthenticationFailureException(e.words(), status))
          .orElseGet(() -> new AuthenticationFailureException(e.words(), e));
    }
  }
}
