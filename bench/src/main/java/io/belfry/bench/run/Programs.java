package io.belfry.bench.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The C programs that a run needs, compiled from {@code bench/tools}, and the machine's own.
 *
 * <p>Thread: stateless.
 *
 * @param generator the load generator
 * @param floor the floor
 * @param receiver what takes webhooks
 * @param libraries what the generator was compiled with
 */
record Programs(Path generator, Path floor, Path receiver, Set<Library> libraries) {
  private static final String ENGINE = "redis-server";
  private static final List<String> FLAGS = List.of("-O2", "-std=gnu11");

  /**
   * Compiles what is not compiled yet.
   *
   * @param root the project's folder
   * @throws Complaint when there is no C compiler, or it fails
   */
  static Programs compiled(Path root) {
    need("cc", "a C compiler, such as the system's package gcc");
    Path tools = root.resolve("bench/tools");
    Path target = root.resolve("bench/target/tools");
    Set<Library> libraries =
        Arrays.stream(Library.values())
            .filter(Library::isThere)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Library.class)));
    return new Programs(
        generator(tools, target, libraries),
        compile(List.of(tools.resolve("floor.c")), target.resolve("floor"), List.of()),
        compile(List.of(tools.resolve("hooks.c")), target.resolve("hooks"), List.of()),
        libraries);
  }

  /** Whether the generator can take part in this. */
  boolean can(Variant variant) {
    return lack(variant).isEmpty();
  }

  /** Which rows are missing and why, as a sentence; empty when none is. */
  Optional<String> lack(Variant variant) {
    if (variant == Variant.CLUSTER && !isThere(ENGINE)) {
      return Optional.of(
          "The rows of cluster are missing, since the system's package redis-server is not"
              + " installed.");
    }
    return variant
        .library()
        .filter(library -> !libraries.contains(library))
        .map(
            library ->
                "The rows of %s are missing, since the system's package %s is not installed."
                    .formatted(variant.label(), library.systemPackage()));
  }

  /**
   * Makes sure that the machine has a program.
   *
   * @param what for the message, what has to be installed
   */
  static void need(String program, String what) {
    if (!isThere(program)) {
      throw new Complaint(program + " is missing. Install " + what + ", then try again.");
    }
  }

  private static boolean isThere(String program) {
    return Arrays.stream(System.getenv("PATH").split(":", -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  // Its name tells what it was compiled with: a library that comes later has it compiled anew.
  private static Path generator(Path tools, Path target, Set<Library> libraries) {
    List<String> words = new ArrayList<>();
    libraries.forEach(library -> words.add(library.definition()));
    libraries.forEach(library -> words.addAll(library.archives()));
    String name =
        libraries.stream()
            .map(library -> "-" + library)
            .collect(Collectors.joining("", "loadgen", ""));
    return compile(
        List.of(tools.resolve("loadgen.c"), tools.resolve("layers.h")),
        target.resolve(name.toLowerCase(Locale.ROOT)),
        words);
  }

  /** The first source is compiled; the others are what it includes. */
  private static Path compile(List<Path> sources, Path program, List<String> words) {
    Path source = sources.getFirst();
    try {
      if (isNewer(program, sources)) {
        return program;
      }
      Files.createDirectories(program.resolveSibling(""));
      List<String> command = new ArrayList<>(List.of("cc"));
      command.addAll(FLAGS);
      command.addAll(List.of("-o", program.toString(), source.toString(), "-lm"));
      command.addAll(words);
      Process compiler = new ProcessBuilder(command).inheritIO().start();
      if (compiler.waitFor() != 0) {
        throw new Complaint("cc could not compile " + source + "; its messages stand above.");
      }
      return program;
    } catch (IOException e) {
      throw new Complaint("Cannot compile " + source, e);
    } catch (InterruptedException e) {
      throw Interruption.of(e);
    }
  }

  private static boolean isNewer(Path program, List<Path> sources) throws IOException {
    for (Path source : sources) {
      if (!Files.exists(program)
          || Files.getLastModifiedTime(program).compareTo(Files.getLastModifiedTime(source)) <= 0) {
        return false;
      }
    }
    return true;
  }
}
