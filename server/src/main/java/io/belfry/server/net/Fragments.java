package io.belfry.server.net;

import io.belfry.server.net.FrameHead.Opcode;
import java.io.ByteArrayOutputStream;

/**
 * A message that comes in several frames, as far as it has come. The parts are counted and their
 * sum is bounded like one message; a text is checked part by part.
 *
 * <p>Thread: confined to its event loop.
 *
 * @see "rules WS-026, THR-29"
 */
final class Fragments {
  private static final int MAX_FRAGMENTS = 4096;

  /** Whether a message may go on with a part. */
  enum Verdict {
    TAKEN,
    TOO_BIG,
    NOT_UTF8
  }

  private final Opcode kind;
  private final int maxBytes;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Utf8Check utf8 = new Utf8Check();
  private int count;

  /** A message of that kind. */
  Fragments(Opcode kind, int maxBytes) {
    this.kind = kind;
    this.maxBytes = maxBytes;
  }

  Opcode kind() {
    return kind;
  }

  /** Takes one more part. */
  Verdict add(byte[] part) {
    count++;
    if (bytes.size() + part.length > maxBytes || count > MAX_FRAGMENTS) {
      return Verdict.TOO_BIG;
    }
    if (kind == Opcode.TEXT && !utf8.accepts(part)) {
      return Verdict.NOT_UTF8;
    }
    bytes.writeBytes(part);
    return Verdict.TAKEN;
  }

  /** Whether the message may end here. */
  boolean isWhole() {
    return kind != Opcode.TEXT || utf8.isWhole();
  }

  byte[] message() {
    return bytes.toByteArray();
  }
}
