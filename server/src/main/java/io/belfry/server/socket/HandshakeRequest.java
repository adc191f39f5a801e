package io.belfry.server.socket;

import io.belfry.server.hook.Hooks.ClientTransport;
import io.belfry.server.hook.Hooks.Connecting;
import io.belfry.server.http.Caller;
import java.util.Map;

/**
 * What an upgrade request says.
 *
 * <p>Thread: immutable.
 *
 * @param path raw path
 * @param query raw query, empty when there is none
 * @param transport how the client wants to be connected
 * @param caller who sent it
 * @param from what hooks are told of them
 * @param headers the header fields that hooks want to see, by lower-case name
 */
public record HandshakeRequest(
    String path,
    String query,
    ClientTransport transport,
    Caller caller,
    Connecting.From from,
    Map<String, String> headers) {
  /** One whose header fields nobody wants to see. */
  public HandshakeRequest(
      String path, String query, ClientTransport transport, Caller caller, Connecting.From from) {
    this(path, query, transport, caller, from, Map.of());
  }

  /** Whether the client speaks TLS, with this server or with a trusted proxy. */
  public boolean isEncrypted() {
    return caller.isEncrypted();
  }

  /** The same with another query. */
  public HandshakeRequest asking(String newQuery) {
    return new HandshakeRequest(path, newQuery, transport, caller, from, headers);
  }
}
