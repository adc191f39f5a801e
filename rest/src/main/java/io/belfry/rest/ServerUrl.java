package io.belfry.rest;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The URL of a server, judged when it is set. No message shows it, since a secret may stand in it,
 * or in its place.
 *
 * <p>Thread: stateless.
 *
 * @see "rules HTTP-163, HTTP-168"
 */
final class ServerUrl {
  private static final int LAST_PORT = 65_535;
  private static final Pattern BLANK = Pattern.compile("\\s|\\p{Z}|\\p{C}");
  private static final Pattern STEP = Pattern.compile("/(/|\\.{1,2}(/|$))");

  private ServerUrl() {}

  /**
   * Scheme, host, port and path prefix, without a slash at the end.
   *
   * @throws IllegalArgumentException if that is no URL of a server
   */
  static URI parse(String text) {
    URI url = plain(text);
    if (url.getRawUserInfo() != null) {
      throw refusal("has a user. RestOptions.parse takes a URL with key and secret in it");
    }
    String path = url.getRawPath();
    if (path.matches(".*/apps(/[^/]*)?")) {
      throw refusal("ends with /apps/APP_ID. The app id is given by itself");
    }
    return url;
  }

  /**
   * The same, and there may be a user in it.
   *
   * @throws IllegalArgumentException if that is no URL of a server
   */
  static URI plain(String text) {
    if (text.isEmpty() || BLANK.matcher(text).find()) {
      throw refusal("is empty or has a blank");
    }
    URI url = uri(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (scheme.equals("ws") || scheme.equals("wss")) {
      throw refusal("is that of clients. The HTTP API begins with http:// or https://");
    }
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw refusal("does not begin with http:// or https://");
    }
    if (url.getRawQuery() != null || url.getRawFragment() != null) {
      throw refusal("has a query or a fragment, behind ? or #");
    }
    if (url.getHost() == null) {
      throw refusal(
          "has no host, or one that Java does not take: with an underscore, letters beyond ASCII, or"
              + " an IPv6 address without brackets");
    }
    if (url.getPort() == 0 || url.getPort() > LAST_PORT) {
      throw refusal("has port " + url.getPort() + ", which is not from 1 to 65535");
    }
    if (STEP.matcher(url.getRawPath()).find()) {
      throw refusal("has an empty step or one of dots in its path");
    }
    return url;
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      // The cause would show the whole text.
      throw refusal("is malformed at character " + (e.getIndex() + 1));
    }
  }

  static IllegalArgumentException refusal(String what) {
    return new IllegalArgumentException(
        "The server's URL "
            + what
            + ". Expected one such as https://push.example.com, or for RestOptions.parse"
            + " SCHEME://KEY:SECRET@HOST:PORT/apps/APP_ID, where odd characters of the secret are"
            + " percent-encoded.");
  }
}
