package io.belfry.rest;

import java.time.Instant;

/**
 * A block that is in force.
 *
 * <p>Thread: immutable.
 *
 * @param until its end, by the server's clock
 * @param terminated how many sessions it has ended, on the nodes that have answered
 * @param isComplete whether every node of the cluster has answered; one that has not ends its own
 *     when it can be reached again
 */
public record Blocked(Instant until, long terminated, boolean isComplete) {}
