package io.belfry.cluster.redis.lettuce;

import io.belfry.server.config.EngineAddress.HostAndPort;
import java.util.Optional;

/**
 * Which engine process is master of which partition at some moment.
 *
 * <p>Thread: immutable.
 */
interface Masters {
  /** The master of a partition; empty when nobody is. */
  Optional<HostAndPort> of(int partition);
}
