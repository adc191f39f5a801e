package io.belfry.server.cluster;

/**
 * Who reports to a {@link Keeper}: one event loop of one node, or the grace period of a user that
 * has just gone.
 *
 * <p>Thread: immutable.
 *
 * @param node name of the node
 * @param part which of its loops or grace periods
 */
public record Holder(String node, long part) {}
