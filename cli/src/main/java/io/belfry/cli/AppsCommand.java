package io.belfry.cli;

import io.belfry.cli.apps.AppsPlace.Listed;
import io.belfry.cli.apps.Change;
import io.belfry.cli.apps.NewSecret;
import io.belfry.cli.apps.NotChanged;
import io.belfry.cli.migrate.Tree;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
 * {@code belfry apps}: looks at and changes the apps of a configuration. A running server takes the
 * change up by itself.
 *
 * <p>Thread: confined to the main thread.
 *
 * @see "rules LIM-042, LIM-045, LIM-048, LIM-049"
 */
@Command(
    name = "apps",
    description = {
      "Lists and changes the apps of a configuration, or takes those of another server over.",
      "A running server takes the change up by itself. Comments and order of the file stay."
    },
    footer = {"", "Exit codes: 0 done, 2 refused: nothing was changed, and a sentence says why."},
    subcommands = ImportCommand.class)
final class AppsCommand implements Runnable {
  private static final String APP = "Id of the app.";
  private static final List<String> ROTATION =
      List.of(
          "1. Give this key and secret to your application; it still verifies webhooks with the old one.",
          "2. Move clients to this key. Both keys are good for connections, calls and tokens meanwhile.",
          "3. When the old key is no longer used:");

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the field
  AppsCommand() {}

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  @Command(name = "list", description = "Lists the apps with their public keys.")
  int list(@Mixin AppsOptions options) throws NotChanged {
    return options.with(
        spec, place -> AppsTable.print(options.console(spec), place.list(), options));
  }

  @Command(
      name = "add",
      description = "Adds an app with a key and a new secret, which is shown this once.")
  int add(
      @Option(
              names = "--id",
              paramLabel = "ID",
              description =
                  "Id of the app, decimal for the sake of some libraries; the next free one.")
          @Nullable String id,
      @Option(names = "--name", paramLabel = "NAME", description = "Name for people.")
          @Nullable String name,
      @Option(names = "--key", paramLabel = "KEY", description = "Public key; a random one.")
          @Nullable String key,
      @Mixin AppsOptions options) {
    return options.with(
        spec,
        place -> {
          String ofApp = id == null ? nextId(place.list()) : id;
          Map<String, Tree> app = new LinkedHashMap<>();
          app.put("id", new Tree.Text(ofApp));
          if (name != null) {
            app.put("name", new Tree.Text(name));
          }
          NewKey made = NewKey.of(key);
          app.put("keys", new Tree.Items(List.of(made.entry())));
          place.make(new Change.Add(List.of(new Tree.Group(app))));
          made.print(options, spec, "App " + ofApp + " was added to " + place.name() + ".", ofApp);
        });
  }

  @Command(
      name = "rotate-key",
      description = {
        "Adds a second key to an app, whose secret is shown this once, and says what comes next.",
        "--retire KEY switches the old one off when nothing uses it any more."
      })
  int rotateKey(
      @Parameters(paramLabel = "APP", description = APP) String app,
      @Option(names = "--retire", paramLabel = "KEY", description = "Switches this key off.")
          @Nullable String retire,
      @Mixin AppsOptions options) {
    return options.with(
        spec,
        place -> {
          if (retire != null) {
            place.make(new Change.Retire(app, retire));
            options.say(spec, "Key " + retire + " of app " + app + " is switched off.", app);
            return;
          }
          NewKey made = NewKey.of(null);
          place.make(new Change.AddKey(app, made.entry()));
          made.print(options, spec, "App " + app + " has a further key.", app);
          if (!options.isJson()) {
            ROTATION.forEach(options.console(spec).out()::println);
            options
                .console(spec)
                .out()
                .println(
                    "   belfry apps rotate-key "
                        + app
                        + " --retire OLD-KEY"
                        + options.configuration());
          }
        });
  }

  @Command(
      name = "disable",
      description = "Switches an app off: its connections end with 4003, for good.")
  int disable(
      @Parameters(paramLabel = "APP", description = APP) String app, @Mixin AppsOptions options) {
    return options.with(
        spec,
        place -> {
          place.make(new Change.Enable(app, false));
          options.say(spec, "App " + app + " is switched off.", app);
        });
  }

  @Command(name = "enable", description = "Switches an app on.")
  int enable(
      @Parameters(paramLabel = "APP", description = APP) String app, @Mixin AppsOptions options) {
    return options.with(
        spec,
        place -> {
          place.make(new Change.Enable(app, true));
          options.say(spec, "App " + app + " is switched on.", app);
        });
  }

  @Command(
      name = "remove",
      description =
          "Takes an app out, with its keys and secrets: its connections end with 4001, for good.")
  int remove(
      @Parameters(paramLabel = "APP", description = APP) String app,
      @Option(names = "--yes", description = "Says that its secrets may be lost.") boolean isSure,
      @Mixin AppsOptions options) {
    return options.with(
        spec,
        place -> {
          if (!isSure) {
            throw new NotChanged(
                "This loses the secrets of app " + app + " for good. Say --yes if that is meant.");
          }
          place.make(new Change.Remove(app));
          options.say(spec, "App " + app + " was taken out of " + place.name() + ".", app);
        });
  }

  private static String nextId(List<Listed> apps) {
    long most =
        apps.stream()
            .map(Listed::id)
            .filter(id -> id.matches("\\d{1,15}"))
            .mapToLong(Long::parseLong)
            .max()
            .orElse(0);
    return Long.toString(most + 1);
  }

  /**
   * A key that was just made.
   *
   * @param key the public one
   * @param secret shown once
   */
  private record NewKey(String key, String secret) {
    static NewKey of(@Nullable String key) {
      return new NewKey(key == null ? NewSecret.key() : key, NewSecret.text());
    }

    Tree.Group entry() {
      Map<String, Tree> entry = new LinkedHashMap<>();
      entry.put("key", new Tree.Text(key));
      entry.put("secret", new Tree.Text(secret));
      entry.put(
          "created_at", new Tree.Text(Instant.now().truncatedTo(ChronoUnit.SECONDS).toString()));
      return new Tree.Group(entry);
    }

    void print(AppsOptions options, CommandSpec spec, String sentence, String app) {
      var out = options.console(spec).out();
      if (options.isJson()) {
        out.println(
            JsonLines.object(
                json -> {
                  json.writeStringProperty("app", app);
                  json.writeStringProperty("key", key);
                  json.writeStringProperty("secret", secret);
                }));
      } else {
        out.println(sentence);
        out.println("  key     " + key);
        out.println("  secret  " + secret + "   (shown this once)");
      }
      out.flush();
    }

    @Override
    public String toString() {
      return key;
    }
  }
}
