package io.belfry.cli.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JournalLineTest {
  private static String line(Level level, String message, @Nullable Throwable thrown) {
    LoggingEvent event =
        new LoggingEvent(
            "caller",
            new LoggerContext().getLogger("io.belfry.Some"),
            level,
            message,
            thrown,
            new Object[0]);
    StringBuilder line = new StringBuilder("before\n");
    new JournalLine(new TextLine(LogTime.of(ZoneOffset.UTC))).append(line, event);
    return line.toString();
  }

  @ParameterizedTest
  @CsvSource({"ERROR,3", "WARN,4", "INFO,6", "DEBUG,7"})
  void givenALevel_theLineBeginsWithThePriority(String level, int priority) {
    assertThat(line(Level.toLevel(level), "<0>said\n<1>so", null))
        .startsWith("before\n<" + priority + ">")
        .endsWith(" Some <0>said\\u000a<1>so\n");
  }

  @Test
  void givenAStackTrace_eachOfItsLinesHasThePriority() {
    String line = line(Level.ERROR, "failed", new IllegalStateException("why"));
    assertThat(line.lines().skip(1)).hasSizeGreaterThan(3).allMatch(one -> one.startsWith("<3>"));
    assertThat(line).endsWith("\n");
  }

  @Test
  void givenTheVariable_itIsTheJournalOnlyIfStandardErrorLeadsThere() {
    String own = JournalLine.deviceAndNumber(Path.of("/proc/self/fd/2"));
    assertThat(own).matches("[0-9]+:[0-9]+");
    assertThat(JournalLine.isReader(Map.of("JOURNAL_STREAM", own))).isTrue();
    assertThat(JournalLine.isReader(Map.of("JOURNAL_STREAM", "8:1"))).isFalse();
    assertThat(JournalLine.isReader(Map.of())).isFalse();
  }
}
