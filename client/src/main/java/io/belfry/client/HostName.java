package io.belfry.client;

import io.belfry.protocol.Shortened;
import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;

/**
 * Tells a host name from what people write in its place, and names the call they meant.
 *
 * <p>Thread: stateless.
 */
final class HostName {
  private static final Pattern BLANK = Pattern.compile("\\s|\\p{Z}|\\p{C}");
  private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._~!$&'()*+,;=:@%-]+)*");

  private HostName() {}

  /**
   * The host, as it is.
   *
   * @throws IllegalArgumentException if it cannot be one
   */
  static String checked(String host) {
    if (host.indexOf('@') >= 0) {
      // Not shown: a password may stand before the sign.
      throw new IllegalArgumentException(
          "setHost: a text with an @ (expected: the host name alone, such as push.example.com)");
    }
    String wrong = whatIsWrong(host);
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException("setHost: \"" + Shortened.of(host) + "\" " + wrong);
    }
    return host;
  }

  private static String whatIsWrong(String host) {
    if (host.isEmpty() || BLANK.matcher(host).find()) {
      return "is empty or has a blank (expected: a host name such as push.example.com)";
    }
    if (host.contains("://")) {
      return "has a scheme (expected: the host name alone; setUseTLS chooses between wss and ws,"
          + " setWssPort and setWsPort the port)";
    }
    if (host.indexOf('/') >= 0 || host.indexOf('\\') >= 0) {
      return "has a path (expected: the host name alone; setPath takes what stands before /app)";
    }
    if (host.indexOf('?') >= 0 || host.indexOf('#') >= 0) {
      return "has a query or fragment (expected: the host name alone)";
    }
    return host.startsWith("[") ? wrongInBrackets(host) : wrongInName(host);
  }

  private static String wrongInBrackets(String host) {
    if (host.contains("]:")) {
      return port(host.substring(0, host.indexOf("]:") + 1));
    }
    return isHost(host) ? "" : "is no IPv6 address (expected: one in brackets, such as [::1])";
  }

  private static String wrongInName(String host) {
    int colon = host.indexOf(':');
    if (colon >= 0 && colon != host.lastIndexOf(':')) {
      return "is an IPv6 address without brackets (expected: one such as [::1])";
    }
    if (colon >= 0) {
      return port(host.substring(0, colon));
    }
    if (host.indexOf('_') >= 0) {
      return "has an underscore, which Java does not take in a host name (expected: letters,"
          + " digits, hyphens and dots; give the server another name)";
    }
    if (isHost(host)) {
      return "";
    }
    return "is no host name (expected: " + suggestion(host) + ")";
  }

  private static String port(String host) {
    return "has a port (expected: setHost(\""
        + Shortened.of(host)
        + "\") with setWssPort, or with setWsPort and setUseTLS(false))";
  }

  private static boolean isHost(String host) {
    try {
      return new URI("ws://" + host + ":80/").getHost() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static String suggestion(String host) {
    try {
      String ascii = IDN.toASCII(host);
      return ascii.equals(host) || !isHost(ascii) ? "one such as push.example.com" : ascii;
    } catch (IllegalArgumentException e) {
      return "one such as push.example.com";
    }
  }

  /**
   * The path prefix without a slash at its end.
   *
   * @throws IllegalArgumentException if it cannot stand before {@code /app}
   */
  static String checkedPath(String prefix) {
    String path = prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
    if (!PATH.matcher(path).matches() || path.contains("/.") || !isPath(path)) {
      throw new IllegalArgumentException(
          "setPath: \""
              + Shortened.of(prefix)
              + "\" (expected: what stands before /app in the URL, beginning with a slash, such as"
              + " /realtime)");
    }
    return path;
  }

  private static boolean isPath(String path) {
    try {
      return path.equals(new URI("ws://a" + path).getRawPath());
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
