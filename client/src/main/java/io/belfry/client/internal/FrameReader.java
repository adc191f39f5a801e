package io.belfry.client.internal;

import java.io.IOException;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Reads what a server sends, as RFC 6455 has it and not otherwise: no mask, no reserved bit, no
 * unknown opcode, control frames whole and of 125 bytes at most, lengths in their shortest form,
 * texts of UTF-8 only. A length is judged before anything is stored; text is decoded as it comes.
 *
 * <p>Thread: confined to the reader thread.
 *
 * @see "rule CL-030"
 */
final class FrameReader {
  /** Longest message in bytes. */
  static final int MAX_MESSAGE_BYTES = 8 << 20;

  private static final int CHUNK = 4096;
  private static final int KEPT_CHARACTERS = 1 << 16;
  private static final int FINAL = 0x80;
  private static final int RESERVED = 0x70;
  private static final int OPCODE = 0x0F;
  private static final int MASKED = 0x80;
  private static final int LENGTH = 0x7F;
  private static final int MAX_CONTROL = 125;
  private static final int TWO_BYTES_FOLLOW = 126;
  private static final int MAX_TWO_BYTES = 0xFFFF;
  private static final int FIRST_CONTROL = 8;
  private static final int NO_STATUS = 1005;

  private final ByteSource source;
  private final Sink sink;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);
  private final ByteBuffer bytes = ByteBuffer.allocate(CHUNK);
  private final CharBuffer characters = CharBuffer.allocate(CHUNK);
  private StringBuilder text = new StringBuilder();
  private Kind message = Kind.NONE;
  private long messageBytes;

  private enum Kind {
    NONE,
    TEXT,
    BINARY
  }

  /** Takes what was read. */
  interface Sink {
    /** A whole text message. */
    void text(String message) throws InterruptedException;

    /** A ping, which wants its payload back. */
    void ping(byte[] payload);

    /** A frame that carries nothing for the application. */
    void activity();

    /** The close frame, behind which nothing is read. */
    void closed(int code, String reason);
  }

  FrameReader(ByteSource source, Sink sink) {
    this.source = source;
    this.sink = sink;
  }

  /**
   * Reads one frame; false when it was the close frame.
   *
   * @throws java.io.EOFException if the connection ends without one
   * @throws FrameViolation if no server may send that
   */
  boolean next() throws IOException, InterruptedException {
    int first = source.next();
    int second = source.next();
    if ((first & RESERVED) != 0) {
      throw violation("a reserved bit is set although no extension was agreed on");
    }
    if ((second & MASKED) != 0) {
      throw violation("the server masks its frames");
    }
    int opcode = first & OPCODE;
    boolean last = (first & FINAL) != 0;
    long length = length(second & LENGTH);
    if (opcode < FIRST_CONTROL) {
      data(opcode, length, last);
      return true;
    }
    if (!last || length > MAX_CONTROL) {
      throw violation("a control frame is in parts or longer than 125 bytes");
    }
    return control(opcode, source.exactly((int) length));
  }

  private long length(int named) throws IOException {
    if (named < TWO_BYTES_FOLLOW) {
      return named;
    }
    int count = named == TWO_BYTES_FOLLOW ? Short.BYTES : Long.BYTES;
    long length = 0;
    for (int i = 0; i < count; i++) {
      length = length << Byte.SIZE | source.next();
    }
    if (length < 0 || length <= (count == Short.BYTES ? MAX_CONTROL : MAX_TWO_BYTES)) {
      throw violation("a length is not in its shortest form");
    }
    return length;
  }

  private boolean control(int opcode, byte[] payload) throws IOException {
    switch (opcode) {
      case 8 -> {
        close(payload);
        return false;
      }
      case 9 -> sink.ping(payload);
      case 10 -> sink.activity();
      default -> throw violation("opcode " + opcode + " is unknown");
    }
    return true;
  }

  private void close(byte[] payload) throws IOException {
    if (payload.length == 0) {
      sink.closed(NO_STATUS, "");
      return;
    }
    if (payload.length == 1) {
      throw violation("a close frame has half a code");
    }
    int code = Short.toUnsignedInt(ByteBuffer.wrap(payload).getShort());
    if (!isCloseCode(code)) {
      throw violation("close code " + code + " may not be sent");
    }
    ByteBuffer reason = ByteBuffer.wrap(payload, Short.BYTES, payload.length - Short.BYTES);
    try {
      sink.closed(code, decoder.decode(reason).toString());
    } catch (CharacterCodingException e) {
      throw invalidText();
    }
  }

  private static boolean isCloseCode(int code) {
    boolean standard = code >= 1000 && code <= 1014 && (code < 1004 || code > 1006);
    return standard || (code >= 3000 && code < 5000);
  }

  private void data(int opcode, long length, boolean last)
      throws IOException, InterruptedException {
    begin(opcode);
    if (length > MAX_MESSAGE_BYTES - messageBytes) {
      throw new FrameViolation(
          FrameViolation.TOO_BIG, "a message is longer than " + MAX_MESSAGE_BYTES + " bytes");
    }
    messageBytes += length;
    if (message == Kind.TEXT) {
      decode(length, last);
    } else {
      source.skip(length);
    }
    if (last) {
      end();
    } else {
      sink.activity();
    }
  }

  private void begin(int opcode) throws FrameViolation {
    if (opcode > 2) {
      throw violation("opcode " + opcode + " is unknown");
    }
    if (opcode == 0 == (message == Kind.NONE)) {
      throw violation("the parts of a message are out of order");
    }
    if (opcode != 0) {
      message = opcode == 1 ? Kind.TEXT : Kind.BINARY;
      messageBytes = 0;
      decoder.reset();
    }
  }

  private void end() throws InterruptedException {
    Kind ended = message;
    message = Kind.NONE;
    if (ended == Kind.TEXT) {
      String whole = text.toString();
      if (text.capacity() > KEPT_CHARACTERS) {
        text = new StringBuilder();
      } else {
        text.setLength(0);
      }
      sink.text(whole);
    } else {
      sink.activity();
    }
  }

  private void decode(long length, boolean last) throws IOException {
    for (long left = length; left > 0; ) {
      int count =
          source.read(bytes.array(), bytes.position(), (int) Math.min(left, bytes.remaining()));
      moveTo(bytes, bytes.position() + count);
      left -= count;
      decodeBuffered(false);
    }
    if (last) {
      decodeBuffered(true);
      check(decoder.flush(characters));
      drain();
      clear(bytes);
    }
  }

  private void decodeBuffered(boolean end) throws FrameViolation {
    flip(bytes);
    CoderResult result = decoder.decode(bytes, characters, end);
    while (result.isOverflow()) {
      drain();
      result = decoder.decode(bytes, characters, end);
    }
    check(result);
    drain();
    bytes.compact();
  }

  private static void check(CoderResult result) throws FrameViolation {
    if (result.isError()) {
      throw invalidText();
    }
  }

  private void drain() {
    flip(characters);
    text.append(characters);
    clear(characters);
  }

  // By the type that has these methods everywhere: those of ByteBuffer are missing on old Androids.
  private static void moveTo(Buffer buffer, int position) {
    buffer.position(position);
  }

  private static void flip(Buffer buffer) {
    buffer.flip();
  }

  private static void clear(Buffer buffer) {
    buffer.clear();
  }

  private static FrameViolation invalidText() {
    return new FrameViolation(FrameViolation.INVALID_TEXT, "a text is no UTF-8");
  }

  private static FrameViolation violation(String what) {
    return new FrameViolation(FrameViolation.PROTOCOL_ERROR, what);
  }
}
