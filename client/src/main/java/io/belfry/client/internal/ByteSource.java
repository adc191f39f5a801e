package io.belfry.client.internal;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The bytes of a connection, read through a buffer of 4 KiB.
 *
 * <p>Thread: confined to its reader.
 */
final class ByteSource {
  private static final int SIZE = 4096;
  private static final int BYTE = 0xFF;

  private final InputStream in;
  private final byte[] buffer = new byte[SIZE];
  private int position;
  private int limit;

  ByteSource(InputStream in) {
    this.in = in;
  }

  /**
   * The next byte, 0 to 255.
   *
   * @throws EOFException at the end
   */
  int next() throws IOException {
    if (position == limit) {
      fill();
    }
    return buffer[position++] & BYTE;
  }

  /**
   * Reads some bytes, at least one.
   *
   * @return how many
   * @throws EOFException at the end
   */
  int read(byte[] into, int offset, int most) throws IOException {
    if (position == limit) {
      fill();
    }
    int count = Math.min(most, limit - position);
    System.arraycopy(buffer, position, into, offset, count);
    position += count;
    return count;
  }

  /** Reads exactly so many bytes. */
  byte[] exactly(int count) throws IOException {
    byte[] bytes = new byte[count];
    for (int have = 0; have < count; ) {
      have += read(bytes, have, count - have);
    }
    return bytes;
  }

  /** Passes over so many bytes. */
  void skip(long count) throws IOException {
    for (long left = count; left > 0; ) {
      if (position == limit) {
        fill();
      }
      int step = (int) Math.min(left, limit - position);
      position += step;
      left -= step;
    }
  }

  private void fill() throws IOException {
    int count = in.read(buffer, 0, SIZE);
    if (count < 0) {
      throw new EOFException("the connection has ended");
    }
    position = 0;
    limit = count;
  }
}
