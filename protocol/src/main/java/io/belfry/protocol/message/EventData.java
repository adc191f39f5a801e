package io.belfry.protocol.message;

import io.belfry.protocol.json.ObjectCursor;
import io.belfry.protocol.json.Quoted;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Payload of an event that is only passed on: a text, kept as the bytes that stand between the
 * quotes of the {@code data} that receivers get. It may be a part of the array that it was read
 * from, so it is of use as long as that one is not written to.
 *
 * <p>Thread: immutable.
 *
 * @see "rule WS-086"
 */
public final class EventData {
  private final byte[] utf8;
  private final int from;
  private final int to;
  private final int escapes;
  private final int bytes;

  private EventData(byte[] utf8, int from, int to, int escapes, int bytes) {
    this.utf8 = utf8;
    this.from = from;
    this.to = to;
    this.escapes = escapes;
    this.bytes = bytes;
  }

  /** The payload with this text. */
  public static EventData of(String text) {
    byte[] quoted = Quoted.of(text);
    boolean isAscii = quoted.length == text.length();
    int bytes = isAscii ? quoted.length : text.getBytes(StandardCharsets.UTF_8).length;
    return new EventData(quoted, 0, quoted.length, 0, bytes);
  }

  /**
   * A payload whose text stands there between quotes, with the escapes that {@link #of} would have.
   *
   * @param escapes how many those are
   */
  static EventData quoted(byte[] utf8, int from, int to, int escapes) {
    return new EventData(utf8, from, to, 0, to - from - escapes);
  }

  /**
   * A payload whose text stands there as it is.
   *
   * @param escapes how many characters of it need one between quotes
   */
  static EventData plain(byte[] utf8, int from, int to, int escapes) {
    return new EventData(utf8, from, to, escapes, to - from);
  }

  /** Bytes of the text in UTF-8, which is what limits count. */
  public int bytes() {
    return bytes;
  }

  /** The payload as text. */
  public String text() {
    try (ObjectCursor members =
        ObjectCursor.over("{\"\":\"" + this + "\"}", ObjectCursor.Strictness.OPAQUE)) {
      members.next();
      return Objects.requireNonNull(members.string());
    }
  }

  /** Bytes between the quotes. */
  int size() {
    return to - from + escapes;
  }

  /** Writes what stands between the quotes there. */
  void writeTo(byte[] target, int at) {
    if (escapes == 0) {
      System.arraycopy(utf8, from, target, at, to - from);
      return;
    }
    int next = at;
    for (int i = from; i < to; i++) {
      byte octet = utf8[i];
      byte escape = escape(octet);
      if (escape != 0) {
        target[next++] = '\\';
        target[next++] = escape;
      } else {
        target[next++] = octet;
      }
    }
  }

  // The source of a value has no other control characters: it is JSON.
  private static byte escape(byte octet) {
    return switch (octet) {
      case '"', '\\' -> octet;
      case '\t' -> 't';
      case '\n' -> 'n';
      case '\r' -> 'r';
      default -> 0;
    };
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EventData data && toString().equals(data.toString());
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }

  /** What stands between the quotes. */
  @Override
  public String toString() {
    byte[] quoted = new byte[size()];
    writeTo(quoted, 0);
    return new String(quoted, StandardCharsets.UTF_8);
  }
}
