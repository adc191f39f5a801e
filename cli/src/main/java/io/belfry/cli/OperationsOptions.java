package io.belfry.cli;

import io.belfry.cli.ops.OperationsPort;
import io.belfry.cli.ops.OperationsPort.NotDone;
import io.belfry.server.config.NodeSettings;
import io.belfry.server.config.file.ConfigResult;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/**
 * Which operations port is asked, and how its answer is written.
 *
 * <p>Thread: confined to the main thread.
 */
final class OperationsOptions {
  private static final Pattern WEB = Pattern.compile("https?://[^/?#@]+/?");

  @Option(
      names = "--operations",
      paramLabel = "URL",
      description = "The operations port, such as http://127.0.0.1:9100.")
  private @Nullable URI operations;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration of the server, which says where its operations port is.")
  private @Nullable Path config;

  @Option(names = "--json", description = "Prints the answer as one JSON object.")
  private boolean isJson;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  OperationsOptions() {}

  /** What is asked. */
  interface Task {
    void with(OperationsPort port) throws NotDone;
  }

  boolean isJson() {
    return isJson;
  }

  /** Asks, and makes an exit code of what became of it. */
  int with(CommandSpec spec, Task task) {
    if (operations == null && config != null) {
      ConfigSource source = new ConfigSource(config, Map.of());
      if (source.read() instanceof ConfigResult.NotConfigured refused) {
        new ConfigProblems(source.name(), refused.problems()).print(spec.commandLine().getErr());
        return Main.WRONG;
      }
    }
    Optional<URI> at = operations == null ? ofConfig() : Optional.of(operations);
    if (at.isEmpty() || !isAddress(at.get())) {
      return wrong(
          spec,
          "Say where the server is: --operations http://127.0.0.1:PORT, or --config with a file that"
              + " sets server.operations.port.");
    }
    try (OperationsPort port = new OperationsPort(at.get())) {
      task.with(port);
      return Main.DONE;
    } catch (NotDone e) {
      Console.of(spec.commandLine()).complain(String.valueOf(e.getMessage()));
      return Main.FAILED;
    }
  }

  /** Whether that can be the address of an operations port. */
  static boolean isAddress(URI at) {
    return WEB.matcher(at.toString()).matches();
  }

  int wrong(CommandSpec spec, String sentence) {
    Console.of(spec.commandLine()).complain(sentence);
    return Main.WRONG;
  }

  /** Says what was done, and to how many. */
  void say(CommandSpec spec, String sentence, Map<String, Long> numbers) {
    Console console = Console.of(spec.commandLine());
    console
        .out()
        .println(
            isJson
                ? JsonLines.object(json -> numbers.forEach(json::writeNumberProperty))
                : sentence);
    console.out().flush();
  }

  private Optional<URI> ofConfig() {
    if (config == null) {
      return Optional.empty();
    }
    return switch (new ConfigSource(config, Map.of()).read()) {
      case ConfigResult.NotConfigured refused -> Optional.empty();
      case ConfigResult.Loaded loaded ->
          loaded
              .config()
              .of(NodeSettings.OPERATIONS_PORT)
              .filter(port -> port > 0)
              .map(port -> address(loaded.config().of(NodeSettings.OPERATIONS_HOST), port));
    };
  }

  private static URI address(String host, int port) {
    boolean isAny = host.equals("0.0.0.0") || host.equals("::");
    String name = isAny ? "127.0.0.1" : host.indexOf(':') < 0 ? host : "[" + host + "]";
    return URI.create("http://" + name + ":" + port);
  }
}
