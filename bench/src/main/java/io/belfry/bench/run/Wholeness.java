package io.belfry.bench.run;

import io.belfry.bench.run.RawLine.Sample;
import java.util.List;
import java.util.Set;

/**
 * Whether everything arrived, once and in order, over all repeats of one server at one work; and
 * how much others took of the cores meanwhile. The phases of a search are left out: they go on
 * until something breaks.
 *
 * <p>Thread: immutable.
 *
 * @param lost messages that never arrived
 * @param twice messages that came again
 * @param disordered messages that came too late or were not the right ones
 * @param refused requests and steps that failed
 * @param closed connections that the server closed
 * @param foreignServer greatest share of the server's core in other hands
 * @param foreignGenerator the same for the generator's
 * @param generatorBusy greatest share of the time in which the generator was not idle
 */
record Wholeness(
    long lost,
    long twice,
    long disordered,
    long refused,
    long closed,
    double foreignServer,
    double foreignGenerator,
    double generatorBusy) {
  private static final Set<String> SEARCHING = Set.of("search", "max_rate");

  static Wholeness of(Results results, Work work, String label) {
    List<Sample> samples =
        results.of(work, label).filter(sample -> !SEARCHING.contains(sample.result())).toList();
    return new Wholeness(
        samples.stream().mapToLong(Wholeness::missing).sum(),
        sum(samples, "duplicates"),
        sum(samples, "out_of_order") + sum(samples, "wrong"),
        sum(samples, "publish_errors") + sum(samples, "errors") + sum(samples, "not_sent"),
        sum(samples, "disconnects"),
        most(samples, "foreign_server_core"),
        most(samples, "foreign_gen_core"),
        most(samples, "gen_busy"));
  }

  /** The five counts as one cell of a table. */
  String counts() {
    return "%d / %d / %d / %d / %d".formatted(lost, twice, disordered, refused, closed);
  }

  // A closed loop does not count what is lost, but says how much it expected.
  private static long missing(Sample sample) {
    return sample
        .number("lost")
        .orElseGet(
            () ->
                Math.max(0, sample.numberOrZero("expected") - sample.numberOrZero("delivered"))
                    + Math.max(0, sample.numberOrZero("wanted") - sample.numberOrZero("done")))
        .longValue();
  }

  private static long sum(List<Sample> samples, String field) {
    return samples.stream().mapToLong(sample -> (long) sample.numberOrZero(field)).sum();
  }

  private static double most(List<Sample> samples, String field) {
    return samples.stream().mapToDouble(sample -> sample.numberOrZero(field)).max().orElse(0);
  }
}
