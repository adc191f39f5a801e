package io.belfry.server.net;

import io.netty.util.AsciiString;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The value of the Date field, written once a second at most.
 *
 * <p>Thread: confined to its event loop.
 *
 * @see "rule HTTP-202; RFC 9110, sections 5.6.7 and 6.6.1"
 */
final class DateField {
  /** Bytes of every value. */
  static final int LENGTH = 29;

  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);
  private static final long MILLIS_PER_SECOND = 1000;

  private final InstantSource clock;
  private long second = Long.MIN_VALUE;
  private AsciiString value = AsciiString.EMPTY_STRING;

  DateField(InstantSource clock) {
    this.clock = clock;
  }

  /** What the clock says now. */
  AsciiString value() {
    long now = Math.floorDiv(clock.millis(), MILLIS_PER_SECOND);
    if (now != second) {
      second = now;
      value = AsciiString.of(FORMAT.format(Instant.ofEpochSecond(now)));
    }
    return value;
  }
}
