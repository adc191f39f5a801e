package io.belfry.server.setting.wording;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The known name that takes the fewest changed letters to get to, if those are few: a far one would
 * lead somebody astray.
 *
 * <p>Thread: stateless.
 */
public final class NearestName {
  private static final int LONGEST_COMPARED = 64;
  private static final int ALWAYS_NEAR = 2;
  private static final int SHORTEST_PART = 3;

  private NearestName() {}

  /** The nearest of the names. */
  public static Optional<String> of(String mistyped, List<String> names) {
    String compared = mistyped.substring(0, Math.min(mistyped.length(), LONGEST_COMPARED));
    List<String> longer = names.stream().filter(name -> isPart(compared, name)).toList();
    List<String> next = names.stream().filter(name -> distance(compared, name) == 1).toList();
    if (next.size() == 1) {
      return Optional.of(next.get(0));
    }
    return longer.size() == 1
        ? Optional.of(longer.get(0))
        : names.stream()
            .min(Comparator.comparingInt(name -> distance(compared, name)))
            .filter(name -> isNear(compared, name));
  }

  private static boolean isNear(String compared, String name) {
    int shorter = Math.min(compared.length(), name.length());
    int near = Math.min(Math.max(ALWAYS_NEAR, shorter / 4), shorter / 2);
    return distance(compared, name) <= near || letters(compared).equals(letters(name));
  }

  private static List<Integer> letters(String name) {
    return name.chars().sorted().boxed().toList();
  }

  private static boolean isPart(String compared, String name) {
    return compared.length() >= SHORTEST_PART
        && (name.startsWith(compared + "_") || name.endsWith("_" + compared));
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
