/**
 * Everything that touches the network, and the only package that knows Netty: sockets, event loops,
 * HTTP and WebSocket framing. Above it a socket is a {@link io.belfry.server.socket.Wire} and a
 * request a record. Runs on the event loops.
 */
@NullMarked
package io.belfry.server.net;

import org.jspecify.annotations.NullMarked;
