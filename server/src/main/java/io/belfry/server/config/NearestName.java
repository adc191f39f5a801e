package io.belfry.server.config;

import java.util.Comparator;
import java.util.List;

/**
 * The known name that takes the fewest changed letters to get to.
 *
 * <p>Thread: stateless.
 */
final class NearestName {
  private static final int LONGEST_COMPARED = 64;

  private NearestName() {}

  /** The nearest of the names; empty when there is none. */
  static String of(String mistyped, List<String> names) {
    String compared = mistyped.substring(0, Math.min(mistyped.length(), LONGEST_COMPARED));
    return names.stream().min(Comparator.comparingInt(name -> distance(compared, name))).orElse("");
  }

  // Levenshtein with two rows.
  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
