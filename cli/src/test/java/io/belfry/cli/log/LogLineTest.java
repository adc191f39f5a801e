package io.belfry.cli.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.belfry.protocol.json.ObjectCursor;
import io.belfry.protocol.json.ObjectCursor.Strictness;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.KeyValuePair;

class LogLineTest {
  private static final LogTime TIME = LogTime.of(ZoneId.of("Europe/Berlin"));
  private static final LogLine TEXT = new LogLine(new TextLine(TIME));
  private static final LogLine JSON = new LogLine(new JsonLine(TIME));
  private static final long WINTER = Instant.parse("2026-11-28T12:05:09.042Z").toEpochMilli();

  private static LoggingEvent event(String message, @Nullable Throwable thrown) {
    LoggingEvent event =
        new LoggingEvent(
            "caller",
            new LoggerContext().getLogger("io.belfry.server.Some"),
            Level.WARN,
            message,
            thrown,
            new Object[0]);
    event.setInstant(Instant.ofEpochMilli(WINTER));
    return event;
  }

  private static String line(LogLine as, ILoggingEvent event) {
    return new String(as.encode(event), StandardCharsets.UTF_8);
  }

  private static Map<String, String> members(String json) {
    Map<String, String> members = new HashMap<>();
    try (ObjectCursor cursor = ObjectCursor.over(json, Strictness.SIGNED)) {
      for (String name = cursor.next(); name != null; name = cursor.next()) {
        String text = cursor.string();
        assertThat(members.put(name, text == null ? cursor.source() : text)).isNull();
      }
    }
    return members;
  }

  static Stream<String> hostile() {
    return Stream.of(
        "two\nlines",
        "two\r\nlines",
        "\r overwritten",
        "\u001b[31mred\u001b[0m\u001b]0;title\u0007",
        "\u009b31m",
        "nul\u0000 and del\u007f",
        "line\u2028and\u2029paragraph",
        "turned \u202e round \u2066",
        "\"quoted\" \\ and \\u0041",
        "lone \ud800 and \udc00 halves",
        "\udbff",
        "whole \ud83d\udd14",
        "",
        "x".repeat(100_000) + "\n",
        "{} {} %s ${jndi:ldap://example} %n");
  }

  @ParameterizedTest
  @MethodSource("hostile")
  @Tag("THR-43")
  void givenTextOfAStranger_itStaysOnItsLine(String message) {
    String line = line(TEXT, event(message, null));

    assertThat(line).startsWith("2026-11-28T13:05:09.042+01:00 WARN  Some ").endsWith("\n");
    assertThat(line.substring(0, line.length() - 1).codePoints())
        .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT)
        .doesNotContain(0x2028, 0x2029);
  }

  @ParameterizedTest
  @MethodSource("hostile")
  @Tag("THR-43")
  void givenTextOfAStranger_theJsonIsStrictAndSaysTheSame(String message) {
    LoggingEvent event = event(message, new IllegalStateException(message));
    event.setKeyValuePairs(
        List.of(
            new KeyValuePair(message, message),
            new KeyValuePair("count", 12L),
            new KeyValuePair("twice", "a"),
            new KeyValuePair("twice", "b")));
    String line = line(JSON, event);
    Map<String, String> members = members(line);

    assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
    assertThat(members)
        .containsOnlyKeys("time", "level", "logger", "message", "thread", "fields", "exception");
    assertThat(members)
        .containsEntry("time", "2026-11-28T13:05:09.042+01:00")
        .containsEntry("level", "WARN")
        .containsEntry("logger", "io.belfry.server.Some")
        .containsEntry("message", wellFormed(message));
    assertThat(members(String.valueOf(members.get("fields"))))
        .containsEntry("count", "12")
        .containsEntry("twice", "b");
  }

  private static String wellFormed(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_16BE), StandardCharsets.UTF_16BE);
  }

  @Test
  @Tag("THR-43")
  void givenAnExceptionThatQuotesAStranger_noLineOfItLooksLikeOneOfTheLog() {
    Throwable thrown =
        new IllegalStateException(
            "x\n2026-11-28T13:05:09.042+01:00 INFO  Some forged",
            new IllegalArgumentException("y\r\nforged"));
    thrown.addSuppressed(new IllegalStateException("z\nforged"));
    String line = line(TEXT, event("it failed", thrown));

    assertThat(line.lines())
        .filteredOn(one -> one.startsWith("2026") || one.startsWith("forged"))
        .hasSize(1);
    assertThat(line).contains("Caused by: ", "Suppressed: ", "\tat ").endsWith("\n");
  }

  @Test
  void givenARecursionWithoutEnd_theTraceIsBounded() {
    Throwable thrown = new IllegalStateException("deep");
    StackTraceElement frame = new StackTraceElement("A", "b", "A.java", 1);
    thrown.setStackTrace(
        java.util.Collections.nCopies(10_000, frame).toArray(new StackTraceElement[0]));

    assertThat(line(TEXT, event("it failed", thrown)).lines().count()).isLessThan(100);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"UTC", "Europe/Berlin", "Asia/Kathmandu", "America/St_Johns", "Pacific/Apia"})
  void givenAZone_theTimeIsIso8601WithItsOffset(String zone) {
    for (String time :
        new String[] {
          "2026-01-01T00:00:00Z", "2026-07-31T23:59:59.999Z", "1969-12-31T23:59:59.001Z"
        }) {
      StringBuilder line = new StringBuilder();
      LogTime.of(ZoneId.of(zone)).append(line, Instant.parse(time).toEpochMilli());

      assertThat(line.toString()).hasSize(line.toString().endsWith("Z") ? 24 : 29);
      assertThat(OffsetDateTime.parse(line).toInstant()).isEqualTo(Instant.parse(time));
    }
  }

  @Test
  void givenALineThatCannotBeMade_itSaysSoAndFailsNobody() {
    ILoggingEvent event =
        new LoggingEvent(
            "caller",
            new LoggerContext().getLogger("io.belfry.server.Some"),
            Level.WARN,
            "x",
            null,
            new Object[0]) {
          @Override
          public String getFormattedMessage() {
            throw new OutOfMemoryError("none left");
          }
        };

    assertThat(line(TEXT, event)).contains("ERROR").endsWith("\n");
    assertThat(members(line(JSON, event))).containsEntry("level", "ERROR");
  }

  @ParameterizedTest
  @ValueSource(strings = {"FOO", "", "INFO,", "io.netty=", "io.netty=LOUD", "all", "INFO DEBUG"})
  void givenALevelThatIsNone_itIsRefusedInWords(String level) {
    assertThatThrownBy(() -> LogSettings.of(Map.of("BELFRY_LOG_LEVEL", level)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("BELFRY_LOG_LEVEL has ")
        .hasMessageContaining("Expected ERROR, WARN, INFO or DEBUG");
  }

  @Test
  void givenAFormatThatIsNone_itIsRefusedInWords() {
    assertThatThrownBy(() -> LogSettings.of(Map.of("BELFRY_LOG_FORMAT", "xml\n")))
        .hasMessage("BELFRY_LOG_FORMAT is \"xml.\". Expected text or json.");
  }

  @Test
  void givenLevels_libraryLoggersKeepToTheirsAndOthersWarn() {
    LogSettings plain = LogSettings.of(Map.of());
    assertThat(plain).isEqualTo(new LogSettings(Level.INFO, Map.of(), false));
    LogSettings debug =
        LogSettings.of(
            Map.of("BELFRY_LOG_LEVEL", "debug, io.netty=DEBUG", "BELFRY_LOG_FORMAT", "JSON"));
    assertThat(debug)
        .isEqualTo(new LogSettings(Level.DEBUG, Map.of("io.netty", Level.DEBUG), true));
    assertThat(debug.ofLibraries()).isEqualTo(Level.WARN);
    assertThat(LogSettings.of(Map.of("BELFRY_LOG_LEVEL", "ERROR")).ofLibraries())
        .isEqualTo(Level.ERROR);
  }
}
