package io.belfry.client.internal;

import java.net.URI;
import java.util.Locale;

/**
 * What a URL is in a request: its port, the target of the first line and the field Host.
 *
 * <p>Thread: stateless.
 */
final class HttpPlace {
  private static final int PLAIN_PORT = 80;
  private static final int TLS_PORT = 443;

  private HttpPlace() {}

  static boolean isEncrypted(URI uri) {
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    return scheme.equals("wss") || scheme.equals("https");
  }

  static int port(URI uri) {
    return uri.getPort() >= 0 ? uri.getPort() : usualPort(uri);
  }

  private static int usualPort(URI uri) {
    return isEncrypted(uri) ? TLS_PORT : PLAIN_PORT;
  }

  static String target(URI uri) {
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
  }

  static String hostField(URI uri) {
    return port(uri) == usualPort(uri) ? uri.getHost() : uri.getHost() + ":" + port(uri);
  }
}
