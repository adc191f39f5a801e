package io.belfry.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code belfry serve} as picocli knows it. Plain arguments do not come here, see {@link
 * PlainArguments}.
 *
 * <p>Thread: confined to the main thread.
 */
@Command(name = "serve", description = "Runs the server with a configuration file.")
final class ServeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  // Not required: picocli would then report a mistyped --config as a missing one.
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "YAML file; belfry config docs prints what it may set.")
  private @Nullable Path config;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "Sets one setting over the file, such as server.port=7001.")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Option(
      names = "--take-over",
      description =
          "Listens beside the server that runs there already; stop that one when this one is up.")
  private boolean takesOver;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  ServeCommand() {}

  @Override
  public Integer call() throws IOException {
    Console console = Console.of(spec.commandLine());
    Serve serve = serve();
    if (serve == null) {
      console.complain(
          "serve needs its configuration. Name the file with --config belfry.yaml, or set variables"
              + " such as BELFRY_APPS_0_ID.");
      return Main.WRONG;
    }
    return serve.run(console);
  }

  /** What was asked for; null where neither a file nor the environment says what to serve. */
  @Nullable Serve serve() {
    return config == null && !ConfigSource.isInEnvironment()
        ? null
        : new Serve(new ConfigSource(config, settings), takesOver);
  }
}
