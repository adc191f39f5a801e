package io.belfry.rest;

import java.time.Instant;
import java.util.Optional;

/**
 * Whether a user is online.
 *
 * <p>Thread: immutable.
 *
 * @param isOnline whether any connection is signed in as the user
 * @param connectionCount how many are
 * @param onlineSince since when, by the server's clock; empty while the user is offline
 * @param blockedUntil until when the user is blocked; empty for one who is not, and for several who
 *     are asked for at once
 * @param isComplete whether every node of the cluster has answered
 */
public record UserState(
    boolean isOnline,
    long connectionCount,
    Optional<Instant> onlineSince,
    Optional<Instant> blockedUntil,
    boolean isComplete) {}
