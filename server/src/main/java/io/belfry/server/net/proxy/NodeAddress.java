package io.belfry.server.net.proxy;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Addresses as proxies write them: with a port or without, of IPv6 in brackets or bare. Nothing is
 * ever looked up as a name.
 *
 * <p>Thread: stateless.
 *
 * @see "RFC 7239, section 6"
 */
final class NodeAddress {
  private static final int MAX_LITERAL = 45;
  private static final int MAX_WRITTEN = 64;
  private static final int MAX_PORT_DIGITS = 5;

  private NodeAddress() {}

  /** The address of a node, without its port; null when the text names none. */
  static @Nullable InetAddress parse(String text) {
    if (text.length() > MAX_WRITTEN) {
      return null;
    }
    if (text.startsWith("[")) {
      int end = text.indexOf(']');
      boolean isWhole = end > 0 && (end == text.length() - 1 || isPort(text, end + 1));
      String inside = isWhole ? text.substring(1, end) : "";
      return inside.indexOf(':') < 0 ? null : literal(inside);
    }
    int colon = text.indexOf(':');
    boolean hasPort = colon >= 0 && colon == text.lastIndexOf(':');
    if (!hasPort) {
      return literal(text);
    }
    return isPort(text, colon) ? literal(text.substring(0, colon)) : null;
  }

  /** Whether a node is meant not to be told, or is unknown to whoever writes. */
  static boolean isHidden(String text) {
    return text.toLowerCase(Locale.ROOT).startsWith("unknown") || text.startsWith("_");
  }

  /** An address alone. One of IPv4 that is written as one of IPv6 becomes one of IPv4. */
  static @Nullable InetAddress literal(String text) {
    if (text.isEmpty()
        || text.length() > MAX_LITERAL
        || !text.chars().allMatch(NodeAddress::isOf)
        || hasLeadingZero(text)) {
      return null;
    }
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(text);
    try {
      return bytes == null ? null : InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      return null;
    }
  }

  // Some read such a number as octal, and so another address than we do.
  private static boolean hasLeadingZero(String text) {
    if (text.indexOf('.') < 0) {
      return false;
    }
    for (String number : text.substring(text.lastIndexOf(':') + 1).split("\\.", -1)) {
      if (number.length() > 1 && number.charAt(0) == '0') {
        return true;
      }
    }
    return false;
  }

  private static boolean isOf(int c) {
    return c == ':' || c == '.' || (c < 0x80 && Character.digit(c, 16) >= 0);
  }

  // A hidden port begins with an underscore.
  private static boolean isPort(String text, int colon) {
    String port = text.substring(colon + 1);
    boolean isNumber =
        port.length() <= MAX_PORT_DIGITS && port.chars().allMatch(c -> c >= '0' && c <= '9');
    return text.charAt(colon) == ':' && !port.isEmpty() && (isNumber || port.startsWith("_"));
  }
}
