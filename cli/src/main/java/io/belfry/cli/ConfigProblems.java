package io.belfry.cli;

import io.belfry.server.config.ConfigProblem;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/**
 * All that is wrong with a configuration file, as it is printed: one problem in one line, several
 * as a list.
 *
 * <p>Thread: immutable.
 *
 * @param file the file
 * @param problems what is wrong, at least one thing
 */
record ConfigProblems(Path file, List<ConfigProblem> problems) {
  private static final String WHOLE_FILE = "file";

  ConfigProblems {
    problems = List.copyOf(problems);
  }

  void print(PrintWriter writer) {
    if (problems.size() == 1) {
      writer.println(
          "belfry: " + file + place(problems.get(0)) + ": " + problems.get(0).sentence());
    } else {
      writer.println("belfry: " + file + " has " + problems.size() + " problems:");
      problems.forEach(problem -> writer.println("  " + problem));
    }
    writer.flush();
  }

  private String place(ConfigProblem problem) {
    boolean isWhole = problem.where().equals(WHOLE_FILE) || problem.where().equals(file.toString());
    return isWhole ? "" : ", " + problem.where();
  }
}
