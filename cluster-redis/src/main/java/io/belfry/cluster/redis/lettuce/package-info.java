/**
 * The engine behind the port {@link io.belfry.cluster.redis.wire.PartitionEngine}: Redis or Valkey,
 * spoken to with Lettuce, and the scripts that run there. Used by the module's root package alone,
 * which joins it with the node's side. Threads: Lettuce's event loops talk to the engine; what they
 * hear is handed to the executor that a partition names.
 */
@NullMarked
package io.belfry.cluster.redis.lettuce;

import org.jspecify.annotations.NullMarked;
