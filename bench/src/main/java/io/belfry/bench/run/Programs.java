package io.belfry.bench.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The C programs that a run needs, compiled from {@code bench/tools}, and the machine's own.
 *
 * <p>Thread: stateless.
 *
 * @param generator the load generator
 * @param floor the floor
 * @param receiver what takes webhooks
 */
record Programs(Path generator, Path floor, Path receiver) {
  private static final List<String> FLAGS = List.of("-O2", "-std=gnu11");

  /**
   * Compiles what is not compiled yet.
   *
   * @param root the project's folder
   * @throws Complaint when there is no C compiler, or it fails
   */
  static Programs compiled(Path root) {
    need("cc", "a C compiler, such as the system's package gcc");
    Path target = root.resolve("bench/target/tools");
    return new Programs(
        compile(root.resolve("bench/tools/loadgen.c"), target.resolve("loadgen")),
        compile(root.resolve("bench/tools/floor.c"), target.resolve("floor")),
        compile(root.resolve("bench/tools/hooks.c"), target.resolve("hooks")));
  }

  /**
   * Makes sure that the machine has a program.
   *
   * @param what for the message, what has to be installed
   */
  static void need(String program, String what) {
    boolean isThere =
        Arrays.stream(System.getenv("PATH").split(":", -1))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    if (!isThere) {
      throw new Complaint(program + " is missing. Install " + what + ", then try again.");
    }
  }

  private static Path compile(Path source, Path program) {
    try {
      if (isNewer(program, source)) {
        return program;
      }
      Files.createDirectories(program.resolveSibling(""));
      List<String> command = new ArrayList<>(List.of("cc"));
      command.addAll(FLAGS);
      command.addAll(List.of("-o", program.toString(), source.toString(), "-lm"));
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

  private static boolean isNewer(Path program, Path source) throws IOException {
    return Files.exists(program)
        && Files.getLastModifiedTime(program).compareTo(Files.getLastModifiedTime(source)) > 0;
  }
}
