package io.belfry.rest;

import java.time.Instant;

/**
 * A user who is online.
 *
 * <p>Thread: immutable.
 *
 * @param id who
 * @param connectionCount connections that are signed in as the user, at least 1
 * @param onlineSince since when, by the server's clock
 */
public record OnlineUser(String id, long connectionCount, Instant onlineSince) {}
