package io.belfry.cluster.redis.lettuce;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What an operator should know of an engine that fits.
 *
 * <p>Thread: stateless.
 *
 * @see "docs/guide/clusters.md"
 */
final class EngineAdvice {
  private static final double NEARLY_FULL = 0.8;

  private EngineAdvice() {}

  /**
   * Sentences for one process.
   *
   * @param engine what to call it at the beginning of a sentence
   * @param info its answer to INFO
   */
  static List<String> of(String engine, String info) {
    Map<String, String> fields = EngineInfo.fields(info);
    List<String> advice = new ArrayList<>();
    if (number(fields, "aof_enabled") == 0 && number(fields, "connected_slaves") == 0) {
      advice.add(
          engine
              + " has neither appendonly nor a replica, so a restart loses webhooks that wait and"
              + " events of cache channels. Set appendonly yes there.");
    }
    String policy = fields.getOrDefault("maxmemory_policy", "");
    if (policy.startsWith("volatile")) {
      advice.add(
          engine
              + " has maxmemory-policy "
              + policy
              + ", which drops events of cache channels when memory is short. Set noeviction.");
    }
    double limit = number(fields, "maxmemory");
    if (limit > 0 && number(fields, "used_memory") > limit * NEARLY_FULL) {
      advice.add(
          engine
              + " uses more than 80 % of its maxmemory. When it is full all nodes are cut off:"
              + " raise it.");
    }
    return advice;
  }

  private static double number(Map<String, String> fields, String name) {
    try {
      return Double.parseDouble(fields.getOrDefault(name, "0"));
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
