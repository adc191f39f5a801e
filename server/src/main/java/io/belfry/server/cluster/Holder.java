package io.belfry.server.cluster;

/**
 * Who reports to a {@link Keeper}: one event loop of one node, or a node as a whole.
 *
 * <p>Thread: immutable.
 *
 * @param node name of the node
 * @param part which of its loops; 0 for the node as a whole
 */
public record Holder(String node, long part) {}
