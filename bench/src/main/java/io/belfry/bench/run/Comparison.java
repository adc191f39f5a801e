package io.belfry.bench.run;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What became of each figure since an earlier run. Ratios to the floor are compared, since the
 * machine has its days; the bare figure is, where it has a goal of its own or the floor has none.
 *
 * <p>Thread: immutable.
 */
final class Comparison {
  private final Results before;
  private final Results now;

  Comparison(Results before, Results now) {
    this.before = before;
    this.now = now;
  }

  /** As a Markdown table. */
  String text() {
    return Page.table(
        List.of("work", "figure", "before", "now", "change"),
        Arrays.stream(Work.values())
            .flatMap(work -> Figures.of(work).stream().flatMap(figure -> row(work, figure)))
            .toList());
  }

  private Stream<List<String>> row(Work work, Figure figure) {
    Optional<Double> earlier = value(before, work, figure);
    Optional<Double> later = value(now, work, figure);
    if (earlier.isEmpty() || later.isEmpty()) {
      return Stream.empty();
    }
    String unit = isBare(figure.goal()) ? "" : "x";
    return Stream.of(
        List.of(
            work.title(),
            figure.title(),
            Spread.number(earlier.get()) + unit,
            Spread.number(later.get()) + unit,
            change(earlier.get(), later.get())));
  }

  private static boolean isBare(Goal goal) {
    return switch (goal) {
      case Goal.AtMost most -> true;
      case Goal.AtLeast least -> true;
      case Goal.None none -> false;
      case Goal.RatioAtMost most -> false;
      case Goal.RatioAtLeast least -> false;
    };
  }

  private static Optional<Double> value(Results results, Work work, Figure figure) {
    return isBare(figure.goal())
        ? results.spread(work, Candidate.BELFRY, figure).map(Spread::median)
        : results.ratioToFloor(work, Candidate.BELFRY, figure);
  }

  /** In percent of what it was. */
  private static String change(double before, double now) {
    return before == 0 ? "-" : "%+d %%".formatted(Math.round(100 * (now - before) / before));
  }
}
