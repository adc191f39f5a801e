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
 * @param entrance how clients come in
 * @param compression what clients may have of it
 */
public record Site(
    @Nullable Handshake handshake,
    @Nullable FallbackRoutes fallback,
    Responder responder,
    Entrance entrance,
    Compression compression) {
  /** Whether messages may be compressed. */
  public enum Compression {
    /** With each client that offers it (RFC 7692). */
    OFFERED,
    /** With nobody. */
    NONE
  }

  /** A port for requests alone. */
  public static Site of(Responder responder, Entrance entrance) {
    return new Site(null, null, responder, entrance, Compression.NONE);
  }
}
