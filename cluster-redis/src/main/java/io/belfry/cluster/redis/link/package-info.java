/**
 * The node's side of one partition: what it has to say and what it was told, how it finds losses
 * and heals them. A state machine without I/O, clock and threads of its own; {@link
 * io.belfry.cluster.redis.link.RedisTruth} is its face to the owner. Threads: confined to that of
 * the owner.
 */
@NullMarked
package io.belfry.cluster.redis.link;

import org.jspecify.annotations.NullMarked;
