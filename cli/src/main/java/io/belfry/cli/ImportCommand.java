package io.belfry.cli;

import io.belfry.cli.apps.NewSecret;
import io.belfry.cli.migrate.EnvFile;
import io.belfry.cli.migrate.Migration;
import io.belfry.cli.migrate.Migration.From;
import io.belfry.cli.migrate.Migration.Imported;
import io.belfry.cli.migrate.MigrationReport;
import io.belfry.cli.migrate.NotReadable;
import io.belfry.cli.migrate.Tree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code belfry apps import}: takes the apps of another server over.
 *
 * <p>Thread: confined to the main thread.
 *
 * @see "rules LIM-045, LIM-047"
 */
@Command(
    name = "import",
    description = {
      "Takes apps over from the configuration of soketi, Laravel Reverb, Sockudo or"
          + " laravel-echo-server, and names every field that has no place here.",
      "Without --into it shows what would be written, secrets hidden, and writes nothing."
    },
    footer = {
      "",
      "Exit codes: 0 all was taken over, 1 no app was, 2 called wrongly or the file cannot be read,"
          + " 3 taken over, and something was left."
    })
final class ImportCommand implements Callable<Integer> {
  /** Apps were taken over, but not all of what the file says. */
  static final int SOMETHING_LEFT = 3;

  private static final int MOST_BYTES = (2 << 20) + 1;

  @Spec private CommandSpec spec;

  @Option(
      names = "--from",
      paramLabel = "SERVER",
      required = true,
      converter = FromWord.class,
      description = "Whose file it is: soketi, reverb, sockudo or echo-server.")
  private From from;

  @Parameters(
      paramLabel = "FILE",
      description =
          "Its configuration (JSON; TOML of Sockudo; config/reverb.php), a file of its environment"
              + " variables, or a JSON or CSV export of its table of apps.")
  private Path file;

  @Option(
      names = "--env-file",
      paramLabel = "FILE",
      description = "Environment variables that the file refers to, NAME=VALUE a line.")
  private @Nullable Path envFile;

  @Option(
      names = "--into",
      paramLabel = "FILE",
      description = "Adds the apps, with their secrets, to this configuration, or makes it.")
  private @Nullable Path into;

  @Option(names = "--json", description = "Prints the report as one JSON object.")
  private boolean isJson;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  ImportCommand() {}

  @Override
  public Integer call() {
    Console console = Console.of(spec.commandLine());
    Path reading = file;
    try {
      Map<String, Tree> variables = Map.of();
      if (envFile != null) {
        reading = envFile;
        variables = EnvFile.read(Migration.text(bytes(envFile)));
        reading = file;
      }
      Imported imported =
          new Migration(variables, NewSecret::text)
              .read(from, String.valueOf(file.getFileName()), bytes(file));
      return taken(console, imported);
    } catch (NotReadable e) {
      console.complain(reading + ": " + e.getMessage());
      return Main.WRONG;
    } catch (IOException e) {
      console.complain(reading + " cannot be read. Name a file that is there and may be read.");
      return Main.WRONG;
    }
  }

  private static byte[] bytes(Path of) throws IOException {
    try (InputStream in = Files.newInputStream(of)) {
      return in.readNBytes(MOST_BYTES);
    }
  }

  private int taken(Console console, Imported imported) {
    MigrationReport report = imported.report();
    List<Tree.Group> apps = imported.apps();
    if (apps.isEmpty()) {
      new ImportText(apps, report, Optional.empty()).print(console, isJson);
      console.complain("No app was imported.");
      return Main.FAILED;
    }
    Optional<String> written =
        into == null ? Optional.empty() : new AppsPlaces(console).add(into, apps);
    if (into != null && written.isEmpty()) {
      return Main.WRONG;
    }
    new ImportText(apps, report, written).print(console, isJson);
    return report.left().isEmpty() ? Main.DONE : SOMETHING_LEFT;
  }
}
