package io.belfry.server.fallback;

import java.util.Arrays;

/**
 * How much one answer may still carry. pusher-js counts what a stream has brought, in UTF-16 units;
 * where a line ends beyond 262,144 of them it drops the stream, with all that is under way, and
 * opens the next. So nothing may be under way then: what does not fit any more waits for the next
 * receive request, and one line of {@code h} takes the client beyond its bound.
 *
 * <p>Thread: confined to the event loop of the session.
 *
 * @see "rule RES-036"
 */
final class StreamRoom {
  /** Units up to which pusher-js keeps a stream. */
  static final int MAX_UNITS = 256 << 10;

  private static final int SHORTEST_LINE = 2;
  // What the lines without messages at the beginning of a stream take at most.
  private static final int SIGNS_UNITS = 64;

  private final boolean isBounded;
  private int units;

  private StreamRoom(boolean isBounded, int units) {
    this.isBounded = isBounded;
    this.units = units;
  }

  /** Room of a stream that has begun with its prelude. */
  static StreamRoom ofStream() {
    return new StreamRoom(true, StreamFraming.PRELUDE_UNITS);
  }

  /** Room of an answer that carries what there is and is then over. */
  static StreamRoom unbounded() {
    return new StreamRoom(false, 0);
  }

  /** UTF-16 units of a UTF-8 text: two for each character that takes four bytes. */
  static int units(byte[] utf8) {
    int count = 0;
    for (byte b : utf8) {
      // 0x80 to 0xBF go on with a character; four bytes begin with 0xF0 or more.
      if ((b & 0xC0) != 0x80) {
        count += (b & 0xF8) == 0xF0 ? 2 : 1;
      }
    }
    return count;
  }

  boolean fits(int more) {
    return !isBounded || units + more <= MAX_UNITS;
  }

  /**
   * Whether a line is too long for any stream. It may be the last of one all the same: nothing is
   * under way behind it.
   */
  static boolean neverFits(int more) {
    return StreamFraming.PRELUDE_UNITS + SIGNS_UNITS + more > MAX_UNITS;
  }

  void use(int more) {
    units += more;
  }

  /** Whether the client leaves this answer and asks anew. */
  boolean isFull() {
    return isBounded && units > MAX_UNITS;
  }

  /** The line that makes it full. */
  byte[] fill() {
    byte[] line = new byte[Math.max(SHORTEST_LINE, MAX_UNITS + 1 - units)];
    Arrays.fill(line, (byte) 'h');
    line[line.length - 1] = '\n';
    use(line.length);
    return line;
  }
}
