package io.belfry.client.util;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * The URL of an auth endpoint, judged when it is set. No message shows a query or a user, which may
 * be secret.
 *
 * <p>Thread: stateless.
 */
final class EndpointUrl {
  private static final int LAST_PORT = 65_535;

  private EndpointUrl() {}

  /**
   * Reads a URL.
   *
   * @throws IllegalArgumentException if no request can be sent there
   */
  static URI parse(String text) {
    URI url = uri(text);
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw refusal("does not begin with https:// or http://");
    }
    if (url.getRawUserInfo() != null) {
      throw refusal("has a user; setHeaders takes an Authorization header");
    }
    if (url.getHost() == null) {
      throw refusal("has no host, or one that Java does not take, as one with an underscore");
    }
    if (url.getPort() == 0 || url.getPort() > LAST_PORT) {
      throw refusal("has port " + url.getPort());
    }
    if (url.getRawFragment() != null) {
      throw refusal("has a fragment, the part behind #");
    }
    return url;
  }

  /** The URL without its query. */
  static String shown(URI url) {
    return url.getScheme() + "://" + url.getRawAuthority() + url.getRawPath();
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      // Neither the text nor the cause, which would show a query.
      throw refusal("is malformed at character " + (e.getIndex() + 1));
    }
  }

  private static IllegalArgumentException refusal(String what) {
    return new IllegalArgumentException(
        "The URL of the auth endpoint "
            + what
            + " (expected: one such as https://example.com/pusher/auth)");
  }
}
