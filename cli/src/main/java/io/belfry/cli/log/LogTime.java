package io.belfry.cli.log;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;

/**
 * Times as ISO 8601 writes them, with the offset of this machine: {@code
 * 2026-11-28T13:05:09.042+01:00}. The rules of the zone are read when this is made: reading them
 * takes a file and memory, and the first line of a long life may be that both have run out.
 *
 * <p>Thread: thread-safe.
 */
final class LogTime {
  private static final int MILLIS_PER_SECOND = 1000;
  private static final int NANOS_PER_MILLI = 1_000_000;
  private static final int MINUTES_PER_HOUR = 60;

  private final ZoneRules rules;

  private LogTime(ZoneRules rules) {
    this.rules = rules;
  }

  /** In the zone of this machine; in UTC where it has none that is known. */
  static LogTime ofMachine() {
    try {
      return of(ZoneId.systemDefault());
    } catch (DateTimeException e) {
      return of(ZoneOffset.UTC);
    }
  }

  static LogTime of(ZoneId zone) {
    return new LogTime(zone.getRules());
  }

  /** Writes that time. */
  void append(StringBuilder line, long millis) {
    long seconds = Math.floorDiv(millis, MILLIS_PER_SECOND);
    int milli = Math.floorMod(millis, MILLIS_PER_SECOND);
    ZoneOffset offset = rules.getOffset(Instant.ofEpochSecond(seconds));
    LocalDateTime time = LocalDateTime.ofEpochSecond(seconds, milli * NANOS_PER_MILLI, offset);
    padded(line, time.getYear(), 4).append('-');
    padded(line, time.getMonthValue(), 2).append('-');
    padded(line, time.getDayOfMonth(), 2).append('T');
    padded(line, time.getHour(), 2).append(':');
    padded(line, time.getMinute(), 2).append(':');
    padded(line, time.getSecond(), 2).append('.');
    padded(line, milli, 3);
    append(line, offset);
  }

  private static void append(StringBuilder line, ZoneOffset offset) {
    int minutes = offset.getTotalSeconds() / MINUTES_PER_HOUR;
    if (minutes == 0) {
      line.append('Z');
      return;
    }
    line.append(minutes < 0 ? '-' : '+');
    padded(line, Math.abs(minutes) / MINUTES_PER_HOUR, 2).append(':');
    padded(line, Math.abs(minutes) % MINUTES_PER_HOUR, 2);
  }

  private static StringBuilder padded(StringBuilder line, int number, int width) {
    String digits = Integer.toString(number);
    return line.append("0".repeat(Math.max(0, width - digits.length()))).append(digits);
  }
}
