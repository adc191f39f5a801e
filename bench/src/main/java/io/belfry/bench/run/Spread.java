package io.belfry.bench.run;

import java.util.List;
import java.util.Locale;

/**
 * What a figure was over all repeats.
 *
 * <p>Thread: immutable.
 *
 * @param median the middle; between the two middle ones when there is an even number
 * @param least the smallest
 * @param most the greatest
 * @param count number of repeats that it stands for
 */
public record Spread(double median, double least, double most, int count) {
  /**
   * Of these values.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static Spread of(List<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("values: none (expected: at least one)");
    }
    List<Double> sorted = values.stream().sorted().toList();
    int half = sorted.size() / 2;
    double median =
        sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    return new Spread(median, sorted.getFirst(), sorted.getLast(), sorted.size());
  }

  /** As a cell of a table. */
  public String text() {
    return count == 1
        ? number(median)
        : "%s [%s..%s]".formatted(number(median), number(least), number(most));
  }

  /** A number with three digits that count, or all digits before the point. */
  public static String number(double value) {
    double size = Math.abs(value);
    String format = size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
    return value == 0 ? "0" : String.format(Locale.ROOT, format, value);
  }
}
