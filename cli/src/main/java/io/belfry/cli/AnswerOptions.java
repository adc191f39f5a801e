package io.belfry.cli;

import picocli.CommandLine.Option;

/**
 * How an answer is written: for people, or as JSON.
 *
 * <p>Thread: confined to the main thread.
 */
final class AnswerOptions {
  @Option(names = "--json", description = "Prints the answer as one JSON object.")
  private boolean isJson;

  AnswerOptions() {}

  boolean isJson() {
    return isJson;
  }
}
