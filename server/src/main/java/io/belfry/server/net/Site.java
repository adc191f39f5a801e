package io.belfry.server.net;

import io.belfry.server.http.Responder;
import io.belfry.server.socket.Handshake;
import org.jspecify.annotations.Nullable;

/**
 * What is served at one port.
 *
 * <p>Thread: immutable.
 *
 * @param handshake decides on upgrade requests, null where there are no WebSockets
 * @param responder answers all other requests
 */
public record Site(@Nullable Handshake handshake, Responder responder) {
  /** A port for requests alone. */
  public static Site of(Responder responder) {
    return new Site(null, responder);
  }
}
