package io.belfry.server.net;

import io.netty.handler.codec.http.HttpMethod;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a request line asks for. A client of an origin server gives a path; one that takes the
 * server for a proxy gives a whole URL, and {@code OPTIONS} may give an asterisk for the server as
 * such.
 *
 * <p>Thread: immutable.
 *
 * @param path raw path, or the asterisk
 * @param query raw query behind the question mark, empty when there is none
 * @param authority host and port of a whole URL, which go before the Host field; null for none
 * @see "RFC 9112, section 3.2"
 */
record RequestTarget(String path, String query, @Nullable String authority) {
  static final String SERVER = "*";
  private static final String[] SCHEMES = {"http://", "https://"};

  /** The target of a request line; empty when it has none of the forms of that method. */
  static Optional<RequestTarget> parse(HttpMethod method, String text) {
    if (text.startsWith("/")) {
      return Optional.of(of(text, null));
    }
    if (text.equals(SERVER)) {
      return method.equals(HttpMethod.OPTIONS)
          ? Optional.of(new RequestTarget(SERVER, "", null))
          : Optional.empty();
    }
    for (String scheme : SCHEMES) {
      if (text.regionMatches(true, 0, scheme, 0, scheme.length())) {
        return absolute(method, text.substring(scheme.length()));
      }
    }
    return Optional.empty();
  }

  private static Optional<RequestTarget> absolute(HttpMethod method, String text) {
    int end = 0;
    while (end < text.length() && "/?#".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    String authority = text.substring(0, end);
    if (authority.isEmpty() || !HostField.isWellFormed(authority)) {
      return Optional.empty();
    }
    String rest = text.substring(end);
    if (rest.isEmpty() && method.equals(HttpMethod.OPTIONS)) {
      return Optional.of(new RequestTarget(SERVER, "", authority));
    }
    return Optional.of(of(rest.startsWith("/") ? rest : "/" + rest, authority));
  }

  private static RequestTarget of(String text, @Nullable String authority) {
    int question = text.indexOf('?');
    return question < 0
        ? new RequestTarget(text, "", authority)
        : new RequestTarget(text.substring(0, question), text.substring(question + 1), authority);
  }
}
