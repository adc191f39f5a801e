package io.belfry.cli;

import io.belfry.server.config.file.ConfigProblem;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Stream;

/**
 * All that is wrong with a configuration file, as it is printed: one problem in one line, several
 * as a list.
 *
 * <p>Thread: immutable.
 *
 * @param name what the configuration is called
 * @param problems what is wrong, at least one thing
 */
record ConfigProblems(String name, List<ConfigProblem> problems) {
  /** Where a problem is that concerns all of it. */
  static final String WHOLE = "file";

  ConfigProblems {
    problems = List.copyOf(problems);
  }

  void print(PrintWriter writer) {
    List<String> lines = lines();
    writer.println("belfry: " + lines.get(0));
    lines.stream().skip(1).forEach(writer::println);
    writer.flush();
  }

  /** One line for one problem; a line more for several. */
  List<String> lines() {
    if (problems.size() == 1) {
      return List.of(name + place(problems.get(0)) + ": " + problems.get(0).sentence());
    }
    return Stream.concat(
            Stream.of(name + " has " + problems.size() + " problems:"),
            problems.stream().map(problem -> "  " + problem))
        .toList();
  }

  private String place(ConfigProblem problem) {
    boolean isWhole = problem.where().equals(WHOLE) || problem.where().equals(name);
    return isWhole ? "" : ", " + problem.where();
  }
}
