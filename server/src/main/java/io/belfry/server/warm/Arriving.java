package io.belfry.server.warm;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Bytes that come from the server, taken apart into heads of HTTP and texts of WebSocket frames.
 * Nothing is looked at byte by byte: at a start each turn of a loop is dear.
 *
 * <p>Thread: confined to the thread of the exercise.
 */
final class Arriving {
  private static final int ROOM = 2 << 10;
  private static final int LENGTH_BITS = 0x7f;
  private static final int TWO_BYTES_FOLLOW = 126;
  private static final int BYTE_BITS = 8;
  private static final String END_OF_HEAD = "\r\n\r\n";

  private final InputStream in;
  private final byte[] buffer = new byte[ROOM];
  private int from;
  private int to;

  Arriving(InputStream in) {
    this.in = in;
  }

  /** The head of an answer. */
  String head() throws IOException {
    String seen = seen();
    int end = seen.indexOf(END_OF_HEAD);
    while (end < 0) {
      more();
      seen = seen();
      end = seen.indexOf(END_OF_HEAD);
    }
    from += end + END_OF_HEAD.length();
    return seen.substring(0, end);
  }

  /** The text of the next frame, whatever its kind. */
  String frame() throws IOException {
    return text(frameLength());
  }

  /** Passes over the next frame. */
  void skipFrame() throws IOException {
    int length = frameLength();
    await(length);
    from += length;
  }

  /** A text of so many bytes. */
  String text(int length) throws IOException {
    await(length);
    String text = new String(buffer, from, length, StandardCharsets.ISO_8859_1);
    from += length;
    return text;
  }

  private int frameLength() throws IOException {
    await(2);
    int length = buffer[from + 1] & LENGTH_BITS;
    from += 2;
    if (length == TWO_BYTES_FOLLOW) {
      await(2);
      length = ((buffer[from] & 0xff) << BYTE_BITS) | (buffer[from + 1] & 0xff);
      from += 2;
    }
    return length;
  }

  private String seen() {
    return new String(buffer, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private void await(int bytes) throws IOException {
    while (to - from < bytes) {
      more();
    }
  }

  private void more() throws IOException {
    System.arraycopy(buffer, from, buffer, 0, to - from);
    to -= from;
    from = 0;
    int count = to < ROOM ? in.read(buffer, to, ROOM - to) : 0;
    if (count < 0) {
      throw new EOFException("The server has closed the connection.");
    }
    if (count == 0) {
      throw new IOException("The server has sent more in one piece than was expected.");
    }
    to += count;
  }
}
