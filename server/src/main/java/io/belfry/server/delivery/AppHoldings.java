package io.belfry.server.delivery;

import io.belfry.server.channel.Channels;
import io.belfry.server.user.Users;

/**
 * What one event loop holds of one app.
 *
 * <p>Thread: confined to its event loop.
 *
 * @param channels channels with subscribers on this loop
 * @param users users signed in on this loop
 * @param sockets connections of this loop by socket id
 */
public record AppHoldings(Channels channels, Users users, SocketTable sockets) {}
