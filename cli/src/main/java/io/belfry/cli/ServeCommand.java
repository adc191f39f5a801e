package io.belfry.cli;

import io.belfry.cli.demo.DemoCredentials;
import io.belfry.server.BelfryServer;
import io.belfry.server.config.ConfigReader;
import io.belfry.server.config.ConfigResult;
import io.belfry.server.config.ServerConfig;
import java.io.IOException;
import java.io.PrintWriter;
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
 * {@code belfry serve}: the production server.
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

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  ServeCommand() {}

  @Override
  public Integer call() throws IOException {
    if (config == null) {
      return refuse("serve needs its configuration. Name the file with --config belfry.yaml.");
    }
    return switch (ConfigReader.read(config, System.getenv(), settings)) {
      case ConfigResult.Refused refused -> {
        new ConfigProblems(config, refused.problems()).print(err());
        yield Main.WRONG;
      }
      case ConfigResult.Loaded loaded -> {
        loaded.warnings().forEach(warning -> err().println("belfry: note: " + warning));
        yield DemoCredentials.areIn(loaded.config().apps())
            ? refuse(
                config
                    + " has the app of belfry dev, which is not for production. Give the app a key"
                    + " and a secret of your own.")
            : serve(config, loaded.config());
      }
    };
  }

  private int serve(Path file, ServerConfig loaded) throws IOException {
    BelfryServer server;
    try {
      server = BelfryServer.start(loaded);
    } catch (IOException e) {
      throw new IOException(e.getMessage() + " Stop what listens there, or set another port.", e);
    }
    RunningServer.of(server, () -> {});
    ConfigReload reload = new ConfigReload(file, settings, server, err());
    PrintWriter out = spec.commandLine().getOut();
    out.println("Belfry " + Version.text() + " listens on " + server.uri());
    if (!server.apiAddress().equals(server.address())) {
      out.println("belfry: the HTTP API is at port " + server.apiAddress().getPort());
    }
    server
        .operationsAddress()
        .ifPresent(address -> out.println("belfry: operations are at port " + address.getPort()));
    out.flush();
    reload.run(loaded);
    return Main.DONE;
  }

  private int refuse(String sentence) {
    err().println("belfry: " + sentence);
    err().flush();
    return Main.WRONG;
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
