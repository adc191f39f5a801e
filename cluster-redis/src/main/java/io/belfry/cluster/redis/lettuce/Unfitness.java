package io.belfry.cluster.redis.lettuce;

import io.belfry.cluster.redis.wire.Layout;

/**
 * Sentences for who joins a node to an engine that does not fit: what is wrong, and what to do.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rule CLU-004"
 */
final class Unfitness {
  private Unfitness() {}

  static String otherLayout(String theirs) {
    String[] numbers = theirs.split("/", 2);
    if (!numbers[0].equals("" + Layout.VERSION)) {
      return "Nodes of this cluster keep layout "
          + numbers[0]
          + " in the engine, this version of Belfry keeps layout "
          + Layout.VERSION
          + ". Run one version on all nodes, or give this one another cluster.name.";
    }
    return "Nodes of this cluster run with cluster.partitions "
        + numbers[numbers.length - 1]
        + ". Set the same number here; to change it, stop all nodes and start them with another"
        + " cluster.name.";
  }

  static String evicts(String policy) {
    return "The engine has maxmemory-policy "
        + policy
        + ", which drops what nodes hold when memory is short. Set maxmemory-policy noeviction in"
        + " its configuration.";
  }

  static String tooOld(String version) {
    return "The engine is "
        + version
        + ". A cluster needs Redis 7.0 or later, or Valkey 7.2 or later.";
  }
}
