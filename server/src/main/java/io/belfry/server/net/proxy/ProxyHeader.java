package io.belfry.server.net.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a PROXY header says. Version 1 is a line of text, version 2 is binary.
 *
 * <p>Thread: immutable.
 *
 * @param source the address that the proxy was connected from, null when it does not tell: it has
 *     connected on its own account, or the client has no address of the internet
 * @param isEncrypted whether the client speaks TLS with the proxy, as far as it tells
 * @see "the PROXY protocol, versions 1 and 2, of HAProxy"
 */
public record ProxyHeader(@Nullable InetAddress source, boolean isEncrypted) {
  /** The longest line of version 1, with its end. */
  static final int MAX_LINE_BYTES = 107;

  static final ProxyHeader UNTOLD = new ProxyHeader(null, false);
  private static final byte[] LINE_START = "PROXY ".getBytes(StandardCharsets.US_ASCII);
  private static final int WORDS = 6;
  private static final int MAX_PORT_DIGITS = 5;
  private static final int MAX_PORT = 65_535;

  /** There is no well-formed header, whatever comes. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String sentence) {
      super(sentence, null, false, false);
    }
  }

  /**
   * Takes a header off the front.
   *
   * @return null while it is not complete; then nothing is taken
   */
  static @Nullable ProxyHeader read(ByteBuf bytes) throws Malformed {
    if (begins(bytes, LINE_START)) {
      return readLine(bytes);
    }
    if (begins(bytes, BinaryHeader.SIGNATURE)) {
      return BinaryHeader.read(bytes);
    }
    throw new Malformed("the connection does not begin with a PROXY header");
  }

  /** Whether the bytes that are there may be the beginning of that, or have it as theirs. */
  private static boolean begins(ByteBuf bytes, byte[] start) {
    int length = Math.min(bytes.readableBytes(), start.length);
    for (int i = 0; i < length; i++) {
      if (bytes.getByte(bytes.readerIndex() + i) != start[i]) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable ProxyHeader readLine(ByteBuf bytes) throws Malformed {
    int length = Math.min(bytes.readableBytes(), MAX_LINE_BYTES);
    int end = bytes.indexOf(bytes.readerIndex(), bytes.readerIndex() + length, (byte) '\n');
    if (end < 0) {
      if (length == MAX_LINE_BYTES) {
        throw new Malformed("its line is longer than 107 bytes");
      }
      return null;
    }
    byte[] line = ByteBufUtil.getBytes(bytes, bytes.readerIndex(), end - bytes.readerIndex());
    if (line[line.length - 1] != '\r') {
      throw new Malformed("its line does not end with CR and LF");
    }
    ProxyHeader header = parse(new String(line, 0, line.length - 1, StandardCharsets.ISO_8859_1));
    bytes.readerIndex(end + 1);
    return header;
  }

  private static ProxyHeader parse(String line) throws Malformed {
    String[] words = line.split(" ", -1);
    String family = words[1];
    if (family.equals("UNKNOWN")) {
      return UNTOLD;
    }
    boolean isKnown = family.equals("TCP4") || family.equals("TCP6");
    if (!isKnown || words.length != WORDS || !isPort(words[4]) || !isPort(words[5])) {
      throw new Malformed("its line is none of TCP4, TCP6 or UNKNOWN");
    }
    InetAddress source = address(family, words[2]);
    address(family, words[3]);
    return new ProxyHeader(source, false);
  }

  private static InetAddress address(String family, String text) throws Malformed {
    boolean isOfFamily = (text.indexOf(':') >= 0) == family.equals("TCP6");
    InetAddress address = isOfFamily ? NodeAddress.literal(text) : null;
    if (address == null) {
      throw new Malformed("its line has no address of " + family);
    }
    return address;
  }

  private static boolean isPort(String text) {
    boolean isNumber =
        !text.isEmpty()
            && text.length() <= MAX_PORT_DIGITS
            && text.chars().allMatch(c -> c >= '0' && c <= '9')
            && (text.charAt(0) != '0' || text.length() == 1);
    return isNumber && Integer.parseInt(text) <= MAX_PORT;
  }
}
