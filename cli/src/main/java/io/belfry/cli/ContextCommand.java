package io.belfry.cli;

import io.belfry.cli.access.AccessSearch;
import io.belfry.cli.access.Context;
import io.belfry.cli.access.Contexts;
import io.belfry.cli.access.NoAccess;
import io.belfry.cli.access.SecretSource;
import io.belfry.cli.access.ServerAddress;
import io.belfry.protocol.sign.AuthToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code belfry context}: servers and apps under names of one's own.
 *
 * <p>Thread: confined to the main thread.
 *
 * @see "rules LIM-080, LIM-045"
 */
@Command(
    name = "context",
    description = {
      "Keeps servers and apps under names of your own, in a file that only you can read.",
      "An option comes before a variable, and that before the context in use; without one, a belfry"
          + " dev with its data in this folder is found by itself."
    })
final class ContextCommand implements Runnable {
  private static final String NAME = "Name of the context.";

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the field
  ContextCommand() {}

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** What all of them have. */
  static final class ContextOptions {
    @Option(
        names = "--contexts",
        paramLabel = "FILE",
        description = "File of contexts; belfry/contexts.json in the folder for configurations.")
    private @Nullable Path file;

    @Mixin private AnswerOptions answer = new AnswerOptions();

    ContextOptions() {}

    Path file() {
      return file == null ? Contexts.place(System.getenv()) : file;
    }
  }

  /** Where the secret of a new context is. */
  static final class ContextSecret {
    @Option(
        names = "--secret-file",
        paramLabel = "FILE",
        description = "The secret is in this file, which is read each time.")
    private @Nullable Path file;

    @Option(
        names = "--secret-env",
        paramLabel = "NAME",
        description = "The secret is in this variable, which is read each time.")
    private @Nullable String variable;

    @Option(
        names = "--secret-stdin",
        description = "The secret is read from standard input now, and kept in the context.")
    private boolean isPiped;

    @Option(
        names = "--master-key-file",
        paramLabel = "FILE",
        description = "File with the base64 key of encrypted channels.")
    private @Nullable Path masterKey;

    ContextSecret() {}

    SecretSource source() throws NoAccess, IOException {
      if (file != null) {
        return new SecretSource.Kept(file.toAbsolutePath());
      }
      if (variable != null) {
        return new SecretSource.Variable(variable);
      }
      if (!isPiped) {
        throw new NoAccess(
            "Say where the secret is: --secret-file, --secret-env, or --secret-stdin.");
      }
      SecretSource.Value value =
          new SecretSource.Value(StandardInput.ofProcess().line().orElse("").strip());
      value.read(Map.of());
      return value;
    }

    Optional<SecretSource> masterKey() {
      return Optional.ofNullable(masterKey)
          .map(path -> new SecretSource.Kept(path.toAbsolutePath()));
    }

    boolean isNone() {
      return file == null && variable == null && !isPiped;
    }
  }

  /** What is done with the contexts. */
  private interface Task {
    void with(Path file, Contexts contexts) throws NoAccess, IOException;
  }

  private int with(ContextOptions options, Task task) {
    Console console = Console.of(spec.commandLine());
    try {
      task.with(options.file(), Contexts.read(options.file()));
      console.out().flush();
      return Main.DONE;
    } catch (NoAccess | IOException e) {
      console.complain(String.valueOf(e.getMessage()));
      return Main.WRONG;
    }
  }

  @Command(name = "add", description = "Adds a context, or puts another in its place.")
  int add(
      @Parameters(paramLabel = "NAME", description = NAME) String name,
      @Option(names = "--url", paramLabel = "URL", description = "Where the server is.")
          @Nullable String url,
      @Option(names = "--app-id", paramLabel = "ID", description = "Id of the app.")
          @Nullable String appId,
      @Option(names = "--key", paramLabel = "KEY", description = "Key of the app.")
          @Nullable String key,
      @Option(
              names = "--config",
              paramLabel = "FILE",
              description = "Configuration on this machine that says all that; read each time.")
          @Nullable Path config,
      @Option(names = "--ca-file", paramLabel = "FILE", description = "Certificates to trust.")
          @Nullable Path trust,
      @Mixin ContextSecret secret,
      @Mixin ContextOptions options) {
    return with(
        options,
        (file, contexts) -> {
          if (!Context.isName(name)) {
            throw new NoAccess("The name has to be 1 to 64 of A-Z a-z 0-9 _ - and the dot.");
          }
          if (url != null) {
            ServerAddress.parse(url);
          }
          Context.WhichApp app =
              config != null
                  ? configured(config, appId, key, secret)
                  : named(url, appId, key, secret);
          Optional<Path> ca = Optional.ofNullable(trust).map(Path::toAbsolutePath);
          contexts.with(name, new Context(Optional.ofNullable(url), app, ca)).write(file);
          said(options, name, "Context " + name + " is kept in " + file + ".");
        });
  }

  private static Context.WhichApp configured(
      Path config, @Nullable String appId, @Nullable String key, ContextSecret secret)
      throws NoAccess {
    if (key != null || !secret.isNone()) {
      throw new NoAccess("--config knows key and secret already. Leave them away.");
    }
    return new Context.Configured(config.toAbsolutePath(), appId == null ? "" : appId);
  }

  private static Context.WhichApp named(
      @Nullable String url, @Nullable String appId, @Nullable String key, ContextSecret secret)
      throws NoAccess, IOException {
    if (url == null || key == null) {
      throw new NoAccess("A context needs --url and --key, or --config.");
    }
    if (!AuthToken.isKey(key)) {
      throw new NoAccess("The key has another form. Expected 1 to 64 of A-Z a-z 0-9 _ -.");
    }
    return new Context.Named(appId == null ? "1" : appId, key, secret.source(), secret.masterKey());
  }

  @Command(name = "use", description = "Says which context counts where none is named.")
  int use(
      @Parameters(paramLabel = "NAME", description = NAME) String name,
      @Mixin ContextOptions options) {
    return change(name, options, contexts -> contexts.using(name), " is in use.");
  }

  @Command(name = "remove", description = "Removes a context.")
  int remove(
      @Parameters(paramLabel = "NAME", description = NAME) String name,
      @Mixin ContextOptions options) {
    return change(name, options, contexts -> contexts.without(name), " is removed.");
  }

  private int change(
      String name, ContextOptions options, UnaryOperator<Contexts> change, String done) {
    return with(
        options,
        (file, contexts) -> {
          contexts.get(name);
          change.apply(contexts).write(file);
          said(options, name, "Context " + name + done);
        });
  }

  @Command(name = "list", description = "Lists the contexts; no secret is shown.")
  int list(@Mixin ContextOptions options) {
    return with(
        options,
        (file, contexts) -> {
          Console console = Console.of(spec.commandLine());
          if (options.answer.isJson()) {
            console.out().println(ContextTable.json(contexts));
          } else if (contexts.byName().isEmpty()) {
            console
                .out()
                .println(
                    "There is none. belfry context add makes one; "
                        + AccessSearch.DEV
                        + " stands for a belfry dev with its data in this folder.");
          } else {
            ContextTable.print(console.out(), contexts);
          }
        });
  }

  private void said(ContextOptions options, String name, String sentence) {
    spec.commandLine()
        .getOut()
        .println(
            options.answer.isJson()
                ? JsonLines.object(json -> json.writeStringProperty("context", name))
                : sentence);
  }
}
