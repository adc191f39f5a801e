package io.belfry.bench.run;

import io.belfry.bench.run.Figure.Nature;
import io.belfry.bench.run.RawLine.Facts;
import io.belfry.bench.run.RawLine.Sample;
import io.belfry.bench.run.RawLine.Turn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All raw lines of a run, and what the table asks of them.
 *
 * <p>Thread: immutable.
 *
 * @param samples what was measured
 * @param facts what it depends on; a later run into the same folder has the last word
 */
record Results(List<Sample> samples, Map<String, String> facts) {
  /** More of a core than this in other hands, and times and rates of the turn do not count. */
  static final double FOREIGN_SHARE = 0.25;

  static Results of(List<RawLine> lines) {
    List<Sample> samples = new ArrayList<>();
    Map<String, String> facts = new LinkedHashMap<>();
    for (RawLine line : lines) {
      switch (line) {
        case Sample sample -> samples.add(sample);
        case Facts more -> facts.putAll(more.byName());
      }
    }
    return new Results(samples, facts);
  }

  /** A fact, or a dash. */
  String fact(String name) {
    return facts.getOrDefault(name, "-");
  }

  boolean has(Turn turn) {
    return samples.stream().anyMatch(sample -> sample.turn().equals(turn));
  }

  boolean knows(Work work) {
    return samples.stream().anyMatch(sample -> sample.turn().work().equals(work.title()));
  }

  /** All results of one server at one work. */
  Stream<Sample> of(Work work, String label) {
    return samples.stream()
        .filter(sample -> sample.turn().work().equals(work.title()))
        .filter(sample -> sample.turn().label().equals(label));
  }

  /** A figure over all repeats that count; empty when there is none. */
  Optional<Spread> spread(Work work, String label, Figure figure) {
    List<Double> values =
        of(work, label)
            .filter(sample -> sample.result().equals(figure.result()))
            .filter(sample -> figure.nature() == Nature.STEADY || wasLeftAlone(sample))
            .flatMap(sample -> sample.number(figure.field()).stream())
            .toList();
    return values.isEmpty() ? Optional.empty() : Optional.of(Spread.of(values));
  }

  /** The median of a server as a multiple of the floor's; empty without either, or at zero. */
  Optional<Double> ratioToFloor(Work work, String label, Figure figure) {
    return ratio(work, label, Candidate.FLOOR, figure);
  }

  /** The median of one server as a multiple of another's; empty without either, or at zero. */
  Optional<Double> ratio(Work work, String label, String other, Figure figure) {
    Optional<Spread> base = spread(work, other, figure).filter(spread -> spread.median() > 0);
    return spread(work, label, figure)
        .flatMap(own -> base.map(spread -> own.median() / spread.median()));
  }

  /** Whether a server has this figure, but from no turn that others left alone. */
  boolean isDisturbed(Work work, String label, Figure figure) {
    return spread(work, label, figure).isEmpty()
        && of(work, label)
            .filter(sample -> sample.result().equals(figure.result()))
            .anyMatch(sample -> sample.number(figure.field()).isPresent());
  }

  private static boolean wasLeftAlone(Sample sample) {
    return sample.numberOrZero("foreign_server_core") <= FOREIGN_SHARE
        && sample.numberOrZero("foreign_gen_core") <= FOREIGN_SHARE;
  }
}
