package io.belfry.server.net.proxy;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * What one proxy says of whoever called it.
 *
 * <p>Thread: immutable.
 *
 * @param address where that came from, null when it is not told
 * @param scheme how that came, such as https; null when it is not told
 * @param host what that asked for, null when it is not told
 * @param isReadable whether it is well-formed; what is not says nothing
 */
record Hop(
    @Nullable InetAddress address,
    @Nullable String scheme,
    @Nullable String host,
    boolean isReadable) {
  static final Hop UNREADABLE = new Hop(null, null, null, false);

  /** With the address as it is written; null for none. */
  static Hop of(@Nullable String node, @Nullable String scheme, @Nullable String host) {
    InetAddress address = node == null ? null : NodeAddress.parse(node);
    boolean isReadable = node == null || address != null || NodeAddress.isHidden(node);
    return new Hop(address, scheme, host, isReadable);
  }

  /** Whether it was encrypted, as far as that is told. */
  boolean isEncrypted() {
    // Some proxies name the scheme of a WebSocket.
    return "https".equalsIgnoreCase(scheme) || "wss".equalsIgnoreCase(scheme);
  }
}
