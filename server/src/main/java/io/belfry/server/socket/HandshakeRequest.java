package io.belfry.server.socket;

import io.belfry.server.hook.Hooks.ClientTransport;
import io.belfry.server.hook.Hooks.Connecting;
import org.jspecify.annotations.Nullable;

/**
 * What an upgrade request says.
 *
 * <p>Thread: immutable.
 *
 * @param path raw path
 * @param query raw query, empty when there is none
 * @param transport how the client wants to be connected
 * @param host host and perhaps port that the client asked for, null when that is not known
 * @param from where it comes from
 */
public record HandshakeRequest(
    String path,
    String query,
    ClientTransport transport,
    @Nullable String host,
    Connecting.From from) {
  /** The same with another query. */
  public HandshakeRequest asking(String newQuery) {
    return new HandshakeRequest(path, newQuery, transport, host, from);
  }
}
