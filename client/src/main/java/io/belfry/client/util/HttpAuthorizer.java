package io.belfry.client.util;

import io.belfry.client.Authorizer;

/**
 * Former name of {@link HttpChannelAuthorizer}, kept for programs that move over. New code uses
 * that one.
 */
public class HttpAuthorizer extends HttpChannelAuthorizer implements Authorizer {
  /** Asks that URL with a form. */
  public HttpAuthorizer(String endpoint) {
    super(endpoint);
  }

  /** Asks that URL with a body that the factory makes. */
  public HttpAuthorizer(String endpoint, ConnectionFactory factory) {
    super(endpoint, factory);
  }
}
