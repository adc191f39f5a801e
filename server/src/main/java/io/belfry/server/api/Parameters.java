package io.belfry.server.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The parameters of a query in the reading under which its signature was right.
 *
 * <p>Thread: immutable.
 *
 * @param pairs names and values, decoded, in their order
 */
record Parameters(List<Map.Entry<String, String>> pairs) {
  static final Parameters NONE = new Parameters(List.of());

  Parameters {
    pairs = List.copyOf(pairs);
  }

  /** The value of a parameter, the first one if it is repeated. */
  Optional<String> first(String name) {
    return pairs.stream()
        .filter(pair -> pair.getKey().equals(name))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** All values of a parameter that may have been given as an array, joined by commas. */
  String joined(String name) {
    List<String> values = new ArrayList<>();
    for (Map.Entry<String, String> pair : pairs) {
      if (SignedQuery.withoutIndex(pair.getKey()).equals(name)) {
        values.add(pair.getValue());
      }
    }
    return String.join(",", values);
  }
}
