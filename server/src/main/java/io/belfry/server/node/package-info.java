/**
 * The node itself: what it is doing, how full its machine is, how it talks to sockets, and whether
 * it has lost what it cannot do without. Knows of no app; everything here is immutable or safe for
 * any thread.
 */
@NullMarked
package io.belfry.server.node;

import org.jspecify.annotations.NullMarked;
