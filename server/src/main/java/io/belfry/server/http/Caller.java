package io.belfry.server.http;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Who sent a request, and how: as the socket tells it, and what stands in front as far as that is
 * trusted. Whatever is decided or said by an address goes by this one.
 *
 * <p>Thread: immutable.
 *
 * @param address of the client, null when it is not known
 * @param isEncrypted whether the client speaks TLS, with this server or with a trusted proxy
 * @param host host and perhaps port that the client asked for, null when that is not known
 * @see "rule THR-33"
 */
public record Caller(@Nullable InetAddress address, boolean isEncrypted, @Nullable String host) {
  /** Nothing is known of them. */
  public static final Caller UNKNOWN = new Caller(null, false, null);
}
