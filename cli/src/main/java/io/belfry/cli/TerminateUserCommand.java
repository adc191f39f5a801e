package io.belfry.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code belfry terminate-user}: ends a user's connections.
 *
 * <p>Thread: confined to the main thread.
 */
@Command(
    name = "terminate-user",
    description = {
      "Ends all connections that are signed in as a user, with 4009.",
      "It does not keep the user out: that is for your endpoint, which stops signing."
    })
final class TerminateUserCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private TargetOptions target;

  @Mixin private AnswerOptions answer;

  @Parameters(index = "0", paramLabel = "USER", description = "Id of the user.")
  private String user = "";

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  TerminateUserCommand() {}

  @Override
  public Integer call() {
    return target.call(
        spec,
        (api, access) -> {
          api.terminateUserConnections(user);
          UserAnswer.print(
              spec,
              answer,
              user,
              "The connections of the user were ended, in " + access.words() + ".");
        });
  }
}
