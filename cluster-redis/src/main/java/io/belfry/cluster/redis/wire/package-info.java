/**
 * The words between a node and the engine: what a node calls, what it is answered, what arrives in
 * its inbox, and the port {@link io.belfry.cluster.redis.wire.PartitionEngine} behind which the
 * engine stands. Used by all other packages of the module; no I/O. Threads: values are immutable.
 */
@NullMarked
package io.belfry.cluster.redis.wire;

import org.jspecify.annotations.NullMarked;
