package io.belfry.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code belfry dev} as picocli knows it. Plain arguments do not come here, see {@link
 * PlainArguments}.
 *
 * <p>Thread: confined to the main thread.
 */
@Command(
    name = "dev",
    description = "Runs a server with a demo app and a demo page, for this machine only.")
final class DevCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = Dev.PORT,
      description = "Port of the server, 0 for any free one; ${DEFAULT-VALUE} by default.")
  private int port;

  @Option(
      names = "--demo-port",
      paramLabel = "PORT",
      defaultValue = Dev.DEMO_PORT,
      description = "Port of the demo page, 0 for any free one; ${DEFAULT-VALUE} by default.")
  private int demoPort;

  @Option(
      names = "--data-dir",
      paramLabel = "FOLDER",
      defaultValue = Dev.DATA_DIR,
      description = "Folder that keeps the demo app's secret; ${DEFAULT-VALUE} by default.")
  private Path dataDir;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  DevCommand() {}

  @Override
  public Integer call() throws IOException {
    return dev().run(Console.of(spec.commandLine()));
  }

  /** What was asked for. */
  Dev dev() {
    return new Dev(port, demoPort, dataDir);
  }
}
