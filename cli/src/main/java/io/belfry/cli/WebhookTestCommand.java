package io.belfry.cli;

import io.belfry.cli.migrate.Tree;
import io.belfry.cli.migrate.TreeText;
import io.belfry.cli.ops.OperationsPort;
import io.belfry.cli.ops.OperationsPort.NotDone;
import io.belfry.protocol.webhook.WebhookEvent;
import io.belfry.protocol.webhook.WebhookWriter;
import io.belfry.server.app.App;
import io.belfry.server.app.WebhookEndpoint;
import io.belfry.server.config.NodeSettings;
import io.belfry.server.config.ServerConfig;
import io.belfry.server.config.file.ConfigResult;
import io.belfry.server.webhook.post.HttpPoster;
import io.belfry.server.webhook.post.Poster;
import io.belfry.server.webhook.post.Poster.Attempt;
import io.belfry.server.webhook.post.Poster.Cause;
import io.belfry.server.webhook.post.Poster.Outcome;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
      "With --config it goes from this machine and no server has to run; with --operations the"
          + " running server sends it, for apps of a database too."
    },
    footer = {
      "",
      "Exit codes: 0 every endpoint took it, 1 one did not, 2 called or configured wrongly."
    })
final class WebhookTestCommand implements Callable<Integer> {
  private static final String TEST = "belfry_test";
  // Longer than a server waits for an endpoint.
  private static final Duration LONGEST = Duration.ofSeconds(130);
  private static final String DEFAULT_CHANNEL = "test-channel";

  @Spec private CommandSpec spec;

  @Option(names = "--config", paramLabel = "FILE", description = "Configuration with the app.")
  private @Nullable Path config;

  @Option(
      names = "--operations",
      paramLabel = "URL",
      description = "Operations port of a server, such as http://127.0.0.1:9100, that sends it.")
  private @Nullable URI operations;

  @Option(names = "--app-id", paramLabel = "ID", description = "Id of the app.")
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
    if ((config == null) == (operations == null) || appId == null) {
      return wrong(
          "test needs --app-id with the id of the app, and either --config with the configuration or"
              + " --operations with the address of a server's operations port.");
    }
    if (operations != null) {
      return test(operations, appId);
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
      return wrong(
          "There is no app with this id in the file. One of a database is tested through the server:"
              + " --operations instead of --config.");
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

  private int test(URI at, String app) {
    boolean isOther = !event.equals(TEST) || channel != null || user != null;
    if (isOther || !OperationsOptions.isAddress(at)) {
      return wrong(
          "A server sends belfry_test alone, and its address is one such as http://127.0.0.1:9100.");
    }
    List<Result> results = new ArrayList<>();
    try (OperationsPort port = new OperationsPort(at)) {
      for (String to : endpoints(port, app)) {
        results.add(asked(port, app, to));
      }
    } catch (NotDone e) {
      Console.of(spec.commandLine()).complain(String.valueOf(e.getMessage()));
      return Main.FAILED;
    }
    if (results.isEmpty()) {
      return wrong("The server knows no such endpoint: belfry webhooks list shows those that are.");
    }
    print(results);
    return results.stream().allMatch(Result::isTaken) ? Main.DONE : Main.FAILED;
  }

  private List<String> endpoints(OperationsPort port, String app) throws NotDone {
    if (endpoint != null) {
      return List.of(endpoint);
    }
    Tree.Group queues = port.ask("GET", "/webhooks?app=" + encoded(app)).members();
    return TreeText.groups(queues, "queues").stream()
        .filter(queue -> !TreeText.of(queue, "state").equals("removed"))
        .map(queue -> TreeText.of(queue, "endpoint"))
        .toList();
  }

  private static Result asked(OperationsPort port, String app, String to) throws NotDone {
    long start = System.nanoTime();
    String target = "/webhooks/test?app=" + encoded(app) + "&endpoint=" + encoded(to);
    Tree.Group answer = port.ask("POST", target, LONGEST).members();
    String word = TreeText.of(answer, "outcome");
    String status = TreeText.of(answer, "status");
    Cause cause =
        Stream.of(Cause.values())
            .filter(one -> one.word().equals(word))
            .findFirst()
            .orElse(Cause.BROKEN);
    OptionalInt code =
        status.matches("\\d{3}") ? OptionalInt.of(Integer.parseInt(status)) : OptionalInt.empty();
    Outcome outcome = new Outcome(cause, code, Optional.empty());
    return new Result(to, outcome, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
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
