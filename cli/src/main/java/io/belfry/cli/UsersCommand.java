package io.belfry.cli;

import io.belfry.protocol.Shortened;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code belfry users}: who is in a presence channel.
 *
 * <p>Thread: confined to the main thread.
 */
@Command(name = "users", description = "Lists the users that are members of a presence channel.")
final class UsersCommand implements Callable<Integer> {
  private static final int LONGEST = 256;

  @Spec private CommandSpec spec;

  @Mixin private TargetOptions target;

  @Mixin private AnswerOptions answer;

  @Parameters(
      index = "0",
      paramLabel = "CHANNEL",
      description = "A presence channel, such as presence-lobby.")
  private String channel = "";

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  UsersCommand() {}

  @Override
  public Integer call() {
    return target.call(
        spec,
        (api, access) -> {
          List<String> members = api.queries().members(channel);
          var out = spec.commandLine().getOut();
          if (answer.isJson()) {
            out.println(
                JsonLines.object(
                    json -> {
                      json.writeArrayPropertyStart("users");
                      members.forEach(json::writeString);
                      json.writeEndArray();
                    }));
          } else if (members.isEmpty()) {
            out.println("Nobody is in it.");
          } else {
            members.forEach(member -> out.println(Shortened.of(member, LONGEST)));
          }
          out.flush();
        });
  }
}
