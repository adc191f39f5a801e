package io.belfry.cli;

import io.belfry.cli.access.Access;
import io.belfry.rest.ApiException;
import io.belfry.rest.ChannelAttribute;
import io.belfry.rest.ChannelInfo;
import io.belfry.rest.Event;
import io.belfry.rest.Pusher;
import io.belfry.rest.TriggerResult;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code belfry trigger}: sends an event to channels, or many events that are piped in.
 *
 * <p>Thread: confined to the main thread.
 */
@Command(
    name = "trigger",
    customSynopsis = {
      "belfry trigger [OPTIONS] CHANNEL... EVENT DATA",
      "belfry trigger [OPTIONS] -"
    },
    description = {
      "Sends an event to one channel or several. DATA is sent as it is; - takes it from standard"
          + " input.",
      "With - alone each line of standard input is an event, such as"
          + " {\"channel\":\"news\",\"event\":\"headline\",\"data\":{\"text\":\"hello\"}}, as"
          + " belfry listen prints them."
    })
final class TriggerCommand implements Callable<Integer> {
  private static final int SHORTEST = 3;

  @Spec private CommandSpec spec;

  @Mixin private TargetOptions target;

  @Mixin private AnswerOptions answer;

  @Parameters(
      paramLabel = "WORD",
      arity = "1..*",
      description = "Channels, then the event, then its data.")
  private List<String> words = List.of();

  @Option(
      names = "--socket-id",
      paramLabel = "ID",
      description = "Connection that is left out: the one that caused the event.")
  private @Nullable String socketId;

  @Option(
      names = "--info",
      description = "Prints how many subscriptions, and on presence channels users, got it.")
  private boolean wantsInfo;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  TriggerCommand() {}

  @Override
  public Integer call() {
    boolean isPiped = words.equals(List.of("-"));
    if (!isPiped && words.size() < SHORTEST) {
      Console.of(spec.commandLine())
          .complain(
              "trigger needs a channel, an event and its data, such as: belfry trigger news headline"
                  + " '{\"text\":\"hello\"}'.");
      return Main.WRONG;
    }
    return target.call(
        spec,
        (api, access) -> {
          if (isPiped) {
            pipe(api, access);
          } else {
            one(api, access);
          }
        });
  }

  private void one(Pusher api, Access access) throws IOException {
    int count = words.size();
    String given = words.get(count - 1);
    String data = given.equals("-") ? StandardInput.ofProcess().all() : given;
    List<String> channels = words.subList(0, count - 2);
    Event event = Event.of(channels, words.get(count - 2), data);
    if (socketId != null) {
      event = event.excluding(socketId);
    }
    if (wantsInfo) {
      boolean haveMembers = channels.stream().allMatch(name -> name.startsWith("presence-"));
      event =
          haveMembers
              ? event.withInfo(ChannelAttribute.SUBSCRIPTION_COUNT, ChannelAttribute.USER_COUNT)
              : event.withInfo(ChannelAttribute.SUBSCRIPTION_COUNT);
    }
    TriggerResult result = api.trigger(event);
    Map<String, ChannelInfo> counted = new TreeMap<>();
    channels.forEach(name -> counted.put(name, result.channel(name)));
    print(access, counted);
  }

  private void print(Access access, Map<String, ChannelInfo> counted) {
    var out = spec.commandLine().getOut();
    if (answer.isJson()) {
      out.println(ChannelTable.json(counted));
    } else {
      out.println(
          "Sent to "
              + (counted.size() == 1 ? "one channel" : counted.size() + " channels")
              + " of "
              + access.words()
              + ".");
      if (wantsInfo) {
        ChannelTable.print(out, counted);
      }
    }
    out.flush();
  }

  private void pipe(Pusher api, Access access) throws IOException {
    PipedEvents events = new PipedEvents(StandardInput.ofProcess(), socketId);
    long sent = 0;
    for (List<Event> batch = events.next(); !batch.isEmpty(); batch = events.next()) {
      try {
        api.triggerBatch(batch);
      } catch (ApiException e) {
        throw new IOException(
            "After "
                + sent
                + " events, those up to line "
                + events.lines()
                + " were not sent. "
                + ApiAdvice.sentence(e),
            e);
      }
      sent += batch.size();
    }
    long all = sent;
    var out = spec.commandLine().getOut();
    out.println(
        answer.isJson()
            ? JsonLines.object(json -> json.writeNumberProperty("sent", all))
            : "Sent " + all + (all == 1 ? " event to " : " events to ") + access.words() + ".");
    out.flush();
  }
}
