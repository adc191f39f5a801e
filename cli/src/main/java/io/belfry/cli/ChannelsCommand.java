package io.belfry.cli;

import io.belfry.rest.ChannelAttribute;
import io.belfry.rest.ChannelInfo;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code belfry channels}: which channels are occupied.
 *
 * <p>Thread: confined to the main thread.
 */
@Command(name = "channels", description = "Lists the channels to which somebody is subscribed.")
final class ChannelsCommand implements Callable<Integer> {
  private static final String PRESENCE = "presence-";

  @Spec private CommandSpec spec;

  @Mixin private TargetOptions target;

  @Mixin private AnswerOptions answer;

  @Option(
      names = "--prefix",
      paramLabel = "PREFIX",
      defaultValue = "",
      description = "Only those whose names begin so.")
  private String prefix = "";

  @Option(
      names = "--info",
      description = "Counts subscriptions; with --prefix presence- also the users.")
  private boolean wantsInfo;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  ChannelsCommand() {}

  @Override
  public Integer call() {
    return target.call(
        spec,
        (api, access) -> {
          Map<String, ChannelInfo> channels =
              new TreeMap<>(api.queries().channels(prefix, attributes()));
          var out = spec.commandLine().getOut();
          if (answer.isJson()) {
            out.println(ChannelTable.json(channels));
          } else if (channels.isEmpty()) {
            out.println("No such channel is occupied in " + access.words() + ".");
          } else {
            ChannelTable.print(out, channels);
          }
          out.flush();
        });
  }

  private ChannelAttribute[] attributes() {
    if (!wantsInfo) {
      return new ChannelAttribute[0];
    }
    return prefix.startsWith(PRESENCE)
        ? new ChannelAttribute[] {ChannelAttribute.SUBSCRIPTION_COUNT, ChannelAttribute.USER_COUNT}
        : new ChannelAttribute[] {ChannelAttribute.SUBSCRIPTION_COUNT};
  }
}
