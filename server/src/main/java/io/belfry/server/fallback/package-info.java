/**
 * The transports of browsers that get no WebSocket: long HTTP answers or polls in one direction,
 * small posts in the other. What they carry is a {@link io.belfry.server.socket.Connection} like
 * any other, over a {@link io.belfry.server.socket.Wire} of its own. Used by the network side only.
 * A session lives on one event loop; requests that come in on others are handed over.
 */
@NullMarked
package io.belfry.server.fallback;

import org.jspecify.annotations.NullMarked;
