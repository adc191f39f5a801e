package io.belfry.server.socket;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * What an upgrade request says.
 *
 * <p>Thread: immutable.
 *
 * @param path raw path
 * @param query raw query, empty when there is none
 * @param origin the {@code Origin} field, null when there is none
 * @param host host and perhaps port that the client asked for, null when that is not known
 * @param address where it comes from, null when that is not known
 */
public record HandshakeRequest(
    String path,
    String query,
    @Nullable String origin,
    @Nullable String host,
    @Nullable InetAddress address) {}
