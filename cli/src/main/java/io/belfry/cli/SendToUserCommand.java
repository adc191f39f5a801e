package io.belfry.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code belfry send-to-user}: sends an event to a signed-in user.
 *
 * <p>Thread: confined to the main thread.
 */
@Command(
    name = "send-to-user",
    description =
        "Sends an event to all connections that are signed in as a user. None of them is no error.")
final class SendToUserCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private TargetOptions target;

  @Mixin private AnswerOptions answer;

  @Parameters(index = "0", paramLabel = "USER", description = "Id of the user.")
  private String user = "";

  @Parameters(index = "1", paramLabel = "EVENT", description = "Name of the event.")
  private String event = "";

  @Parameters(
      index = "2",
      paramLabel = "DATA",
      description = "Its data, sent as it is; - takes it from standard input.")
  private String data = "";

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  SendToUserCommand() {}

  @Override
  public Integer call() {
    return target.call(
        spec,
        (api, access) -> {
          api.sendToUser(user, event, data.equals("-") ? StandardInput.ofProcess().all() : data);
          UserAnswer.print(spec, answer, user, "Sent to the user, in " + access.words() + ".");
        });
  }
}
