package io.belfry.cli;

import io.belfry.protocol.ChannelKind;
import io.belfry.protocol.ChannelKind.Trait;
import io.belfry.protocol.Shortened;
import io.belfry.rest.ChannelAttribute;
import io.belfry.rest.ChannelState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code belfry channel}: what is known of one channel.
 *
 * <p>Thread: confined to the main thread.
 */
@Command(
    name = "channel",
    description = "Shows whether a channel is occupied, by how many, and its kept event.")
final class ChannelCommand implements Callable<Integer> {
  private static final int SHOWN = 2000;

  @Spec private CommandSpec spec;

  @Mixin private TargetOptions target;

  @Mixin private AnswerOptions answer;

  @Parameters(index = "0", paramLabel = "CHANNEL", description = "Name of the channel.")
  private String channel = "";

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  ChannelCommand() {}

  @Override
  public Integer call() {
    return target.call(spec, (api, access) -> print(api.queries().channel(channel, attributes())));
  }

  private ChannelAttribute[] attributes() {
    ChannelKind kind = ChannelKind.of(channel);
    List<ChannelAttribute> wanted = new ArrayList<>(List.of(ChannelAttribute.SUBSCRIPTION_COUNT));
    if (kind.has(Trait.ROSTER)) {
      wanted.add(ChannelAttribute.USER_COUNT);
    }
    if (kind.has(Trait.CACHE)) {
      wanted.add(ChannelAttribute.CACHE);
    }
    return wanted.toArray(ChannelAttribute[]::new);
  }

  private void print(ChannelState state) {
    var out = spec.commandLine().getOut();
    if (answer.isJson()) {
      out.println(json(state));
    } else {
      out.println("occupied       " + (state.isOccupied() ? "yes" : "no"));
      out.println("subscriptions  " + ChannelTable.text(state.info().subscriptionCount()));
      if (ChannelKind.of(channel).has(Trait.ROSTER)) {
        out.println("users          " + ChannelTable.text(state.info().userCount()));
      }
      state
          .cached()
          .ifPresent(
              kept ->
                  out.println(
                      "kept           "
                          + Shortened.of(kept.data(), SHOWN)
                          + "  (for "
                          + kept.timeToLive().toSeconds()
                          + " s)"));
    }
    out.flush();
  }

  private String json(ChannelState state) {
    return JsonLines.object(
        json -> {
          json.writeStringProperty("channel", channel);
          json.writeBooleanProperty("occupied", state.isOccupied());
          ChannelTable.write(json, state.info());
          state
              .cached()
              .ifPresent(
                  kept -> {
                    json.writeObjectPropertyStart("cache");
                    json.writeStringProperty("data", kept.data());
                    json.writeNumberProperty("ttl", kept.timeToLive().toSeconds());
                    json.writeEndObject();
                  });
        });
  }
}
