package io.belfry.cluster.redis.link;

import io.belfry.cluster.redis.wire.NodeId;
import io.belfry.cluster.redis.wire.PartitionEngine;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What stands around the node's side of a partition.
 *
 * @param first who the node is when it begins
 * @param engine the partition's engine
 * @param apps how apps are set
 * @param nanoTime monotonic clock
 * @param random for waiting times that differ from node to node
 * @param listener hears of the link
 */
public record Surroundings(
    NodeId first,
    PartitionEngine engine,
    AppView apps,
    LongSupplier nanoTime,
    RandomGenerator random,
    LinkListener listener) {}
