package io.belfry.server.hook;

import io.belfry.protocol.SocketId;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A client that wants to connect. What the client says of itself is not verified.
 *
 * <p>Thread: immutable.
 *
 * @param appId app it asks for
 * @param socketId public id that the connection will have
 * @param transport how it is connected
 * @param query query of the URL as it came, such as {@code protocol=7&client=js&version=8.4.0};
 *     empty when there is none
 * @param from where it comes from
 */
public record Connecting(
    String appId, SocketId socketId, ClientTransport transport, String query, From from) {
  /**
   * Where a client comes from.
   *
   * @param address its address, or that of the proxy in front; null when that is not known. Over
   *     the fallback transports only the first half of an IPv6 address.
   * @param origin the {@code Origin} field, null when there is none
   * @param userAgent the {@code User-Agent} field, null when there is none
   */
  public record From(
      @Nullable InetAddress address, @Nullable String origin, @Nullable String userAgent) {}
}
