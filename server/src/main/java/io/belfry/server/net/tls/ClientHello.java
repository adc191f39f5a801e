package io.belfry.server.net.tls;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What is read of the first message of a client before anything is made for it (RFC 8446, section
 * 4.1.2, and RFC 7301).
 *
 * <p>Thread: stateless.
 */
final class ClientHello {
  private static final int VERSION_AND_RANDOM = 34;
  private static final int ALPN = 16;
  private static final byte[] HTTP_1_1 = "http/1.1".getBytes(StandardCharsets.US_ASCII);

  private ClientHello() {}

  /**
   * Whether the client can speak HTTP/1.1: it names that among its protocols, or names none at all.
   * One that is malformed passes, since the engine judges that better.
   */
  static boolean takesHttp1(ByteBuf hello) {
    try {
      ByteBuf at = hello.slice();
      at.skipBytes(VERSION_AND_RANDOM);
      at.skipBytes(at.readUnsignedByte());
      at.skipBytes(at.readUnsignedShort());
      at.skipBytes(at.readUnsignedByte());
      if (!at.isReadable()) {
        return true;
      }
      ByteBuf extensions = at.readSlice(at.readUnsignedShort());
      while (extensions.isReadable()) {
        int type = extensions.readUnsignedShort();
        ByteBuf content = extensions.readSlice(extensions.readUnsignedShort());
        if (type == ALPN) {
          return names(content.readSlice(content.readUnsignedShort()));
        }
      }
      return true;
    } catch (IndexOutOfBoundsException e) {
      return true;
    }
  }

  private static boolean names(ByteBuf protocols) {
    while (protocols.isReadable()) {
      ByteBuf protocol = protocols.readSlice(protocols.readUnsignedByte());
      if (protocol.readableBytes() == HTTP_1_1.length) {
        byte[] name = new byte[HTTP_1_1.length];
        protocol.readBytes(name);
        if (Arrays.equals(name, HTTP_1_1)) {
          return true;
        }
      }
    }
    return false;
  }
}
