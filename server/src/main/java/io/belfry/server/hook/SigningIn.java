package io.belfry.server.hook;

import io.belfry.protocol.SocketId;
import io.belfry.protocol.UserId;
import org.jspecify.annotations.Nullable;

/**
 * A user whose sign-in was found to be signed by the app.
 *
 * <p>Thread: immutable.
 *
 * @param appId app of the connection
 * @param socketId connection
 * @param user who signs in
 * @param userInfo what the sign-in says of the user, as JSON text; null when it says nothing
 */
public record SigningIn(String appId, SocketId socketId, UserId user, @Nullable String userInfo) {}
