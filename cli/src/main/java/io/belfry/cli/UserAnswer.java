package io.belfry.cli;

import picocli.CommandLine.Model.CommandSpec;

/**
 * Says that something was done to a user.
 *
 * <p>Thread: stateless.
 */
final class UserAnswer {
  private UserAnswer() {}

  static void print(CommandSpec spec, AnswerOptions answer, String user, String sentence) {
    var out = spec.commandLine().getOut();
    out.println(
        answer.isJson()
            ? JsonLines.object(json -> json.writeStringProperty("user", user))
            : sentence);
    out.flush();
  }
}
