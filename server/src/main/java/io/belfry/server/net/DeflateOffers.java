package io.belfry.server.net;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads what extensions a client offers and takes the first offer of permessage-deflate that is
 * right in every parameter; one that is not is passed over, and so are all other extensions. One
 * pass over the fields, whose size the head of a request bounds.
 *
 * <p>Thread: confined to one request.
 *
 * @see "RFC 6455, section 9.1; RFC 7692, section 7.1"
 */
final class DeflateOffers {
  private static final String TOKEN_SIGNS = "!#$%&'*+-.^_`|~";
  private static final int FEWEST_WINDOW_BITS = 8;
  private static final List<String> WINDOW_BITS =
      List.of("8", "9", "10", "11", "12", "13", "14", "15");

  private final String field;
  private int at;
  private boolean isBroken;
  private @Nullable Deflate chosen;

  // Of the offer that is being read.
  private boolean isRight;
  private int seen;
  private int windowBits;
  private boolean isWindowBound;

  private DeflateOffers(String field) {
    this.field = field;
  }

  /**
   * What is agreed on.
   *
   * @param fields the values of {@code Sec-WebSocket-Extensions}, in their order
   * @return empty when they are not written as they have to be, which ends the handshake
   */
  static Optional<Deflate> choose(List<String> fields) {
    Deflate chosen = null;
    for (String field : fields) {
      DeflateOffers offers = new DeflateOffers(field);
      offers.read();
      if (offers.isBroken) {
        return Optional.empty();
      }
      chosen = chosen == null ? offers.chosen : chosen;
    }
    return Optional.of(chosen == null ? Deflate.NONE : chosen);
  }

  // Of a list between commas elements may be empty (RFC 9110, section 5.6.1.2).
  private void read() {
    while (!isBroken && isThere()) {
      if (!takes(',')) {
        extension();
        isBroken |= isThere() && field.charAt(at) != ',';
      }
    }
  }

  private void extension() {
    isRight = token().equals(Deflate.NAME);
    seen = 0;
    windowBits = Deflate.MOST_WINDOW_BITS;
    isWindowBound = false;
    while (!isBroken && takes(';')) {
      parameter();
    }
    if (isRight && chosen == null) {
      chosen = new Deflate(windowBits, isWindowBound);
    }
  }

  private void parameter() {
    skipBlanks();
    String name = token();
    String value = takes('=') ? value() : null;
    isRight &=
        switch (name) {
          case "server_no_context_takeover" -> isFirst(1) && value == null;
          case "client_no_context_takeover" -> isFirst(2) && value == null;
          case "server_max_window_bits" -> isFirst(4) && value != null && bindWindow(value);
          case "client_max_window_bits" ->
              isFirst(8) && (value == null || WINDOW_BITS.contains(value));
          default -> false;
        };
  }

  private boolean isFirst(int parameter) {
    boolean isFirst = (seen & parameter) == 0;
    seen |= parameter;
    return isFirst;
  }

  private boolean bindWindow(String value) {
    windowBits = FEWEST_WINDOW_BITS + WINDOW_BITS.indexOf(value);
    isWindowBound = true;
    return windowBits >= FEWEST_WINDOW_BITS;
  }

  private String token() {
    int from = at;
    while (at < field.length() && isOfToken(field.charAt(at))) {
      at++;
    }
    isBroken |= at == from;
    return field.substring(from, at);
  }

  // What is quoted has to be a token all the same.
  private String value() {
    skipBlanks();
    if (at == field.length() || field.charAt(at) != '"') {
      return token();
    }
    at++;
    StringBuilder value = new StringBuilder();
    while (at < field.length() && field.charAt(at) != '"') {
      at += field.charAt(at) == '\\' ? 1 : 0;
      isBroken |= at == field.length() || !isOfToken(field.charAt(at));
      value.append(at < field.length() ? field.charAt(at) : ' ');
      at++;
    }
    isBroken |= at >= field.length() || value.isEmpty();
    at++;
    return value.toString();
  }

  private static boolean isOfToken(char sign) {
    return (sign >= '0' && sign <= '9')
        || (sign >= 'a' && sign <= 'z')
        || (sign >= 'A' && sign <= 'Z')
        || TOKEN_SIGNS.indexOf(sign) >= 0;
  }

  private boolean takes(char sign) {
    boolean isNext = isThere() && field.charAt(at) == sign;
    at += isNext ? 1 : 0;
    return isNext;
  }

  private boolean isThere() {
    skipBlanks();
    return at < field.length();
  }

  private void skipBlanks() {
    while (at < field.length() && (field.charAt(at) == ' ' || field.charAt(at) == '\t')) {
      at++;
    }
  }
}
