package io.belfry.server.delivery;

import io.belfry.server.channel.Channels;
import io.belfry.server.user.Presences;
import io.belfry.server.user.Users;
import io.belfry.server.user.Watchlists;

/**
 * What one event loop holds of one app.
 *
 * <p>Thread: confined to its event loop.
 *
 * @param channels channels with subscribers on this loop
 * @param users users signed in on this loop
 * @param watchlists who on this loop watches whom
 * @param presences who is online in the whole app
 * @param sockets connections of this loop by socket id
 */
public record AppHoldings(
    Channels channels,
    Users users,
    Watchlists watchlists,
    Presences presences,
    SocketTable sockets) {}
