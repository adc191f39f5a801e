/**
 * The way of an accepted event to the connections: in through the cluster's inbox, encoded once,
 * one entry for each event loop, and there to the subscribers of the loop's shard or to the
 * connections of the user. No lock and no map shared between loops.
 */
@NullMarked
package io.belfry.server.delivery;

import org.jspecify.annotations.NullMarked;
