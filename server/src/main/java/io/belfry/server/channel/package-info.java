/**
 * Who subscribes to what on this node. Each event loop keeps its own shards; nothing here is shared
 * between loops and nothing locks. Called on the event loop that owns the connection.
 */
@NullMarked
package io.belfry.server.channel;

import org.jspecify.annotations.NullMarked;
