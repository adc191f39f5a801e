package io.belfry.cli.access;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Reads the address of a server as people write it: with the scheme of clients or of the API, or
 * with none on this machine.
 *
 * <p>Thread: stateless.
 */
public final class ServerAddress {
  private static final int LAST_PORT = 65_535;
  private static final int MOST_CHARACTERS = 2048;
  private static final Pattern STEP = Pattern.compile(".*/(/|\\.{1,2}(/|$)).*");
  private static final String EXPECTED = " Expected one such as https://push.example.com.";

  private ServerAddress() {}

  /** Scheme http or https, host, port and path prefix, without a slash at the end. */
  public static URI parse(String text) throws NoAccess {
    if (text.isBlank() || text.length() > MOST_CHARACTERS) {
      throw new NoAccess("The URL is empty or very long." + EXPECTED);
    }
    URI url = uri(text);
    String scheme = scheme(url);
    if (url.getRawUserInfo() != null) {
      throw new NoAccess(
          "The URL has a user or a secret in it, and other users of this machine see it. Leave it"
              + " away; keep the secret in a context or a file.");
    }
    if (url.getHost() == null || url.getPort() == 0 || url.getPort() > LAST_PORT) {
      throw new NoAccess("The URL has no host, or a port that is none." + EXPECTED);
    }
    String path = url.getRawPath() == null ? "" : url.getRawPath();
    if (url.getRawQuery() != null || url.getRawFragment() != null || STEP.matcher(path).matches()) {
      throw new NoAccess("The URL has a query, a fragment or an odd path." + EXPECTED);
    }
    if (path.matches(".*/(apps|app)(/[^/]*)?/?")) {
      throw new NoAccess(
          "The URL goes on into /app or /apps. Leave that away, app and key are given by"
              + " themselves."
              + EXPECTED);
    }
    String port = url.getPort() < 0 ? "" : ":" + url.getPort();
    return URI.create(scheme + "://" + url.getHost() + port + path.replaceFirst("/+$", ""));
  }

  private static URI uri(String text) throws NoAccess {
    try {
      return new URI(text.strip());
    } catch (URISyntaxException e) {
      throw new NoAccess(
          "The URL is malformed at character " + (e.getIndex() + 1) + "." + EXPECTED);
    }
  }

  private static String scheme(URI url) throws NoAccess {
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    return switch (scheme) {
      case "http", "ws" -> "http";
      case "https", "wss" -> "https";
      default -> throw new NoAccess("The URL does not begin with https:// or http://." + EXPECTED);
    };
  }

  /** Port of an address, also where none is written. */
  public static int port(URI server) {
    return server.getPort() > 0 ? server.getPort() : isEncrypted(server) ? 443 : 80;
  }

  /** Whether it is spoken to over TLS. */
  public static boolean isEncrypted(URI server) {
    return "https".equals(server.getScheme());
  }

  /** Host of an address, an IPv6 address without its brackets. */
  public static String host(URI server) {
    return server.getHost().replaceAll("[\\[\\]]", "");
  }

  /** Path prefix of an address, empty for none. */
  public static String prefix(URI server) {
    return server.getRawPath() == null ? "" : server.getRawPath();
  }
}
