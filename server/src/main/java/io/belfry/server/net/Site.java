package io.belfry.server.net;

import io.belfry.server.fallback.FallbackRoutes;
import io.belfry.server.http.Responder;
import io.belfry.server.socket.Handshake;
import org.jspecify.annotations.Nullable;

/**
 * What is served at one port.
 *
 * <p>Thread: immutable.
 *
 * @param handshake decides on upgrade requests, null where there are no WebSockets
 * @param fallback answers the requests of the fallback transports, null where there are none
 * @param responder answers all other requests
 * @param layer stands between its sockets and all of these
 */
public record Site(
    @Nullable Handshake handshake,
    @Nullable FallbackRoutes fallback,
    Responder responder,
    SocketLayer layer) {
  /** A port for requests alone. */
  public static Site of(Responder responder, SocketLayer layer) {
    return new Site(null, null, responder, layer);
  }
}
