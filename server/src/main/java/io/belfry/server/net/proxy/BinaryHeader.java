package io.belfry.server.net.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Version 2 of the PROXY header: a signature, a command, a family, a length; then the addresses and
 * further facts, each with its type and length.
 *
 * <p>Thread: stateless.
 */
final class BinaryHeader {
  static final byte[] SIGNATURE = {
    0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A
  };

  /** The most behind the first sixteen bytes that is waited for. */
  static final int MAX_LENGTH = 4096;

  private static final int FIXED_BYTES = 16;
  private static final int LOCAL = 0x20;
  private static final int PROXY = 0x21;
  private static final int UNSPECIFIED = 0x00;
  private static final int TCP_OVER_IPV4 = 0x11;
  private static final int TCP_OVER_IPV6 = 0x21;
  private static final int UNIX_STREAM = 0x31;
  private static final int IPV4_BYTES = 4;
  private static final int IPV6_BYTES = 16;
  private static final int PORTS_BYTES = 4;
  private static final int UNIX_BYTES = 216;
  private static final int FACT_BYTES = 3;
  private static final int CHECKSUM = 0x03;
  private static final int CHECKSUM_BYTES = 4;
  private static final int TLS = 0x20;
  private static final int TLS_BYTES = 5;
  private static final int CLIENT_SPEAKS_TLS = 0x01;

  private final byte[] bytes;
  private final ByteBuffer all;
  private @Nullable InetAddress source;
  private boolean isEncrypted;
  private boolean hasChecksum;
  private boolean hasTls;

  private BinaryHeader(byte[] bytes) {
    this.bytes = bytes;
    this.all = ByteBuffer.wrap(bytes);
  }

  /** Takes one off the front, which begins as it has to; null while it is not complete. */
  static @Nullable ProxyHeader read(ByteBuf bytes) throws ProxyHeader.Malformed {
    if (bytes.readableBytes() < FIXED_BYTES) {
      return null;
    }
    int length = bytes.getUnsignedShort(bytes.readerIndex() + FIXED_BYTES - Short.BYTES);
    int command = bytes.getUnsignedByte(bytes.readerIndex() + SIGNATURE.length);
    check(command == LOCAL || command == PROXY, "its version or command is unknown");
    check(length <= MAX_LENGTH, "it is longer than " + MAX_LENGTH + " bytes");
    if (bytes.readableBytes() < FIXED_BYTES + length) {
      return null;
    }
    byte[] all = ByteBufUtil.getBytes(bytes, bytes.readerIndex(), FIXED_BYTES + length);
    bytes.skipBytes(all.length);
    // The proxy's own connection: all that stands in the header is passed over.
    return command == LOCAL
        ? ProxyHeader.UNTOLD
        : new BinaryHeader(all).parse(all[SIGNATURE.length + 1] & 0xFF);
  }

  private ProxyHeader parse(int family) throws ProxyHeader.Malformed {
    all.position(FIXED_BYTES);
    switch (family) {
      case UNSPECIFIED -> {}
      case TCP_OVER_IPV4 -> source = address(IPV4_BYTES);
      case TCP_OVER_IPV6 -> source = address(IPV6_BYTES);
      case UNIX_STREAM -> skip(UNIX_BYTES);
      default -> throw new ProxyHeader.Malformed("its family is not that of a stream");
    }
    while (all.hasRemaining()) {
      check(all.remaining() >= FACT_BYTES, "a fact in it is cut off");
      int type = all.get() & 0xFF;
      fact(type, all.getShort() & 0xFFFF);
    }
    return new ProxyHeader(source, isEncrypted);
  }

  private InetAddress address(int size) throws ProxyHeader.Malformed {
    byte[] from = new byte[size];
    check(all.remaining() >= 2 * size + PORTS_BYTES, "its addresses are cut off");
    all.get(from);
    skip(size + PORTS_BYTES);
    try {
      // One of IPv4 that is written as one of IPv6 becomes one of IPv4.
      return InetAddress.getByAddress(from);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("An address of " + size + " bytes.", e);
    }
  }

  private void fact(int type, int length) throws ProxyHeader.Malformed {
    check(all.remaining() >= length, "a fact in it is cut off");
    int at = all.position();
    if (type == CHECKSUM) {
      check(!hasChecksum && length == CHECKSUM_BYTES, "its checksum is not one of 4 bytes");
      hasChecksum = true;
      check(all.getInt(at) == checksum(at), "its checksum is another one");
    } else if (type == TLS) {
      check(!hasTls && length >= TLS_BYTES, "what it says of TLS is cut off, or said twice");
      hasTls = true;
      isEncrypted = (all.get(at) & CLIENT_SPEAKS_TLS) != 0;
    }
    skip(length);
  }

  /** Over the whole header, in which the checksum itself is 0. */
  private int checksum(int at) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, 0, at);
    sum.update(new byte[CHECKSUM_BYTES]);
    int behind = at + CHECKSUM_BYTES;
    sum.update(bytes, behind, bytes.length - behind);
    return (int) sum.getValue();
  }

  private void skip(int size) throws ProxyHeader.Malformed {
    check(all.remaining() >= size, "its addresses are cut off");
    all.position(all.position() + size);
  }

  private static void check(boolean isTrue, String otherwise) throws ProxyHeader.Malformed {
    if (!isTrue) {
      throw new ProxyHeader.Malformed(otherwise);
    }
  }
}
