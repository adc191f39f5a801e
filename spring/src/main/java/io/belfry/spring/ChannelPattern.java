package io.belfry.spring;

import io.belfry.protocol.ChannelKind;
import io.belfry.protocol.ChannelName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A channel name with variables. Its literals are looked for from the left, each as early as it
 * can, and from the right, each as late as it can. Where both find the same places there is no
 * other way to read the name; else it is not matched.
 *
 * <p>Thread: immutable.
 *
 * @see "rule HTTP-232"
 */
final class ChannelPattern {
  private final String text;
  private final ChannelKind kind;

  /** One more than there are variables: what stands before, between and behind them. */
  private final List<String> literals;

  private final List<String> variables;

  private ChannelPattern(String text, List<String> literals, List<String> variables) {
    this.text = text;
    this.kind = ChannelKind.of(literals.get(0));
    this.literals = literals;
    this.variables = variables;
  }

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException if no name could match it, or not in one way
   */
  static ChannelPattern parse(String text) {
    List<String> literals = new ArrayList<>();
    List<String> variables = new ArrayList<>();
    int at = 0;
    for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', at)) {
      int close = text.indexOf('}', open);
      if (close < 0) {
        throw wrong(text, "has a { without its }");
      }
      if (open == at && at > 0) {
        throw wrong(text, "has two variables beside each other, which could be read in many ways");
      }
      literals.add(text.substring(at, open));
      variables.add(text.substring(open + 1, close));
      at = close + 1;
    }
    literals.add(text.substring(at));
    check(text, literals, variables);
    return new ChannelPattern(text, List.copyOf(literals), List.copyOf(variables));
  }

  private static void check(String text, List<String> literals, List<String> variables) {
    if (!ChannelKind.of(literals.get(0)).has(ChannelKind.Trait.AUTHORIZED)) {
      throw wrong(
          text,
          "does not begin with private- or presence-. Whoever asks joins other channels, without a"
              + " word of the application");
    }
    if (variables.stream().anyMatch(String::isBlank)
        || new HashSet<>(variables).size() < variables.size()) {
      throw wrong(text, "has a variable without a name, or two of one name");
    }
    if (ChannelName.parse(String.join("x", literals)).isEmpty()) {
      throw wrong(text, "has a character that no channel name has, or is too long");
    }
  }

  private static IllegalArgumentException wrong(String text, String what) {
    return new IllegalArgumentException(
        "The pattern \""
            + text
            + "\" of a ChannelAuthorizer "
            + what
            + ". Expected one such as private-orders-{owner}.");
  }

  /** How many characters stand outside the variables. */
  int literalLength() {
    return literals.stream().mapToInt(String::length).sum();
  }

  /** What the name has in place of the variables; empty if it does not match, or not in one way. */
  Optional<Map<String, String>> match(String name) {
    if (ChannelKind.of(name) != kind
        || !name.startsWith(literals.get(0))
        || !name.endsWith(literals.get(literals.size() - 1))) {
      return Optional.empty();
    }
    if (variables.isEmpty()) {
      return name.equals(text) ? Optional.of(Map.of()) : Optional.empty();
    }
    int[] early = early(name);
    return early != null && java.util.Arrays.equals(early, late(name))
        ? Optional.of(values(name, early))
        : Optional.empty();
  }

  /** Where each literal but the first begins, as early as it can; null if there is no room. */
  private int @Nullable [] early(String name) {
    int[] starts = new int[variables.size()];
    int from = literals.get(0).length() + 1;
    for (int i = 0; i < starts.length; i++) {
      String literal = literals.get(i + 1);
      boolean isLast = i == starts.length - 1;
      int found = isLast ? name.length() - literal.length() : name.indexOf(literal, from);
      if (found < from) {
        return null;
      }
      starts[i] = found;
      from = found + literal.length() + 1;
    }
    return starts;
  }

  /** The same, as late as it can. There is room, since there was from the left. */
  private int[] late(String name) {
    int[] starts = new int[variables.size()];
    int end = name.length();
    for (int i = starts.length - 1; i >= 0; i--) {
      String literal = literals.get(i + 1);
      boolean isLast = i == starts.length - 1;
      starts[i] =
          isLast ? end - literal.length() : name.lastIndexOf(literal, end - literal.length());
      end = starts[i] - 1;
    }
    return starts;
  }

  private Map<String, String> values(String name, int[] starts) {
    Map<String, String> values = new LinkedHashMap<>();
    int from = literals.get(0).length();
    for (int i = 0; i < starts.length; i++) {
      values.put(variables.get(i), name.substring(from, starts[i]));
      from = starts[i] + literals.get(i + 1).length();
    }
    return values;
  }

  @Override
  public String toString() {
    return text;
  }
}
