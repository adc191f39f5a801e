package io.belfry.server.audit;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Deletes files of the audit log, the oldest first: those whose days are over, and those beyond the
 * bytes that there may be. The age stands in the name, since a copy or a backup changes the time of
 * a file. Files of other names are nobody's business here.
 *
 * <p>Thread: confined to that of the audit log.
 *
 * @param keepDays days for which files are kept, the day of their lines not counted
 * @param maxBytes of all of them together
 * @see "rule USR-072"
 */
record OldFiles(Path folder, int keepDays, long maxBytes) {
  /** Files that there may be, such as of a server that ends again and again. */
  static final int MOST_FILES = 10_000;

  private static final Pattern NAME = Pattern.compile("(\\d{8})T\\d{9}Z-\\d{1,3}\\.jsonl");
  private static final int DAY_DIGITS = 8;

  /**
   * Deletes.
   *
   * @param current file that is written to, which stays
   */
  void delete(LocalDate today, @Nullable Path current) throws IOException {
    TreeMap<String, Long> sizes = sizes();
    long bytes = sizes.values().stream().mapToLong(Long::longValue).sum();
    String own = current == null ? "" : current.getFileName().toString();
    int files = sizes.size();
    for (String name : sizes.keySet()) {
      boolean isTooMuch = bytes > maxBytes || files > MOST_FILES;
      if (name.equals(own) || !(isTooMuch || isTooOld(name, today))) {
        continue;
      }
      Files.deleteIfExists(folder.resolve(name));
      bytes -= sizes.get(name);
      files--;
    }
  }

  private boolean isTooOld(String name, LocalDate today) {
    try {
      LocalDate day =
          LocalDate.parse(name.substring(0, DAY_DIGITS), DateTimeFormatter.BASIC_ISO_DATE);
      return day.plusDays(keepDays).isBefore(today);
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  // In the order of their names, which is that of their age.
  private TreeMap<String, Long> sizes() throws IOException {
    TreeMap<String, Long> sizes = new TreeMap<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
      for (Path file : all) {
        String name = file.getFileName().toString();
        if (NAME.matcher(name).matches() && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          sizes.put(name, size(file));
        }
      }
    }
    return sizes;
  }

  private static long size(Path file) throws IOException {
    try {
      return Files.size(file);
    } catch (NoSuchFileException e) {
      // The other process of a take-over has deleted it meanwhile.
      return 0;
    }
  }
}
