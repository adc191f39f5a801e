package io.belfry.server.hook;

import io.belfry.protocol.SocketId;
import io.belfry.protocol.UserId;
import org.jspecify.annotations.Nullable;

/**
 * A connection that has ended.
 *
 * <p>Thread: immutable.
 *
 * @param appId app of the connection
 * @param socketId connection
 * @param user who was signed in, null for nobody
 * @param code close code, of whichever side closed; 1005 when the client gave none, 1006 when the
 *     socket was lost
 */
public record Closed(String appId, SocketId socketId, @Nullable UserId user, int code) {}
