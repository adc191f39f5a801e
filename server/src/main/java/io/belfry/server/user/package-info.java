/**
 * Which connections of this node belong to which signed-in user. Each event loop keeps its own
 * table; delivery and termination go by this table and never by the name of a channel. Called on
 * the event loop that owns the connection.
 */
@NullMarked
package io.belfry.server.user;

import org.jspecify.annotations.NullMarked;
