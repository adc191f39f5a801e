package io.belfry.server.net;

import io.belfry.protocol.CloseReason;
import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the frames of one client as their bytes come, and makes whole messages of them. What is not
 * whole yet is kept in one array, which grows with what has come and never by what was announced;
 * each byte is copied into it once, in however many frames and pieces it comes. Between messages
 * nothing is kept. Lengths are judged when the head of a frame is there, text byte by byte; what is
 * compressed is inflated when it is whole.
 *
 * <p>Written out because Netty's decoder keeps a whole frame in memory beside the heap before it
 * looks at any of it.
 *
 * <p>Thread: confined to the event loop of its socket.
 *
 * @see "rules WS-025, WS-026, THR-23, THR-25 to THR-27"
 */
final class FrameReader {
  /** What an empty message that is not whole costs. */
  static final int OVERHEAD_BYTES = 64;

  private static final int FINAL = 0x80;
  private static final int RESERVED = 0x70;
  private static final int COMPRESSED = 0x40;
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
  private static final int FIRST_CAPACITY = 256;
  private static final int FIRST_LOOK = 4 << 10;
  private static final byte[] NONE = {};
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final Frames frames;
  private final MessageBounds bounds;
  private final @Nullable Inflation inflation;
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
  private int nextLook = FIRST_LOOK;
  private boolean isBinary;
  private boolean isCompressed;
  private boolean hasBegun;
  private boolean isDropping;

  /** What is made of frames. */
  interface Frames {
    /** A text, whole and in UTF-8; the array is the receiver's. */
    void onText(byte[] utf8);

    /** A binary message, whole; the array is the receiver's. */
    void onBinary(byte[] bytes);

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

  /**
   * How large a message may be.
   *
   * @param bytes most bytes, those of a compressed one when it is inflated
   * @param fragments most frames before the one that ends it
   */
  record MessageBounds(int bytes, int fragments) {
    static final int USUAL_FRAGMENTS = 4096;

    // Compressing something that cannot be made smaller makes it longer, by a ninth at worst.
    private long onTheWire(boolean isCompressed) {
      return isCompressed ? bytes + bytes / 8L + OVERHEAD_BYTES : bytes;
    }
  }

  /**
   * A reader of messages within these bounds.
   *
   * @param inflation inflates them; null where it was not agreed that they may be compressed
   */
  FrameReader(Frames frames, MessageBounds bounds, @Nullable Inflation inflation) {
    this.frames = frames;
    this.bounds = bounds;
    this.inflation = inflation;
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
    boolean mayBeCompressed = inflation != null && (opcode == TEXT || opcode == BINARY);
    int reserved = octet & (mayBeCompressed ? RESERVED - COMPRESSED : RESERVED);
    if (reserved != 0 || !isKnown) {
      broken(CloseReason.PROTOCOL_ERROR);
      return;
    }
    if (mayBeCompressed) {
      isCompressed = (octet & COMPRESSED) != 0;
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
    long room = bounds.onTheWire(isCompressed) - size;
    if (!isControl() && (length > room || fragments == bounds.fragments())) {
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
    } else if (isDropping) {
      in.skipBytes(count);
      size += count;
    } else {
      data(in, count);
    }
    taken += count;
    if (taken == length && phase != FramePart.ENDED) {
      frameEnds();
    }
  }

  private void data(ByteBuf in, int count) {
    makeRoom(count);
    in.readBytes(message, size, count);
    unmask(message, size, size + count);
    size += count;
    if (isCompressed) {
      look(isFinal() && taken + count == length);
    } else if (!isBinary) {
      utf8 = Utf8.check(utf8, message, size - count, size);
      if (utf8 == Utf8.BROKEN) {
        broken(CloseReason.INVALID_UTF8);
      }
    }
  }

  // So a message that cannot be right ends when it is twice as long as it would have to be for that
  // to be seen, and all looks together cost no more than one at its end.
  private void look(boolean isAll) {
    if (inflation == null || isAll || size < nextLook) {
      return;
    }
    nextLook = 2 * size;
    CloseReason refusal = inflation.look(compressed());
    if (refusal != null) {
      broken(refusal);
    }
  }

  private Inflation.Compressed compressed() {
    return new Inflation.Compressed(message, size, !isBinary, bounds.bytes());
  }

  // A message that is all there gets an array of its size; another grows by doubling.
  private void makeRoom(int count) {
    int needed = size + count;
    if (needed > message.length) {
      boolean isAll = isFinal() && taken + count == length;
      int capacity =
          isAll ? needed : Math.max(needed, Math.max(FIRST_CAPACITY, 2 * message.length));
      message = Arrays.copyOf(message, Math.min(capacity, Math.max(needed, bounds.bytes())));
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
    CloseReason refusal = isDropping ? null : refusal();
    byte[] bytes = isDropping || refusal != null ? NONE : whole();
    message = NONE;
    size = 0;
    fragments = 0;
    utf8 = Utf8.WHOLE;
    nextLook = FIRST_LOOK;
    if (isDropping) {
      return;
    }
    if (refusal != null) {
      broken(refusal);
    } else if (isBinary) {
      frames.onBinary(bytes);
    } else {
      frames.onText(bytes);
    }
  }

  private @Nullable CloseReason refusal() {
    if (isCompressed && inflation != null) {
      return inflation.inflate(compressed());
    }
    return utf8 == Utf8.WHOLE ? null : CloseReason.INVALID_UTF8;
  }

  private byte[] whole() {
    if (isCompressed && inflation != null) {
      return inflation.take();
    }
    return message.length == size ? message : Arrays.copyOf(message, size);
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
