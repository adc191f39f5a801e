/**
 * What joins several nodes of the server: Redis or Valkey decides what is true, and each node
 * reports to it and listens to it. Found by the server's service loader.
 */
@org.jspecify.annotations.NullMarked
@SuppressWarnings("requires-automatic") // Lettuce has no module descriptor
module io.belfry.cluster.redis {
  requires static org.jspecify;
  requires transitive io.belfry.server;
  requires io.netty.common;
  requires io.netty.transport;
  requires lettuce.core;
  requires org.slf4j;

  provides io.belfry.server.config.ClusterProvider with
      io.belfry.cluster.redis.RedisClusterProvider;
}
