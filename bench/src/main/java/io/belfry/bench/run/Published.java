package io.belfry.bench.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The runs that {@code docs/bench} keeps: a page for each day, and a folder with its raw lines.
 *
 * <p>Thread: stateless.
 */
final class Published {
  private final Path folder;

  /**
   * The kept runs.
   *
   * @param folder {@code docs/bench}
   */
  Published(Path folder) {
    this.folder = folder;
  }

  /** The last one of an earlier day than this. */
  Optional<Results> before(String date) {
    return days().stream()
        .filter(day -> day.compareTo(date) < 0)
        .max(Comparator.naturalOrder())
        .map(day -> new RawLog(folder.resolve(day)).read());
  }

  /** Keeps a run; one of the same day is replaced. */
  void add(String date, RawLog log, String page) {
    try {
      Path day = Files.createDirectories(folder.resolve(date));
      Files.copy(log.file(), day.resolve(RawLog.NAME), StandardCopyOption.REPLACE_EXISTING);
      Files.writeString(folder.resolve(date + ".md"), page);
    } catch (IOException e) {
      throw new Complaint("Cannot write to " + folder, e);
    }
  }

  private List<String> days() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> Files.exists(entry.resolve(RawLog.NAME)))
          .map(entry -> String.valueOf(entry.getFileName()))
          .toList();
    } catch (IOException e) {
      throw new Complaint("Cannot read " + folder, e);
    }
  }
}
