/**
 * The apps of this node: who they are, what they may, and how much of it. Knows nothing of sockets;
 * everything here is immutable or safe for any thread, but for {@link
 * io.belfry.server.app.RateLimiter}, which belongs to its owner.
 */
@NullMarked
package io.belfry.server.app;

import org.jspecify.annotations.NullMarked;
