package io.belfry.bench.run;

import java.util.Map;
import java.util.Optional;

/**
 * One line of {@code raw.jsonl}.
 *
 * <p>Thread: immutable.
 */
sealed interface RawLine {
  /**
   * What a figure depends on: the machine, the options, the virtual machine.
   *
   * @param byName in the order they are shown
   */
  record Facts(Map<String, String> byName) implements RawLine {}

  /**
   * One result of the generator.
   *
   * @param turn the turn it belongs to
   * @param result its kind, as the generator names it
   * @param numbers what was measured; a number of a nested object has both names with a dot
   */
  record Sample(Turn turn, String result, Map<String, Double> numbers) implements RawLine {
    /** A number, when this kind of result has it. */
    Optional<Double> number(String field) {
      return Optional.ofNullable(numbers.get(field));
    }

    /** The same, or zero. */
    double numberOrZero(String field) {
      return number(field).orElse(0.0);
    }
  }

  /**
   * Which work, which of its repeats, and on which server.
   *
   * @param work title of the work
   * @param repeat from one on
   * @param label label of the server
   */
  record Turn(String work, int repeat, String label) {}
}
