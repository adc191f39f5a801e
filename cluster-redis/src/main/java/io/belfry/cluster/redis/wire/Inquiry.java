package io.belfry.cluster.redis.wire;

/**
 * Names something that a node wants to know of all others.
 *
 * @param asker where answers go
 * @param number no other inquiry of that process has the same
 */
public record Inquiry(NodeId asker, long number) {}
