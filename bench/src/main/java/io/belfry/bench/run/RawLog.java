package io.belfry.bench.run;

import io.belfry.bench.run.RawLine.Facts;
import io.belfry.bench.run.RawLine.Turn;
import io.belfry.protocol.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The file {@code raw.jsonl} of a folder. A turn is in it as soon as it is over, so a run that is
 * broken off still gives a page, and is gone on with.
 *
 * <p>Thread: confined to its caller.
 */
final class RawLog {
  /** Its name in the folder. */
  static final String NAME = "raw.jsonl";

  private final Path file;

  RawLog(Path folder) {
    this.file = folder.resolve(NAME);
  }

  Path file() {
    return file;
  }

  /** Everything in it; nothing when there is no such file. */
  Results read() {
    if (!Files.exists(file)) {
      return Results.of(List.of());
    }
    try {
      return Results.of(
          Files.readAllLines(file).stream()
              .filter(line -> !line.isBlank())
              .map(RawLineReader::read)
              .toList());
    } catch (IOException e) {
      throw new Complaint("Cannot read " + file, e);
    }
  }

  /** Adds what the generator printed in a turn. */
  void add(Turn turn, List<String> lines) {
    append(lines.stream().map(line -> ofTurn(turn, line)).toList());
  }

  /** Adds what the figures depend on. */
  void add(Facts facts) {
    append(
        List.of(
            Json.objectText(
                json -> {
                  json.writeStringProperty("result", RawLineReader.FACTS);
                  facts.byName().forEach(json::writeStringProperty);
                })));
  }

  // The generator's own line stays as it is; the turn is put before it.
  private static String ofTurn(Turn turn, String line) {
    return "{\"work\":\"%s\",\"repeat\":%d,%s"
        .formatted(turn.work(), turn.repeat(), line.substring(1));
  }

  private void append(List<String> lines) {
    try {
      Files.write(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
