package io.belfry.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The project's documents as files.
 *
 * <p>Thread: stateless.
 */
final class Pages {
  /** Root of the project. */
  static final Path ROOT = Path.of(System.getProperty("belfry.root", ".."));

  /** Whether tests write what they would otherwise only compare. */
  static final boolean IS_WRITING = Boolean.getBoolean("belfry.docs.write");

  /** What a failing test tells its reader to type. */
  static final String HOW_TO_WRITE =
      "write it anew with: mvn test -pl docs -am -Dtest='io.belfry.docs.*Test'"
          + " -Dsurefire.failIfNoSpecifiedTests=false -Dbelfry.docs.write=true";

  private Pages() {}

  /** Every Markdown page, the rules and the decisions among them. */
  static List<Path> all() {
    List<Path> pages = new ArrayList<>();
    for (String folder : List.of("", "docs", "docs/guide", "docs/rules", "docs/adr")) {
      try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
        files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return pages;
  }

  /** Pages that show code which has to run. */
  static List<Path> withCode() {
    List<Path> pages = new ArrayList<>(below(ROOT.resolve("docs/guide"), ".md"));
    pages.add(ROOT.resolve("README.md"));
    return pages;
  }

  /** Files below a folder that end so, sorted. */
  static List<Path> below(Path folder, String suffix) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
