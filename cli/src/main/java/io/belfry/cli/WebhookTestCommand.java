package io.belfry.cli;

import io.belfry.protocol.webhook.WebhookEvent;
import io.belfry.protocol.webhook.WebhookWriter;
import io.belfry.server.app.App;
import io.belfry.server.app.WebhookEndpoint;
import io.belfry.server.config.NodeSettings;
import io.belfry.server.config.ServerConfig;
import io.belfry.server.config.file.ConfigResult;
import io.belfry.server.webhook.HttpPoster;
import io.belfry.server.webhook.Poster;
import io.belfry.server.webhook.Poster.Attempt;
import io.belfry.server.webhook.Poster.Cause;
import io.belfry.server.webhook.Poster.Outcome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code belfry webhooks test}: sends a signed event to endpoints, as the server would, and says
 * what came of it.
 *
 * <p>Thread: confined to the main thread.
 *
 * @see "rule HOOK-095"
 */
@Command(
    name = "test",
    description = {
      "Sends a signed test event to the endpoints of an app, once, and says what came of it.",
      "It goes from this machine, as the server would send it from here; no server has to run."
    },
    footer = {
      "",
      "Exit codes: 0 every endpoint took it, 1 one did not, 2 called or configured wrongly."
    })
final class WebhookTestCommand implements Callable<Integer> {
  private static final String TEST = "belfry_test";
  private static final String DEFAULT_CHANNEL = "test-channel";

  @Spec private CommandSpec spec;

  @Option(names = "--config", paramLabel = "FILE", description = "Configuration with the app.")
  private @Nullable Path config;

  @Option(names = "--app", paramLabel = "ID", description = "Id of the app.")
  private @Nullable String appId;

  @Option(
      names = "--endpoint",
      paramLabel = "ID",
      description = "Only this endpoint, by the id that lists and logs have; all of the app.")
  private @Nullable String endpoint;

  @Option(
      names = "--event",
      paramLabel = "NAME",
      description = "An event as it would be told, such as channel_occupied; belfry_test.")
  private String event = TEST;

  @Option(names = "--channel", paramLabel = "NAME", description = "Channel that the event names.")
  private @Nullable String channel;

  @Option(names = "--user", paramLabel = "ID", description = "User that the event names.")
  private @Nullable String user;

  @Option(names = "--json", description = "Prints the outcomes as one JSON object.")
  private boolean isJson;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  WebhookTestCommand() {}

  /** What came of one request. */
  private record Result(String endpoint, Outcome outcome, long millis) {
    boolean isTaken() {
      return outcome.cause() == Cause.DELIVERED;
    }

    String status() {
      return outcome.status().isPresent() ? String.valueOf(outcome.status().getAsInt()) : "-";
    }
  }

  @Override
  public Integer call() throws Exception {
    if (config == null || appId == null) {
      return wrong("test needs --config with the configuration and --app with the id of the app.");
    }
    if (!event.equals(TEST) && WebhookEvent.Type.of(event).isEmpty()) {
      return wrong(
          "There is no event of that name. Known are belfry_test and "
              + String.join(", ", WebhookEvent.Type.wireNames())
              + ".");
    }
    ConfigSource source = new ConfigSource(config, Map.of());
    return switch (source.read()) {
      case ConfigResult.NotConfigured refused -> {
        new ConfigProblems(source.name(), refused.problems()).print(spec.commandLine().getErr());
        yield Main.WRONG;
      }
      case ConfigResult.Loaded loaded -> test(loaded.config());
    };
  }

  private int test(ServerConfig loaded) throws Exception {
    Optional<App> app = loaded.apps().stream().filter(one -> one.id().equals(appId)).findFirst();
    if (app.isEmpty()) {
      return wrong("There is no app with this id in the file.");
    }
    List<WebhookEndpoint> endpoints =
        app.get().webhooks().stream()
            .filter(one -> endpoint == null || one.id().equals(endpoint))
            .toList();
    if (endpoints.isEmpty()) {
      String ids =
          String.join(", ", app.get().webhooks().stream().map(WebhookEndpoint::id).toList());
      return wrong(
          ids.isEmpty()
              ? "The app has no webhook. Add one under apps[].webhooks."
              : "The app has no such endpoint. It has " + ids + ".");
    }
    List<Result> results = new ArrayList<>();
    try (Poster poster =
        HttpPoster.over(
            loaded.of(NodeSettings.WEBHOOKS_PROXY),
            loaded.of(NodeSettings.WEBHOOKS_ALLOW_PRIVATE_TARGETS),
            InstantSource.system())) {
      for (WebhookEndpoint to : endpoints) {
        results.add(post(poster, app.get(), to));
      }
    }
    print(results);
    return results.stream().allMatch(Result::isTaken) ? Main.DONE : Main.FAILED;
  }

  private Result post(Poster poster, App app, WebhookEndpoint to) throws Exception {
    long start = System.nanoTime();
    Attempt attempt =
        new Attempt(
            to,
            app.keys().stream().filter(App.Key::active).findFirst().orElseThrow(),
            true,
            UUID.randomUUID(),
            1,
            OptionalLong.empty(),
            OptionalLong.empty(),
            WebhookWriter.body(System.currentTimeMillis(), List.of(eventText())));
    Outcome outcome = poster.post(attempt).toCompletableFuture().get();
    return new Result(to.id(), outcome, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
  }

  private byte[] eventText() {
    return JsonLines.object(
            json -> {
              json.writeStringProperty("name", event);
              if (!event.equals(TEST) && !event.startsWith("user_")) {
                json.writeStringProperty("channel", channel == null ? DEFAULT_CHANNEL : channel);
              }
              if (event.startsWith("user_") || event.startsWith("member_")) {
                json.writeStringProperty("user_id", user == null ? "test-user" : user);
              }
              if (event.equals("client_event")) {
                json.writeStringProperty("event", "client-test");
                json.writeStringProperty("data", "{}");
                json.writeStringProperty("socket_id", "1.1");
              }
              if (event.equals("subscription_count")) {
                json.writeNumberProperty("subscription_count", 1);
              }
            })
        .getBytes(StandardCharsets.UTF_8);
  }

  private void print(List<Result> results) {
    var out = spec.commandLine().getOut();
    if (isJson) {
      out.println(json(results));
    } else {
      Columns table = new Columns("ENDPOINT", "OUTCOME", "STATUS", "TIME");
      results.forEach(
          one ->
              table.row(
                  one.endpoint(),
                  one.outcome().cause().word(),
                  one.status(),
                  one.millis() + " ms"));
      table.print(out);
      results.stream()
          .map(one -> WebhookAdvice.of(one.outcome().cause()))
          .filter(advice -> !advice.isEmpty())
          .distinct()
          .forEach(out::println);
    }
    out.flush();
  }

  private static String json(List<Result> results) {
    return JsonLines.object(
        json -> {
          json.writeArrayPropertyStart("results");
          for (Result one : results) {
            json.writeStartObject();
            json.writeStringProperty("endpoint", one.endpoint());
            json.writeStringProperty("outcome", one.outcome().cause().word());
            one.outcome().status().ifPresent(status -> json.writeNumberProperty("status", status));
            json.writeNumberProperty("millis", one.millis());
            json.writeStringProperty("advice", WebhookAdvice.of(one.outcome().cause()));
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  private int wrong(String sentence) {
    Console.of(spec.commandLine()).complain(sentence);
    return Main.WRONG;
  }
}
