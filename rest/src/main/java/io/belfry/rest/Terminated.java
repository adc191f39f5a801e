package io.belfry.rest;

/**
 * How many sessions have ended.
 *
 * <p>Thread: immutable.
 *
 * @param count on the nodes that have answered
 * @param isComplete whether every node of the cluster has answered; one that has not ends its own
 *     when it can be reached again
 */
public record Terminated(long count, boolean isComplete) {}
