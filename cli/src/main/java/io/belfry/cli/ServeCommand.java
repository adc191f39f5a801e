package io.belfry.cli;

import io.belfry.cli.demo.DemoCredentials;
import io.belfry.server.BelfryServer;
import io.belfry.server.app.App;
import io.belfry.server.config.ConfigReader;
import io.belfry.server.config.ConfigResult;
import io.belfry.server.config.ServerConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code belfry serve}: the production server.
 *
 * <p>Thread: confined to the main thread.
 */
@Command(
    name = "serve",
    description = "Runs the server with a configuration file.",
    mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "YAML file; see docs/config.md.")
  private Path config;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "Sets one setting over the file, such as server.port=7001.")
  private Map<String, String> settings = new LinkedHashMap<>();

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  ServeCommand() {}

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    return switch (ConfigReader.read(config, System.getenv(), settings)) {
      case ConfigResult.Refused refused -> {
        err.println("belfry: " + config + " cannot be used:");
        refused.problems().forEach(problem -> err.println("  " + problem));
        err.flush();
        yield Main.WRONG;
      }
      case ConfigResult.Loaded loaded -> {
        loaded.warnings().forEach(warning -> err.println("belfry: note: " + warning));
        boolean isDemo = loaded.config().apps().stream().anyMatch(ServeCommand::isDemo);
        if (isDemo) {
          err.println(
              "belfry: "
                  + config
                  + " has the app of belfry dev, which is not for production. Give the app a key"
                  + " and a secret of your own.");
        }
        err.flush();
        yield isDemo ? Main.WRONG : serve(loaded.config(), out);
      }
    };
  }

  private static boolean isDemo(App app) {
    return app.keys().stream().anyMatch(key -> DemoCredentials.isDemoKey(key.key()));
  }

  private static int serve(ServerConfig config, PrintWriter out) throws IOException {
    BelfryServer server = BelfryServer.start(config);
    out.println("Belfry " + Version.text() + " listens on " + server.uri());
    out.flush();
    new RunningServer(server, () -> {}).run();
    return Main.DONE;
  }
}
