package io.belfry.cli;

import io.belfry.cli.access.Access;
import io.belfry.protocol.ChannelKind;
import io.belfry.protocol.ChannelKind.Trait;
import io.belfry.rest.PresenceData;
import io.belfry.rest.Pusher;
import io.belfry.rest.UserData;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code belfry sign}: makes the token that an auth endpoint would answer. It needs no server.
 *
 * <p>Thread: confined to the main thread.
 *
 * @see "rule THR-01"
 */
@Command(
    name = "sign",
    description = "Makes the answer of an auth endpoint, for tests of one's own.")
final class SignCommand implements Runnable {
  static final String NOWHERE = "http://127.0.0.1:6001";
  private static final String SOCKET = "Id of the connection, such as 123.456.";

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the field
  SignCommand() {}

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** What is signed. */
  private interface Signing {
    String with(Pusher signer);
  }

  @Command(name = "user", description = "Signs a user in.")
  int user(
      @Parameters(index = "0", paramLabel = "SOCKET_ID", description = SOCKET) String socketId,
      @Parameters(index = "1", arity = "0..1", paramLabel = "USER", description = "Id of the user.")
          @Nullable String user,
      @Option(names = "--user-info", paramLabel = "JSON", description = "What others see of it.")
          @Nullable String info,
      @Option(names = "--watch", paramLabel = "USER", description = "A user to watch; repeatable.")
          @Nullable List<String> watchlist,
      @Option(
              names = "--user-data",
              paramLabel = "JSON",
              description = "The whole text to sign, instead of USER and the rest.")
          @Nullable String userData,
      @Mixin TargetOptions target,
      @Mixin AnswerOptions answer) {
    if ((user == null) == (userData == null)) {
      return wrong("sign user needs either the id of a user, or --user-data with the whole text.");
    }
    return sign(
        target,
        signer -> {
          if (userData != null) {
            return signer.authenticateUserVerbatim(socketId, userData).toJson();
          }
          UserData data = UserData.of(user == null ? "" : user);
          data = info == null ? data : data.withUserInfo(info);
          data = watchlist == null ? data : data.withWatchlist(watchlist);
          return signer.authenticateUser(socketId, data).toJson();
        });
  }

  @Command(name = "channel", description = "Lets a connection into a channel.")
  int channel(
      @Parameters(index = "0", paramLabel = "SOCKET_ID", description = SOCKET) String socketId,
      @Parameters(index = "1", paramLabel = "CHANNEL", description = "Name of the channel.")
          String channel,
      @Option(
              names = "--user",
              paramLabel = "ID",
              description =
                  "Member of a presence channel; without one, the user that is signed in.")
          @Nullable String user,
      @Option(names = "--user-info", paramLabel = "JSON", description = "What others see of it.")
          @Nullable String info,
      @Option(
              names = "--channel-data",
              paramLabel = "JSON",
              description = "The whole text to sign, instead of --user and --user-info.")
          @Nullable String channelData,
      @Mixin TargetOptions target,
      @Mixin AnswerOptions answer) {
    if ((user != null && channelData != null) || (info != null && user == null)) {
      return wrong("Give either --channel-data, or --user with or without --user-info.");
    }
    return sign(
        target,
        signer -> {
          if (channelData != null) {
            return signer.authorizeChannelVerbatim(socketId, channel, channelData).toJson();
          }
          if (user != null) {
            PresenceData data = PresenceData.of(user);
            data = info == null ? data : data.withUserInfo(info);
            return signer.authorizeChannel(socketId, channel, data).toJson();
          }
          return ChannelKind.of(channel).has(Trait.ROSTER)
              ? signer.authorizeChannelAsSignedInUser(socketId, channel).toJson()
              : signer.authorizeChannel(socketId, channel).toJson();
        });
  }

  private int sign(TargetOptions target, Signing signing) {
    String at = target.url() == null ? NOWHERE : target.url();
    return target.with(
        spec,
        at,
        (Access access) -> {
          try (Pusher signer = new Pusher(access.options())) {
            spec.commandLine().getOut().println(signing.with(signer));
            spec.commandLine().getOut().flush();
            return Main.DONE;
          }
        });
  }

  private int wrong(String sentence) {
    Console.of(spec.commandLine()).complain(sentence);
    return Main.WRONG;
  }
}
