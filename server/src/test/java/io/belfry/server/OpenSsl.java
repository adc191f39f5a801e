package io.belfry.server;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The openssl of the machine, run in a folder. */
public record OpenSsl(Path folder) {
  /** Runs it with these words; it has to succeed. */
  public String run(String words) throws IOException, InterruptedException {
    Ended ended = end(words, "");
    if (ended.status() != 0) {
      throw new AssertionError("openssl " + words + ": " + ended.said());
    }
    return ended.said();
  }

  /** How a run ended, and all that it said. */
  public record Ended(int status, String said) {}

  /** Runs it with these words and that input, until it ends. */
  public Ended end(String words, String input) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(words.split(" ")));
    Path said = Files.createTempFile(folder, "openssl", ".log");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    try (OutputStream in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.US_ASCII));
      in.flush();
    } catch (IOException e) {
      // It has ended without reading it.
    }
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("openssl " + words + " does not end.");
    }
    return new Ended(process.exitValue(), Files.readString(said));
  }
}
