package io.belfry.cli;

import io.belfry.cli.access.Access;
import io.belfry.cli.access.ConfiguredApp;
import io.belfry.cli.access.NoAccess;
import io.belfry.cli.explain.Explainer;
import io.belfry.cli.explain.Explanation;
import io.belfry.cli.explain.NotUnderstood;
import io.belfry.server.app.App;
import io.belfry.server.config.NodeSettings;
import io.belfry.server.config.ServerConfig;
import io.belfry.server.jwt.FetchedKeys;
import io.belfry.server.webhook.post.BoundedGet;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code belfry explain}: why a token, a signed request or a webhook is refused.
 *
 * <p>Thread: confined to the main thread.
 *
 * @see "rules CON-061, THR-47"
 */
@Command(
    name = "explain",
    description = {
      "Says why a token, a signed request of the HTTP API or a webhook is refused, and what a reason"
          + " word of the log means.",
      "TEXT is a reason word such as token_expired, the answer of an auth endpoint, KEY:SIGNATURE, a JWT, a request as sent or as curl,"
          + " or a webhook with its fields and body; without it, or with -, it is read from standard"
          + " input.",
      "With --config all apps of a server are tried, so that a secret of another app is found."
          + " A JWT needs it: it is judged by the issuers there, whose keys are fetched."
    })
final class ExplainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private TargetOptions target;

  @Mixin private AnswerOptions answer;

  @Parameters(
      paramLabel = "TEXT",
      arity = "0..1",
      defaultValue = "-",
      description = "What to explain.")
  private String text = "-";

  @Option(names = "--socket-id", paramLabel = "ID", description = "Connection that a token is for.")
  private @Nullable String socketId;

  @Option(names = "--channel", paramLabel = "NAME", description = "Channel that a token is for.")
  private @Nullable String channel;

  @Option(
      names = "--channel-data",
      paramLabel = "JSON",
      description = "What was signed with the channel, if the answer has it not in it.")
  private @Nullable String channelData;

  @Option(
      names = "--user-data",
      paramLabel = "JSON",
      description = "What was signed as the user, if the answer has it not in it.")
  private @Nullable String userData;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  ExplainCommand() {}

  @Override
  public Integer call() {
    return target.with(
        spec, target.url() == null ? SignCommand.NOWHERE : target.url(), this::explain);
  }

  private int explain(Access access) throws IOException, NoAccess {
    if (target.config() == null) {
      App own = app(access);
      return explain(new Explainer(List.of(own), own, null, InstantSource.system()));
    }
    ServerConfig config = ConfiguredApp.read(target.config(), System.getenv());
    List<App> apps = config.apps();
    App own =
        apps.stream().filter(app -> app.id().equals(access.app().id())).findFirst().orElseThrow();
    try (FetchedKeys keys = keys(config)) {
      return explain(new Explainer(apps, own, keys, InstantSource.system()));
    }
  }

  private int explain(Explainer explainer) throws IOException {
    String pasted = text.equals("-") ? StandardInput.ofProcess().all() : text;
    try {
      Explanation found =
          explainer.explain(pasted, new Explainer.Facts(socketId, channel, channelData, userData));
      new ExplanationText(found).print(spec.commandLine().getOut(), answer.isJson());
      return found.isRight() ? Main.DONE : Main.FAILED;
    } catch (NotUnderstood e) {
      Console.of(spec.commandLine()).complain(String.valueOf(e.getMessage()));
      return Main.WRONG;
    }
  }

  // By the way that the server of this configuration goes.
  private static FetchedKeys keys(ServerConfig config) {
    return new FetchedKeys(
        () ->
            BoundedGet.over(
                config.of(NodeSettings.WEBHOOKS_PROXY),
                config.of(NodeSettings.WEBHOOKS_ALLOW_PRIVATE_TARGETS)));
  }

  private static App app(Access access) {
    Access.AppIdentity app = access.app();
    App other = App.builder(app.id()).key(app.key(), "never compared with anything").build();
    return new App(
        other.id(),
        other.name(),
        List.of(new App.Key(app.key(), app.secret(), true)),
        true,
        other.settings(),
        other.limits(),
        other.webhooks(),
        other.issuers());
  }
}
