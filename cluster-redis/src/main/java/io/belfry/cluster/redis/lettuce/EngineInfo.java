package io.belfry.cluster.redis.lettuce;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What an engine process says of itself.
 *
 * <p>Thread: immutable.
 *
 * @param product Redis or Valkey
 * @param version its version
 * @param role master, or slave
 * @param policy what it does when memory is short
 * @param hasReplicas whether others copy what it does
 */
record EngineInfo(String product, String version, String role, String policy, boolean hasReplicas) {
  private static final int[] OLDEST_REDIS = {7, 0};
  private static final int[] OLDEST_VALKEY = {7, 2};

  /** Reads the answer to INFO. */
  static EngineInfo parse(String text) {
    Map<String, String> fields = fields(text);
    String valkey = fields.get("valkey_version");
    return new EngineInfo(
        valkey == null ? "Redis" : "Valkey",
        valkey == null ? fields.getOrDefault("redis_version", "0") : valkey,
        fields.getOrDefault("role", "unknown"),
        fields.getOrDefault("maxmemory_policy", "noeviction"),
        number(fields.getOrDefault("connected_slaves", "0")) > 0);
  }

  /** Its answer, field by field. */
  static Map<String, String> fields(String text) {
    Map<String, String> fields = new TreeMap<>();
    text.lines()
        .forEach(
            line -> {
              int colon = line.indexOf(':');
              if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
              }
            });
    return fields;
  }

  boolean isMaster() {
    return role.equals("master");
  }

  /** What is wrong with it for good, and what to do; empty when it fits. */
  Optional<String> unfit() {
    if (isOlderThan(product.equals("Valkey") ? OLDEST_VALKEY : OLDEST_REDIS)) {
      return Optional.of(Unfitness.tooOld(product + " " + version));
    }
    return policy.startsWith("allkeys") ? Optional.of(Unfitness.evicts(policy)) : Optional.empty();
  }

  private boolean isOlderThan(int[] oldest) {
    String[] numbers = version.split("\\.", -1);
    for (int i = 0; i < oldest.length; i++) {
      int number = i < numbers.length ? number(numbers[i]) : 0;
      if (number != oldest[i]) {
        return number < oldest[i];
      }
    }
    return false;
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
