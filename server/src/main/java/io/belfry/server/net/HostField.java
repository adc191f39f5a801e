package io.belfry.server.net;

/**
 * The grammar of the Host field: a name, an IPv4 address or an IPv6 address in brackets, and
 * perhaps a port.
 *
 * <p>Thread: stateless.
 *
 * @see "RFC 9110, section 7.2; RFC 3986, section 3.2.2"
 */
final class HostField {
  private static final String NAME_CHARACTERS = "-._~!$&'()*+;=%";
  private static final int MAX_PORT_DIGITS = 5;

  private HostField() {}

  /** Whether the value may stand in a Host field; it may be empty. */
  static boolean isWellFormed(CharSequence value) {
    int end = value.length();
    int at = 0;
    if (end > 0 && value.charAt(0) == '[') {
      do {
        at++;
      } while (at < end && isOfAddress(value.charAt(at)));
      if (at < 2 || at == end || value.charAt(at) != ']') {
        return false;
      }
      at++;
    } else {
      while (at < end && isOfName(value.charAt(at))) {
        at++;
      }
    }
    return at == end || isPort(value, at);
  }

  private static boolean isPort(CharSequence value, int colon) {
    if (value.charAt(colon) != ':' || value.length() - colon - 1 > MAX_PORT_DIGITS) {
      return false;
    }
    for (int i = colon + 1; i < value.length(); i++) {
      if (value.charAt(i) < '0' || value.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private static boolean isOfAddress(char c) {
    return c == ':' || c == '.' || (c < 0x80 && Character.digit(c, 16) >= 0);
  }

  private static boolean isOfName(char c) {
    boolean isLetterOrDigit =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    // Underscores stand in names of containers and services, whatever the grammar says.
    return isLetterOrDigit || c == '_' || NAME_CHARACTERS.indexOf(c) >= 0;
  }
}
