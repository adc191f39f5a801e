package io.belfry.cli;

import io.belfry.cli.migrate.Tree;
import io.belfry.cli.migrate.TreeText;
import io.belfry.cli.migrate.Written;
import io.belfry.cli.ops.OperationsPort;
import io.belfry.cli.ops.OperationsPort.Answer;
import io.belfry.cli.ops.OperationsPort.NotDone;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code belfry webhooks}: queues and dead letters of a running server, over its operations port.
 *
 * <p>Thread: confined to the main thread.
 *
 * @see "rules HOOK-069, HOOK-095"
 */
@Command(
    name = "webhooks",
    description = "Shows what waits for webhook endpoints, and handles what was given up.",
    footer = {
      "",
      "Exit codes: 0 done, 1 the server refused or does not answer, or a test event was not taken,"
          + " 2 called wrongly."
    },
    subcommands = WebhookTestCommand.class)
final class WebhooksCommand implements Runnable {
  private static final String APP = "Only those of this app.";
  private static final String ENDPOINT = "Only those to this endpoint, by its id.";
  private static final String QUEUES = "/webhooks";
  private static final String LETTERS = "/dead-letters";

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the field
  WebhooksCommand() {}

  @Override
  public void run() {
    spec.commandLine().usage(out());
  }

  @Command(name = "list", description = "Lists the queues, and the dead letters of all or of some.")
  int list(
      @Option(names = "--app-id", paramLabel = "ID", description = APP) @Nullable String app,
      @Option(names = "--endpoint", paramLabel = "ID", description = ENDPOINT)
          @Nullable String endpoint,
      @Option(
              names = "--after",
              paramLabel = "NUMBER",
              description = "Dead letters behind this one; the page before ends with its number.")
          @Nullable Long after,
      @Mixin OperationsOptions options) {
    return options.with(
        spec,
        port -> {
          Answer queues = queues(port, app, endpoint);
          String more = after == null ? "" : "after=" + after;
          Answer letters = port.ask("GET", LETTERS + filter(app, endpoint, more));
          if (options.isJson()) {
            out().println("{\"webhooks\":" + queues.text() + ",\"page\":" + letters.text() + "}");
          } else {
            queues(queues.members());
            letters(letters.members());
          }
          out().flush();
        });
  }

  @Command(name = "show", description = "Shows a dead letter with what it was to say.")
  int show(
      @Parameters(paramLabel = "DELIVERY", description = "Id of the delivery.") String delivery,
      @Mixin OperationsOptions options) {
    return options.with(
        spec,
        port -> {
          Answer letter = port.ask("GET", LETTERS + "/" + encoded(delivery));
          if (options.isJson()) {
            out().println(letter.text());
          } else {
            letter(letter.members());
          }
          out().flush();
        });
  }

  @Command(
      name = "replay",
      description = "Queues a dead letter again under its old delivery id, or with --all many.")
  int replay(
      @Parameters(
              paramLabel = "DELIVERY",
              arity = "0..1",
              description = "Id of the delivery; none with --all.")
          @Nullable String delivery,
      @Option(
              names = "--all",
              description = "All dead letters, or those of --app-id and --endpoint.")
          boolean isAll,
      @Option(names = "--app-id", paramLabel = "ID", description = APP) @Nullable String app,
      @Option(names = "--endpoint", paramLabel = "ID", description = ENDPOINT)
          @Nullable String endpoint,
      @Mixin OperationsOptions options) {
    if ((delivery == null) != isAll) {
      return options.wrong(spec, "Name one delivery, or say --all.");
    }
    return options.with(
        spec,
        port -> {
          if (delivery == null) {
            replayAll(port, filter(app, endpoint, ""), options);
          } else {
            port.ask("POST", LETTERS + "/" + encoded(delivery) + "/replay");
            options.say(spec, "Queued again.", Map.of("replayed", 1L));
          }
        });
  }

  @Command(name = "drop", description = "Drops a dead letter for good.")
  int drop(
      @Parameters(paramLabel = "DELIVERY", description = "Id of the delivery.") String delivery,
      @Mixin OperationsOptions options) {
    return options.with(
        spec,
        port -> {
          port.ask("DELETE", LETTERS + "/" + encoded(delivery));
          options.say(spec, "Dropped.", Map.of("dropped", 1L));
        });
  }

  // All of them, which may be more than a page has.
  private static Answer queues(OperationsPort port, @Nullable String app, @Nullable String endpoint)
      throws NotDone {
    Answer first = port.ask("GET", QUEUES + filter(app, endpoint, ""));
    String next = TreeText.of(first.members(), "next");
    if (next.isEmpty()) {
      return first;
    }
    List<Tree> all = new ArrayList<>(TreeText.groups(first.members(), "queues"));
    while (!next.isEmpty()) {
      Tree.Group page =
          port.ask("GET", QUEUES + filter(app, endpoint, "after=" + encoded(next))).members();
      all.addAll(TreeText.groups(page, "queues"));
      next = TreeText.of(page, "next");
    }
    Map<String, Tree> members = new LinkedHashMap<>(first.members().members());
    members.put("queues", new Tree.Items(all));
    members.put("next", new Tree.Text(""));
    Tree.Group whole = new Tree.Group(members);
    return new Answer(Written.line(whole), whole);
  }

  private void replayAll(OperationsPort port, String filter, OperationsOptions options)
      throws NotDone {
    long replayed = 0;
    long skipped = 0;
    long next = 0;
    // What is given up anew meanwhile has higher numbers, and would come again without an end.
    long until = number(port.ask("GET", QUEUES + "?limit=1").members(), "last_number");
    do {
      String after = (filter.isEmpty() ? "?" : "&") + "after=" + next + "&until=" + until;
      Tree.Group answer = port.ask("POST", LETTERS + "/replay" + filter + after).members();
      replayed += number(answer, "replayed");
      skipped += number(answer, "skipped");
      next = number(answer, "next");
    } while (next > 0);
    String left =
        skipped == 0 ? "" : " " + skipped + " left: their endpoint is configured no more.";
    Map<String, Long> numbers = new LinkedHashMap<>();
    numbers.put("replayed", replayed);
    numbers.put("skipped", skipped);
    options.say(spec, replayed + " queued again." + left, numbers);
  }

  private static String filter(@Nullable String app, @Nullable String endpoint, String more) {
    List<String> parts =
        java.util.stream.Stream.of(
                app == null ? "" : "app=" + encoded(app),
                endpoint == null ? "" : "endpoint=" + encoded(endpoint),
                more)
            .filter(part -> !part.isEmpty())
            .toList();
    return parts.isEmpty() ? "" : "?" + String.join("&", parts);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private void queues(Tree.Group overview) {
    List<Tree.Group> queues = TreeText.groups(overview, "queues");
    out().println("store: " + TreeText.of(overview, "store"));
    Columns table =
        new Columns("APP", "ENDPOINT", "STATE", "EVENTS", "OLDEST", "UNDER WAY", "LAST", "DEAD");
    for (Tree.Group queue : queues) {
      table.row(
          TreeText.of(queue, "app"),
          TreeText.of(queue, "endpoint"),
          TreeText.of(queue, "state"),
          TreeText.of(queue, "events"),
          time(queue, "oldest_ms"),
          TreeText.of(queue, "under_way"),
          TreeText.of(queue, "last_outcome"),
          TreeText.of(queue, "dead_letters"));
    }
    table.print(out());
  }

  private void letters(Tree.Group page) {
    List<Tree.Group> letters = TreeText.groups(page, "dead_letters");
    out().println();
    if (letters.isEmpty()) {
      out().println("No dead letters.");
      return;
    }
    Columns table =
        new Columns("DELIVERY", "APP", "ENDPOINT", "CAUSE", "ATTEMPTS", "EVENTS", "GIVEN UP");
    for (Tree.Group letter : letters) {
      table.row(
          TreeText.of(letter, "delivery"),
          TreeText.of(letter, "app"),
          TreeText.of(letter, "endpoint"),
          cause(letter),
          TreeText.of(letter, "attempts"),
          TreeText.of(letter, "events"),
          time(letter, "given_up_ms"));
    }
    table.print(out());
    if (number(page, "next") > 0) {
      out().println("More: --after " + number(page, "next"));
    }
  }

  private void letter(Tree.Group letter) {
    Columns table = new Columns("delivery", TreeText.of(letter, "delivery"));
    table.row("app", TreeText.of(letter, "app"));
    table.row("endpoint", TreeText.of(letter, "endpoint"));
    table.row("cause", cause(letter));
    table.row("attempts", TreeText.of(letter, "attempts"));
    table.row("raised", time(letter, "raised_ms"));
    table.row("given up", time(letter, "given_up_ms"));
    table.print(out());
    for (Tree.Group event : TreeText.groups(letter, "body")) {
      out().println(Written.line(event.members().getOrDefault("event", new Tree.Nothing())));
    }
  }

  private static String cause(Tree.Group letter) {
    String status = TreeText.of(letter, "status");
    return TreeText.of(letter, "cause") + (status.isEmpty() ? "" : " " + status);
  }

  private static long number(Tree.Group group, String name) {
    String text = TreeText.of(group, name);
    return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
  }

  private static String time(Tree.Group group, String name) {
    long ms = number(group, name);
    return ms == 0 ? "-" : Instant.ofEpochMilli(ms).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
