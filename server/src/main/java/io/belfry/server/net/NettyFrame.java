package io.belfry.server.net;

import io.belfry.server.channel.OutboundFrame;
import io.belfry.server.fallback.StreamFraming;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * A complete, unmasked WebSocket frame in one direct buffer: header and payload are laid side by
 * side once, and every connection writes the same bytes. For all who have agreed on compression
 * there is a second frame, made by whoever needs it first and kept as long as this one.
 *
 * <p>Thread: thread-safe; {@link #compressed} is called on event loops.
 *
 * @see "rule THR-27"
 */
final class NettyFrame implements OutboundFrame {
  private static final int FINAL_TEXT = 0x81;
  private static final int FINAL_COMPRESSED_TEXT = 0xC1;
  private static final int FINAL_CLOSE = 0x88;
  private static final int FINAL_PING = 0x89;
  private static final int FINAL_PONG = 0x8A;
  private static final int MAX_SHORT_LENGTH = 125;
  private static final int LENGTH_IN_TWO_BYTES = 126;
  private static final int LENGTH_IN_EIGHT_BYTES = 127;
  private static final int MAX_TWO_BYTES = 0xFFFF;
  private static final int MOST_HEAD_BYTES = 10;
  private static final AtomicIntegerFieldUpdater<NettyFrame> REFERENCES =
      AtomicIntegerFieldUpdater.newUpdater(NettyFrame.class, "references");

  /** Stands for the address of a frame whose memory only Netty can reach. */
  static final long NO_ADDRESS = 0;

  private final ByteBuf bytes;
  private final int size;
  private final long address;
  // Made twice at worst, with the same outcome, when two loops ask at the same time.
  private volatile byte @Nullable [] quoted;
  // This frame itself when there is no other for it.
  private volatile @Nullable NettyFrame compressed;
  private volatile int references = 1;

  private NettyFrame(ByteBuf bytes) {
    this.bytes = bytes;
    this.size = bytes.readableBytes();
    this.address = bytes.hasMemoryAddress() ? bytes.memoryAddress() : NO_ADDRESS;
    if (bytes.getUnsignedByte(0) != FINAL_TEXT || payloadBytes() < Deflation.LEAST_BYTES) {
      compressed = this;
    }
  }

  /** Makes text frames in buffers of that allocator. */
  static OutboundFrame.Factory factory(ByteBufAllocator allocator) {
    return utf8 -> new NettyFrame(frame(allocator, FINAL_TEXT, utf8));
  }

  /** A ping without payload. */
  static NettyFrame ping(ByteBufAllocator allocator) {
    return new NettyFrame(frame(allocator, FINAL_PING, new byte[0]));
  }

  /** The answer to a ping. */
  static OutboundFrame pong(ByteBufAllocator allocator, byte[] payload) {
    return new NettyFrame(frame(allocator, FINAL_PONG, payload));
  }

  /** A close frame with that code and sentence; with neither when the code is negative. */
  static ByteBuf close(ByteBufAllocator allocator, int code, String sentence) {
    byte[] reason = sentence.getBytes(StandardCharsets.UTF_8);
    byte[] payload =
        code < 0
            ? new byte[0]
            : ByteBuffer.allocate(Short.BYTES + reason.length)
                .putShort((short) code)
                .put(reason)
                .array();
    return frame(allocator, FINAL_CLOSE, payload);
  }

  private static ByteBuf frame(ByteBufAllocator allocator, int firstByte, byte[] payload) {
    return head(allocator, firstByte, payload.length).writeBytes(payload);
  }

  private static ByteBuf head(ByteBufAllocator allocator, int firstByte, int length) {
    int most = length + MOST_HEAD_BYTES;
    ByteBuf frame = allocator.directBuffer(most, most).writeByte(firstByte);
    if (length <= MAX_SHORT_LENGTH) {
      frame.writeByte(length);
    } else if (length <= MAX_TWO_BYTES) {
      frame.writeByte(LENGTH_IN_TWO_BYTES).writeShort(length);
    } else {
      frame.writeByte(LENGTH_IN_EIGHT_BYTES).writeLong(length);
    }
    return frame;
  }

  /**
   * The form for those who have agreed on compression: another frame, which lives as long as this
   * one and for as long as it is retained; this one where that would not be shorter.
   */
  NettyFrame compressed(Deflation deflation) {
    NettyFrame made = compressed;
    return made == null ? compress(deflation) : made;
  }

  // Another loop that needs it meanwhile waits: to compress it as well would take it as long.
  private synchronized NettyFrame compress(Deflation deflation) {
    NettyFrame made = compressed;
    if (made == null) {
      made = compressedOrThis(deflation);
      compressed = made;
    }
    return made;
  }

  private NettyFrame compressedOrThis(Deflation deflation) {
    int head = headBytes();
    ByteBuf payload = deflation.compress(bytes.slice(head, size - head));
    if (payload == null) {
      return this;
    }
    try {
      int length = payload.readableBytes();
      return new NettyFrame(head(bytes.alloc(), FINAL_COMPRESSED_TEXT, length).writeBytes(payload));
    } finally {
      payload.release();
    }
  }

  /** The bytes for one write; takes over one reference. */
  ByteBuf toWrite() {
    // A view of its own, since a socket moves the reader index when it takes only a part.
    ByteBuf view = bytes.retainedDuplicate();
    release();
    return view;
  }

  /** Where its bytes lie, for as long as a reference is held. */
  long address() {
    return address;
  }

  /** Appends its bytes. */
  void copyTo(ByteBuffer target) {
    int end = target.position() + size;
    bytes.getBytes(0, target.limit(end));
    target.limit(target.capacity());
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public byte[] quoted() {
    byte[] made = quoted;
    if (made == null) {
      made = StreamFraming.quoted(payload());
      quoted = made;
    }
    return made;
  }

  private byte[] payload() {
    return ByteBufUtil.getBytes(bytes, headBytes(), payloadBytes());
  }

  /** Bytes of its message, as they stand in it. */
  int payloadBytes() {
    return size - headBytes();
  }

  private int headBytes() {
    return switch (bytes.getByte(1)) {
      case LENGTH_IN_TWO_BYTES -> 4;
      case LENGTH_IN_EIGHT_BYTES -> MOST_HEAD_BYTES;
      default -> 2;
    };
  }

  @Override
  public OutboundFrame retain() {
    REFERENCES.incrementAndGet(this);
    return this;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // a frame is itself and no other
  public void release() {
    if (REFERENCES.decrementAndGet(this) > 0) {
      return;
    }
    bytes.release();
    NettyFrame other = compressed;
    if (other != null && other != this) {
      other.release();
    }
  }
}
