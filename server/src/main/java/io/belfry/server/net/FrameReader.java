package io.belfry.server.net;

import io.belfry.protocol.CloseReason;
import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Reads the frames of one client as their bytes come, and makes whole messages of them. What is not
 * whole yet is kept in one array, which grows with what has come and never by what was announced;
 * each byte is copied into it once, in however many frames and pieces it comes. Between messages
 * nothing is kept. Lengths are judged when the head of a frame is there, text byte by byte.
 *
 * <p>Written out because Netty's decoder keeps a whole frame in memory beside the heap before it
 * looks at any of it.
 *
 * <p>Thread: confined to the event loop of its socket.
 *
 * @see "rules WS-025, WS-026, THR-23, THR-25, THR-26"
 */
final class FrameReader {
  /** What an empty message that is not whole costs. */
  static final int OVERHEAD_BYTES = 64;

  private static final int FINAL = 0x80;
  private static final int RESERVED = 0x70;
  private static final int MASKED = 0x80;
  private static final int OPCODE = 0x0F;
  private static final int CONTINUATION = 0;
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int CONTROL = 8;
  private static final int PONG = 10;
  private static final int MASK_BYTES = 4;
  private static final int TWO_BYTE_LENGTH = 126;
  private static final int EIGHT_BYTE_LENGTH = 127;
  private static final int MAX_FRAGMENTS = 4096;
  private static final int FIRST_CAPACITY = 256;
  private static final byte[] NONE = {};
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final Frames frames;
  private final int maxMessageBytes;
  private FramePart phase = FramePart.FIRST;
  private int first;
  private int lacking;
  private long shortest;
  private long length;
  private int mask;
  private int taken;
  private byte[] control = NONE;
  private byte[] message = NONE;
  private int size;
  private int fragments;
  private int utf8;
  private boolean isBinary;
  private boolean hasBegun;
  private boolean isDropping;

  /** What is made of frames. */
  interface Frames {
    /** A text, whole and in UTF-8; the array is the receiver's. */
    void onText(byte[] utf8);

    /** A binary message, of which nothing is kept. */
    void onBinary();

    /** A frame that does not end its message. */
    void onFragment();

    /** A ping with its payload. */
    void onPing(byte[] payload);

    /** A pong. */
    void onPong();

    /** The peer's close frame; nothing is read behind it. */
    void onClose(byte[] payload);

    /** The peer broke a rule; nothing is read any more. */
    void onBroken(CloseReason reason);
  }

  private enum FramePart {
    FIRST,
    LENGTH,
    LONG_LENGTH,
    MASK,
    PAYLOAD,
    ENDED
  }

  /** A reader of messages up to that length. */
  FrameReader(Frames frames, int maxMessageBytes) {
    this.frames = frames;
    this.maxMessageBytes = maxMessageBytes;
  }

  /** Takes all that has come. */
  void read(ByteBuf in) {
    while (in.isReadable()) {
      switch (phase) {
        case FIRST -> first(in.readByte() & 0xFF);
        case LENGTH -> length(in.readByte() & 0xFF);
        case LONG_LENGTH -> longLength(in.readByte() & 0xFF);
        case MASK -> mask(in.readByte() & 0xFF);
        case PAYLOAD -> payload(in);
        case ENDED -> in.skipBytes(in.readableBytes());
      }
    }
  }

  /** Whether a frame or message has begun and not ended. */
  boolean isUnfinished() {
    return phase != FramePart.ENDED && (phase != FramePart.FIRST || fragments > 0);
  }

  /** Whether the last that has begun did so since this was asked before. */
  boolean hasBegun() {
    boolean before = hasBegun;
    hasBegun = false;
    return before;
  }

  /** Bytes of memory that are kept for what is not whole. */
  long heldBytes() {
    return isUnfinished() ? OVERHEAD_BYTES + message.length + control.length : 0;
  }

  /** Forgets what is not whole, and keeps no message any more; a close frame is still read. */
  void drop() {
    isDropping = true;
    message = NONE;
    size = 0;
  }

  private void first(int octet) {
    int opcode = octet & OPCODE;
    boolean isKnown =
        opcode >= CONTROL
            ? opcode <= PONG && (octet & FINAL) != 0
            : fragments == 0 ? opcode == TEXT || opcode == BINARY : opcode == CONTINUATION;
    if ((octet & RESERVED) != 0 || !isKnown) {
      broken(CloseReason.PROTOCOL_ERROR);
      return;
    }
    first = octet;
    hasBegun |= fragments == 0;
    phase = FramePart.LENGTH;
  }

  private void length(int octet) {
    length = octet & ~MASKED;
    if ((octet & MASKED) == 0 || (isControl() && length >= TWO_BYTE_LENGTH)) {
      broken(CloseReason.PROTOCOL_ERROR);
    } else if (length < TWO_BYTE_LENGTH) {
      announced();
    } else {
      boolean isLongest = length == EIGHT_BYTE_LENGTH;
      lacking = isLongest ? Long.BYTES : Short.BYTES;
      shortest = isLongest ? 1L << Short.SIZE : TWO_BYTE_LENGTH;
      length = 0;
      phase = FramePart.LONG_LENGTH;
    }
  }

  private void longLength(int octet) {
    length = length << 8 | octet;
    if (--lacking > 0) {
      return;
    }
    if (length < shortest) {
      // Also a length whose top bit is set.
      broken(CloseReason.PROTOCOL_ERROR);
    } else {
      announced();
    }
  }

  private void announced() {
    if (!isControl() && (length > maxMessageBytes - size || fragments == MAX_FRAGMENTS)) {
      broken(CloseReason.MESSAGE_TOO_BIG);
      return;
    }
    lacking = MASK_BYTES;
    mask = 0;
    phase = FramePart.MASK;
  }

  private void mask(int octet) {
    mask = mask << 8 | octet;
    if (--lacking > 0) {
      return;
    }
    taken = 0;
    if (isControl()) {
      control = length == 0 ? NONE : new byte[(int) length];
    } else if ((first & OPCODE) != CONTINUATION) {
      isBinary = (first & OPCODE) == BINARY;
    }
    phase = FramePart.PAYLOAD;
    if (length == 0) {
      frameEnds();
    }
  }

  private void payload(ByteBuf in) {
    int count = (int) Math.min(in.readableBytes(), length - taken);
    if (isControl()) {
      in.readBytes(control, taken, count);
      unmask(control, taken, taken + count);
    } else if (isDropping || isBinary) {
      in.skipBytes(count);
      size += count;
    } else if (!text(in, count)) {
      broken(CloseReason.INVALID_UTF8);
      return;
    }
    taken += count;
    if (taken == length) {
      frameEnds();
    }
  }

  private boolean text(ByteBuf in, int count) {
    makeRoom(count);
    in.readBytes(message, size, count);
    unmask(message, size, size + count);
    utf8 = Utf8.check(utf8, message, size, size + count);
    size += count;
    return utf8 != Utf8.BROKEN;
  }

  // A message that is all there gets an array of its size; another grows by doubling.
  private void makeRoom(int count) {
    int needed = size + count;
    if (needed > message.length) {
      boolean isAll = isFinal() && taken + count == length;
      int capacity =
          isAll ? needed : Math.max(needed, Math.max(FIRST_CAPACITY, 2 * message.length));
      message = Arrays.copyOf(message, Math.min(capacity, Math.max(needed, maxMessageBytes)));
    }
  }

  private void frameEnds() {
    phase = FramePart.FIRST;
    if (isControl()) {
      controlEnds();
    } else if (!isFinal()) {
      fragments++;
      frames.onFragment();
    } else {
      messageEnds();
    }
  }

  private void messageEnds() {
    byte[] bytes = message;
    int end = size;
    boolean isText = utf8 == Utf8.WHOLE;
    message = NONE;
    size = 0;
    fragments = 0;
    utf8 = Utf8.WHOLE;
    if (isDropping) {
      return;
    }
    if (isBinary) {
      frames.onBinary();
    } else if (isText) {
      frames.onText(bytes.length == end ? bytes : Arrays.copyOf(bytes, end));
    } else {
      broken(CloseReason.INVALID_UTF8);
    }
  }

  private void controlEnds() {
    byte[] payload = control;
    control = NONE;
    switch (first & OPCODE) {
      case CONTROL -> {
        phase = FramePart.ENDED;
        drop();
        frames.onClose(payload);
      }
      case PONG -> frames.onPong();
      default -> frames.onPing(payload);
    }
  }

  private void broken(CloseReason reason) {
    phase = FramePart.ENDED;
    drop();
    frames.onBroken(reason);
  }

  private boolean isControl() {
    return (first & CONTROL) != 0;
  }

  private boolean isFinal() {
    return (first & FINAL) != 0;
  }

  // Eight bytes at a time; both parts of the mask stand as in the frame, whose order is that of
  // the numbers.
  private void unmask(byte[] bytes, int from, int to) {
    int turned = Integer.rotateLeft(mask, Byte.SIZE * (taken & 3));
    long wide = (long) turned << Integer.SIZE | (turned & 0xFFFFFFFFL);
    int at = from;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      LONGS.set(bytes, at, (long) LONGS.get(bytes, at) ^ wide);
    }
    for (int shift = 56; at < to; at++, shift -= Byte.SIZE) {
      bytes[at] ^= (byte) (wide >>> shift);
    }
  }
}
