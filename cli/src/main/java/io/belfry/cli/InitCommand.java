package io.belfry.cli;

import io.belfry.cli.apps.NewSecret;
import io.belfry.cli.apps.NotChanged;
import io.belfry.cli.apps.ReplacedFile;
import io.belfry.server.config.file.ConfigReader;
import io.belfry.server.config.file.ConfigResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code belfry init}: writes a first configuration.
 *
 * <p>Thread: confined to the main thread.
 *
 * @see "rules LIM-045, LIM-048, LIM-081"
 */
@Command(
    name = "init",
    description = {
      "Writes a configuration with one app, a random key and a strong secret, for its owner's eyes"
          + " alone.",
      "It never writes over a file unless --force says so."
    })
final class InitCommand implements Callable<Integer> {
  private static final int MOST_BYTES = 4 << 20;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      defaultValue = "belfry.yaml",
      description = "The file; ${DEFAULT-VALUE} by default.")
  private Path file;

  @Option(
      names = "--secret-file",
      paramLabel = "FILE",
      description = "Writes the secret into this file and its path into the configuration.")
  private @Nullable Path secretFile;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "6001",
      description = "Port of the server; ${DEFAULT-VALUE} by default.")
  private int port;

  @Option(
      names = "--operations-port",
      paramLabel = "PORT",
      defaultValue = "9100",
      description = "Port for operators, on this machine alone; ${DEFAULT-VALUE} by default.")
  private int operationsPort;

  @Option(names = "--force", description = "Writes over files that are there.")
  private boolean isForced;

  @Mixin private AnswerOptions answer;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  InitCommand() {}

  @Override
  public Integer call() {
    Console console = Console.of(spec.commandLine());
    try {
      String key = NewSecret.key();
      String secret = NewSecret.text() + NewSecret.text();
      Path secretAt = secretFile == null ? null : secretFile.toAbsolutePath();
      String yaml =
          FirstConfig.text(
              new FirstConfig.Ports(port, operationsPort),
              key,
              secretAt == null ? "secret: " + secret : "secret_file: " + quoted(secretAt));
      refuse(file);
      if (secretAt != null) {
        refuse(secretAt);
        write(secretAt, secret + "\n");
      }
      write(file, yaml);
      checked();
      print(console, key, secretAt);
      return Main.DONE;
    } catch (NotChanged e) {
      console.complain(String.valueOf(e.getMessage()));
      return Main.WRONG;
    }
  }

  private static String quoted(Path path) {
    return "\"" + path.toString().replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private void refuse(Path at) throws NotChanged {
    boolean exists = Files.exists(at, LinkOption.NOFOLLOW_LINKS);
    if (exists && !isForced) {
      throw new NotChanged(
          at + " is there already, and nothing was written. Name another file, or say --force.");
    }
    if (exists && !Files.isRegularFile(at, LinkOption.NOFOLLOW_LINKS)) {
      throw new NotChanged(at + " is no plain file. Name another one.");
    }
  }

  private static void write(Path at, String text) throws NotChanged {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (Files.exists(at, LinkOption.NOFOLLOW_LINKS)) {
      ReplacedFile replaced = ReplacedFile.at(at);
      replaced.replace(replaced.read(MOST_BYTES), bytes);
      ownersOnly(at);
    } else {
      ReplacedFile.make(at, bytes);
    }
  }

  // What was there may have been readable by others, and holds a secret now.
  private static void ownersOnly(Path at) throws NotChanged {
    try {
      Files.setPosixFilePermissions(
          at, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    } catch (UnsupportedOperationException e) {
      // A file system without such modes: its folder has to do.
      return;
    } catch (IOException e) {
      throw new NotChanged("The mode of " + at + " cannot be set to 600. Do that yourself.");
    }
  }

  private void checked() throws NotChanged {
    if (ConfigReader.read(file, Map.of(), Map.of()) instanceof ConfigResult.NotConfigured refused) {
      throw new NotChanged(
          file + " was written and cannot be served: " + refused.problems().get(0));
    }
  }

  private void print(Console console, String key, @Nullable Path secretAt) {
    if (answer.isJson()) {
      console
          .out()
          .println(
              JsonLines.object(
                  json -> {
                    json.writeStringProperty("file", file.toString());
                    json.writeStringProperty("app_id", "1");
                    json.writeStringProperty("key", key);
                    if (secretAt != null) {
                      json.writeStringProperty("secret_file", secretAt.toString());
                    }
                  }));
    } else {
      console.out().println("Wrote " + file + ", which only you can read.");
      console.out().println("  App id   1");
      console.out().println("  App key  " + key);
      console.out().println("  Secret   in " + (secretAt == null ? file : secretAt));
      console.out().println();
      console.out().println("Next:");
      nextSteps().forEach(console.out()::println);
    }
    console.out().flush();
  }

  private List<String> nextSteps() {
    return List.of(
        "  belfry config check " + file,
        "  belfry serve --config " + file,
        "and in a second terminal:",
        "  belfry listen news --config " + file,
        "  belfry trigger news headline '{\"text\":\"hello\"}' --config " + file);
  }
}
