package io.belfry.server.hook;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.Member;
import io.belfry.protocol.SocketId;
import io.belfry.protocol.UserId;
import org.jspecify.annotations.Nullable;

/**
 * A connection that wants to subscribe to a channel for the first time.
 *
 * <p>Thread: immutable.
 *
 * @param appId app of the connection
 * @param socketId connection
 * @param channel channel
 * @param user who is signed in on the connection, null for nobody
 * @param member who it will be on a presence channel, null on others
 */
public record Subscribing(
    String appId,
    SocketId socketId,
    ChannelName channel,
    @Nullable UserId user,
    @Nullable Member member) {}
