package io.belfry.cli.migrate;

/**
 * How much of a file is read at most, whatever it is written in.
 *
 * <p>Thread: confined to the reader.
 */
final class Bounds {
  /** Bytes of a file. */
  static final int BYTES = 2 << 20;

  /** Nesting of groups and lists. */
  static final int DEPTH = 32;

  private static final int VALUES = 200_000;

  private int depth;
  private int values;

  /** One more value. */
  void count() throws NotReadable {
    if (++values > VALUES) {
      throw new NotReadable("The file has more than " + VALUES + " values.");
    }
  }

  /** One level deeper. */
  void enter() throws NotReadable {
    if (++depth > DEPTH) {
      throw new NotReadable("The file is nested more than " + DEPTH + " levels deep.");
    }
  }

  /** One level back. */
  void leave() {
    depth--;
  }
}
