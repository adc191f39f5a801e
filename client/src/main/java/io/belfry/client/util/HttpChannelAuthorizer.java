package io.belfry.client.util;

import io.belfry.client.AuthorizationFailureException;
import io.belfry.client.ChannelAuthorizer;

/**
 * Asks an HTTP endpoint of the application whether this client may subscribe: {@code POST} with
 * {@code socket_id}, {@code channel_name} and the parameters. It has to answer 200 (or 201) with
 * {@code {"auth":"KEY:SIGNATURE"}}.
 *
 * <p>Thread: thread-safe; {@link #authorize} blocks its caller.
 *
 * @see "rules CL-008, CL-009"
 */
public class HttpChannelAuthorizer extends AuthOverHttp implements ChannelAuthorizer {
  /**
   * Asks that URL with a form.
   *
   * @throws IllegalArgumentException if it is no URL that begins with https:// or http://
   */
  public HttpChannelAuthorizer(String endpoint) {
    this(endpoint, new UrlEncodedConnectionFactory());
  }

  /** Asks that URL with a body that the factory makes. */
  public HttpChannelAuthorizer(String endpoint, ConnectionFactory factory) {
    super(endpoint, factory);
  }

  @Override
  public String authorize(String channelName, String socketId)
      throws AuthorizationFailureException {
    try {
      return endpoint().ask(socketId, channelName);
    } catch (AuthEndpoint.Refusal e) {
      throw e.status()
          .map(status -> new AuthorizationFailureException(e.words(), status))
          .orElseGet(() -> new AuthorizationFailureException(e.words(), e));
    }
  }
}
