package io.belfry.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.bench.run.RawLine.Facts;
import io.belfry.bench.run.RawLine.Turn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishedTest {
  @TempDir private Path folder;

  @Test
  void givenRunsOfSeveralDays_theLastOneBeforeADayIsFound() throws IOException {
    Published published = new Published(folder.resolve("docs"));
    published.add("2026-11-20", run("2026-11-20"), "page");
    published.add("2026-11-24", run("2026-11-24"), "page");
    published.add("2026-11-25", run("2026-11-25"), "page");

    assertThat(published.before("2026-11-25").orElseThrow().fact("date")).isEqualTo("2026-11-24");
    assertThat(published.before("2026-11-20")).isEmpty();
    assertThat(folder.resolve("docs/2026-11-24.md")).hasContent("page");
  }

  @Test
  void givenATurnThatWasLogged_itIsReadAgain() throws IOException {
    RawLog log = run("2026-11-25");
    Turn turn = new Turn("users", 3, "belfry");
    log.add(turn, List.of("{\"result\":\"users\",\"label\":\"belfry\",\"lost\":1}"));

    Results results = log.read();

    assertThat(results.has(turn)).isTrue();
    assertThat(results.has(new Turn("users", 4, "belfry"))).isFalse();
    assertThat(results.of(Work.USERS, "belfry"))
        .singleElement()
        .satisfies(sample -> assertThat(sample.numberOrZero("lost")).isEqualTo(1));
  }

  private RawLog run(String date) throws IOException {
    RawLog log = new RawLog(Files.createDirectories(folder.resolve("run-" + date)));
    log.add(new Facts(Map.of("date", date)));
    return log;
  }
}
