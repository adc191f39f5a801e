package io.belfry.bench.run;

import io.belfry.bench.run.Options.Pin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Runs the load generator.
 *
 * <p>Thread: confined to its caller.
 */
final class Generator {
  /** Id of the app that every server has to know. */
  static final String APP_ID = "app-id";

  /** Its key. */
  static final String KEY = "app-key";

  /** Its secret. */
  static final String SECRET = "app-secret";

  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final Path program;
  private final Path folder;
  private final Optional<Pin> pin;

  /**
   * A generator.
   *
   * @param program the compiled program
   * @param folder takes what it prints
   * @param pin cores, or none
   */
  Generator(Path program, Path folder, Optional<Pin> pin) {
    this.program = program;
    this.folder = folder;
    this.pin = pin;
  }

  /**
   * Puts one load on a running server.
   *
   * @return its result lines; fewer, or none, when it failed
   */
  List<String> run(Work work, List<String> phases, Candidate candidate, ServerProcess server) {
    List<String> words = words(work, phases, candidate, server.port());
    words.addAll(List.of("--server-pid", server.pids()));
    return lines(words);
  }

  /** Starts the server itself and times that. */
  List<String> start(Work work, Candidate candidate) {
    int port = ServerProcess.freePort();
    List<String> words = words(work, List.of(), candidate, port);
    words.addAll(List.of("--exec", quoted(candidate.command(port))));
    return lines(words);
  }

  private List<String> words(Work work, List<String> phases, Candidate candidate, int port) {
    List<String> words = new ArrayList<>(List.of(program.toString()));
    words.addAll(work.arguments());
    words.addAll(phases);
    words.addAll(List.of("--label", candidate.label()));
    words.addAll(candidate.clients(port));
    words.addAll(List.of("--app-id", APP_ID, "--key", KEY, "--secret", SECRET));
    pin.ifPresent(cores -> words.addAll(List.of("--pin", cores.text())));
    return words;
  }

  private List<String> lines(List<String> words) {
    Path out = folder.resolve("generator.out");
    try {
      Process generator =
          new ProcessBuilder(words)
              .redirectOutput(out.toFile())
              .redirectError(
                  ProcessBuilder.Redirect.appendTo(folder.resolve("generator.log").toFile()))
              .start();
      Leash leash = new Leash(generator);
      if (!generator.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
        generator.destroyForcibly().waitFor();
      }
      leash.letGo();
      return Files.readAllLines(out).stream().filter(line -> line.endsWith("}")).toList();
    } catch (IOException e) {
      throw new Complaint("Cannot run the load generator", e);
    } catch (InterruptedException e) {
      throw Interruption.of(e);
    }
  }

  /** Words as a shell takes them apart again. */
  static String quoted(List<String> words) {
    return words.stream()
        .map(word -> "'" + word.replace("'", "'\\''") + "'")
        .collect(Collectors.joining(" "));
  }
}
