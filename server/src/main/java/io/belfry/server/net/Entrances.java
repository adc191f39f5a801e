package io.belfry.server.net;

import io.belfry.server.fallback.FallbackRoutes;
import io.belfry.server.http.Router;
import io.belfry.server.socket.Handshake;

/**
 * Where a request can go.
 *
 * <p>Thread: immutable.
 *
 * @param handshake decides on upgrade requests
 * @param fallback answers those of the fallback transports
 * @param router answers all other requests
 */
public record Entrances(Handshake handshake, FallbackRoutes fallback, Router router) {}
