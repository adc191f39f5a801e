package io.belfry.server.net;

import io.belfry.server.channel.OutboundFrame;
import io.belfry.server.fallback.StreamFraming;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A complete, unmasked WebSocket frame in one direct buffer: header and payload are laid side by
 * side once, and every connection writes the same bytes.
 *
 * <p>Thread: thread-safe.
 */
final class NettyFrame implements OutboundFrame {
  private static final int FINAL_TEXT = 0x81;
  private static final int FINAL_CLOSE = 0x88;
  private static final int FINAL_PING = 0x89;
  private static final int FINAL_PONG = 0x8A;
  private static final int MAX_SHORT_LENGTH = 125;
  private static final int LENGTH_IN_TWO_BYTES = 126;
  private static final int LENGTH_IN_EIGHT_BYTES = 127;
  private static final int MAX_TWO_BYTES = 0xFFFF;

  /** Stands for the address of a frame whose memory only Netty can reach. */
  static final long NO_ADDRESS = 0;

  private final ByteBuf bytes;
  private final int size;
  private final long address;
  // Made twice at worst, with the same outcome, when two loops ask at the same time.
  private volatile byte @Nullable [] quoted;

  private NettyFrame(ByteBuf bytes) {
    this.bytes = bytes;
    this.size = bytes.readableBytes();
    this.address = bytes.hasMemoryAddress() ? bytes.memoryAddress() : NO_ADDRESS;
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
    int length = payload.length;
    ByteBuf frame = allocator.directBuffer(length + 10, length + 10).writeByte(firstByte);
    if (length <= MAX_SHORT_LENGTH) {
      frame.writeByte(length);
    } else if (length <= MAX_TWO_BYTES) {
      frame.writeByte(LENGTH_IN_TWO_BYTES).writeShort(length);
    } else {
      frame.writeByte(LENGTH_IN_EIGHT_BYTES).writeLong(length);
    }
    return frame.writeBytes(payload);
  }

  /** The bytes for one write; takes over one reference. */
  ByteBuf toWrite() {
    // A view of its own, since a socket moves the reader index when it takes only a part.
    return bytes.duplicate();
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
    int header =
        switch (bytes.getByte(1)) {
          case LENGTH_IN_TWO_BYTES -> 4;
          case LENGTH_IN_EIGHT_BYTES -> 10;
          default -> 2;
        };
    return ByteBufUtil.getBytes(bytes, header, size - header);
  }

  @Override
  public OutboundFrame retain() {
    bytes.retain();
    return this;
  }

  @Override
  public void release() {
    bytes.release();
  }
}
