/**
 * Apps: who they are, where they come from, what they may, and how much of it. Knows nothing of
 * sockets; everything here is immutable or safe for any thread.
 */
@NullMarked
package io.belfry.server.app;

import org.jspecify.annotations.NullMarked;
