/**
 * The HTTP API: a request, already bounded and complete, becomes a response. One class an endpoint,
 * one table of routes; the app's backend is authenticated before a body is looked at. Knows nothing
 * of sockets or of Netty; called on event loops, so nothing here blocks.
 */
@NullMarked
package io.belfry.server.api;

import org.jspecify.annotations.NullMarked;
