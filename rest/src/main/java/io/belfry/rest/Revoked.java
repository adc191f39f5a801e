package io.belfry.rest;

/**
 * A revocation that is in force.
 *
 * <p>Thread: immutable.
 *
 * @param id its name among all revocations
 * @param terminated how many sessions it has ended, on the nodes that have answered
 * @param isComplete whether every node of the cluster has answered; one that has not ends its own
 *     when it can be reached again
 */
public record Revoked(String id, long terminated, boolean isComplete) {}
