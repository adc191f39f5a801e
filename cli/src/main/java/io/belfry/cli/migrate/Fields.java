package io.belfry.cli.migrate;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A group of a foreign file whose fields are taken one by one. Whatever nobody took is reported in
 * the end, so no field is forgotten.
 *
 * <p>Thread: confined to its caller.
 *
 * @see "rule LIM-047"
 */
final class Fields {
  private static final String UNKNOWN = "There is no such setting here.";

  private final Tree.Group group;
  private final String path;
  private final MigrationReport report;
  private final Set<String> taken = new HashSet<>();
  private final List<Fields> inside = new ArrayList<>();

  Fields(Tree.Group group, String path, MigrationReport report) {
    this.group = group;
    this.path = path;
    this.report = report;
  }

  /**
   * A value that was taken.
   *
   * @param path where it stands
   * @param tree what it is
   */
  record Taken(String path, Tree tree) {}

  /** Takes the first of these fields that is there; empty for none, and for one without a value. */
  Optional<Taken> take(String... names) {
    for (String name : names) {
      Tree tree = taken.contains(name) ? null : group.members().get(name);
      if (tree != null) {
        taken.add(name);
        return tree instanceof Tree.Nothing
            ? Optional.empty()
            : Optional.of(new Taken(MigrationReport.below(path, name), tree));
      }
    }
    return Optional.empty();
  }

  /** The fields of a group in this one, which is empty where there is none. */
  Fields group(String name) {
    Fields fields = new Fields(asGroup(name), MigrationReport.below(path, name), report);
    inside.add(fields);
    return fields;
  }

  private Tree.Group asGroup(String name) {
    if (group.members().get(name) instanceof Tree.Group found) {
      taken.add(name);
      return found;
    }
    return new Tree.Group(java.util.Map.of());
  }

  /** Reports a field that is there and means something else here. */
  void leave(String why, String... names) {
    for (String name : names) {
      take(name).ifPresent(field -> leave(field, why));
    }
  }

  /** Reports a value that was taken and cannot be used. */
  void leave(Taken field, String why) {
    report.leave(field.path, field.tree, why);
  }

  /** Says something beside what is left. */
  void note(String sentence) {
    report.note(sentence);
  }

  /** Reports whatever was not taken, here and in the groups of this one. */
  void leaveRest() {
    leaveRest(UNKNOWN);
  }

  /** The same, for that reason. */
  void leaveRest(String why) {
    inside.forEach(fields -> fields.leaveRest(why));
    group
        .members()
        .forEach(
            (name, tree) -> {
              if (!taken.contains(name)) {
                report.leave(MigrationReport.below(path, name), tree, why);
              }
            });
    taken.addAll(group.members().keySet());
  }

  /** Whether it has nothing. */
  boolean isEmpty() {
    return group.members().isEmpty();
  }

  /** Where it stands. */
  String path() {
    return path;
  }

  /** The report that it fills. */
  MigrationReport report() {
    return report;
  }
}
