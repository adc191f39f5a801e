package io.belfry.cli.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;

/**
 * One line of the log: {@code 2026-11-28T13:05:09.042+01:00 WARN Connection said this}, with a
 * stack trace below if there is one; or the same as one JSON object.
 *
 * <p>Making a line never fails, whatever is in it and however little memory is left: an event loop
 * that complains must not end for it. What it needs is loaded by {@link #warmUp} before a port
 * opens.
 *
 * <p>Thread: thread-safe.
 */
final class LogLine extends EncoderBase<ILoggingEvent> {
  private static final byte[] NOTHING = {};

  private final Shape shape;
  private final byte[] lost;

  /** How a line looks. */
  interface Shape {
    /** Writes the event with all its lines. */
    void append(StringBuilder line, ILoggingEvent event);

    /** The line in place of one that could not be made. */
    String lost();
  }

  LogLine(Shape shape) {
    this.shape = shape;
    this.lost = shape.lost().getBytes(StandardCharsets.UTF_8);
  }

  /** Makes a line of the event for nobody, so that later ones load nothing. */
  void warmUp(ILoggingEvent event) {
    encode(event);
  }

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    try {
      StringBuilder line = new StringBuilder();
      shape.append(line, event);
      return line.toString().getBytes(StandardCharsets.UTF_8);
    } catch (RuntimeException | Error e) {
      return lost;
    }
  }
}
