package io.belfry.cli;

import io.belfry.cli.access.Access;
import io.belfry.cli.access.AccessSearch;
import io.belfry.cli.access.Contexts;
import io.belfry.cli.access.NoAccess;
import io.belfry.cli.access.Trust;
import io.belfry.cli.access.Wanted;
import io.belfry.rest.ApiException;
import io.belfry.rest.Pusher;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/**
 * Options of commands that speak to a running server: which one, and for which app.
 *
 * <p>Thread: confined to the main thread.
 *
 * @see "rules LIM-080, LIM-045"
 */
final class TargetOptions {
  private static final Duration CONNECT = Duration.ofSeconds(5);

  @Option(
      names = "--context",
      paramLabel = "NAME",
      description = "Server and app of that context; see belfry context.")
  private @Nullable String context;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration of the server, which says where it is and knows its apps.")
  private @Nullable Path config;

  @Option(names = "--url", paramLabel = "URL", description = "Where the server is.")
  private @Nullable String url;

  @Option(
      names = "--app-id",
      paramLabel = "ID",
      description = "Id of the app; with --config the first one, else 1.")
  private @Nullable String appId;

  @Option(names = "--key", paramLabel = "KEY", description = "Key of the app.")
  private @Nullable String key;

  @Option(
      names = "--secret-file",
      paramLabel = "FILE",
      description = "File with the secret of the key alone.")
  private @Nullable Path secretFile;

  @Option(
      names = "--secret",
      paramLabel = "SECRET",
      description =
          "Secret of the key. Other users of this machine may see it here; every other way hides"
              + " it.")
  private @Nullable String secret;

  @Option(
      names = "--master-key-file",
      paramLabel = "FILE",
      description = "File with the base64 key of encrypted channels.")
  private @Nullable Path masterKey;

  @Option(
      names = "--ca-file",
      paramLabel = "FILE",
      description = "PEM file of certificates to trust instead of those of the machine.")
  private @Nullable Path trust;

  @Option(
      names = "--data-dir",
      paramLabel = "FOLDER",
      defaultValue = Dev.DATA_DIR,
      description = "Data folder of belfry dev, found by itself when it is ${DEFAULT-VALUE}.")
  private Path dataDir;

  @Option(
      names = "--contexts",
      paramLabel = "FILE",
      description = "File of contexts; belfry/contexts.json in the folder for configurations.")
  private @Nullable Path contexts;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  TargetOptions() {}

  /** What is done over the HTTP API. */
  interface ApiTask {
    void with(Pusher api, Access access) throws IOException;
  }

  /** What is done with an app. */
  interface AppTask {
    int with(Access access) throws IOException, NoAccess;
  }

  /** The address that was given, if any. */
  @Nullable String url() {
    return url;
  }

  /** The key that was given, if any. */
  @Nullable String key() {
    return key;
  }

  /** Whether the options name an app with its secret. */
  boolean namesApp() {
    return context != null || config != null || secret != null || secretFile != null;
  }

  /** Whether the options say where the server is. */
  boolean namesServer() {
    return url != null || context != null || config != null;
  }

  /** Certificates that are trusted: those of the app, else as the option says. */
  Optional<Path> trust(@Nullable Access access) {
    return access == null ? Optional.ofNullable(trust) : access.trust();
  }

  /** The configuration that was given, if any. */
  @Nullable Path config() {
    return config;
  }

  /** The app that is meant. */
  Access access() throws NoAccess {
    return access(url);
  }

  /** The app that is meant, at that address. */
  Access access(@Nullable String at) throws NoAccess {
    return new AccessSearch(
            System.getenv(),
            contexts == null ? Contexts.place(System.getenv()) : contexts,
            new Wanted(
                at,
                new Wanted.WantedApp(appId, key, secret, secretFile),
                new Wanted.Files(context, config, masterKey, trust, dataDir)))
        .find();
  }

  /** Does something with the app, and makes an exit code of what became of it. */
  int with(CommandSpec spec, AppTask task) {
    return with(spec, url, task);
  }

  /** The same with the app at that address. */
  int with(CommandSpec spec, @Nullable String at, AppTask task) {
    Console console = Console.of(spec.commandLine());
    try {
      return task.with(access(at));
    } catch (NoAccess | IllegalArgumentException | IllegalStateException e) {
      console.complain(String.valueOf(e.getMessage()));
      return Main.WRONG;
    } catch (ApiException e) {
      console.complain(ApiAdvice.sentence(e));
      return Main.FAILED;
    } catch (IOException e) {
      console.complain(String.valueOf(e.getMessage()));
      return Main.FAILED;
    }
  }

  /** Does something over the HTTP API, and makes an exit code of what became of it. */
  int call(CommandSpec spec, ApiTask task) {
    return with(
        spec,
        access -> {
          call(access, task);
          return Main.DONE;
        });
  }

  private static void call(Access access, ApiTask task) throws IOException, NoAccess {
    if (access.trust().isEmpty()) {
      try (Pusher api = new Pusher(access.options())) {
        task.with(api, access);
      }
      return;
    }
    HttpClient http =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .sslContext(Trust.context(access.trust().get()))
            .build();
    try (Pusher api = new Pusher(access.options(), http)) {
      task.with(api, access);
    } finally {
      http.shutdownNow();
    }
  }
}
