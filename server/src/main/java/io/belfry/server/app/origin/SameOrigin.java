package io.belfry.server.app.origin;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Tells pages and programs of this server's own address from those of other sites. A native client
 * may name the address that it connects to as its origin, as React Native does on Android.
 *
 * <p>Whether a client came by TLS is not known here: a proxy may have taken it off, and none is
 * trusted to say so. Both schemes are therefore taken for the request's own.
 *
 * <p>Thread: stateless.
 *
 * @see "rules WS-011, THR-21"
 */
public final class SameOrigin {
  private static final String HTTP = "http://";
  private static final String HTTPS = "https://";

  private SameOrigin() {}

  /**
   * Whether the origin names the host, and the port, that the client asked for. Both texts are
   * compared whole, so that what is no origin (a user, a path, a list of two) equals nothing.
   *
   * @param origin the {@code Origin} field, null for none
   * @param host a well-formed {@code Host} field, null for none
   */
  public static boolean is(@Nullable String origin, @Nullable String host) {
    if (origin == null || host == null || host.isEmpty()) {
      return false;
    }
    String page = origin.toLowerCase(Locale.ROOT);
    String asked = host.toLowerCase(Locale.ROOT);
    if (page.startsWith(HTTP)) {
      return withPort(page.substring(HTTP.length()), "80").equals(withPort(asked, "80"));
    }
    return page.startsWith(HTTPS)
        && withPort(page.substring(HTTPS.length()), "443").equals(withPort(asked, "443"));
  }

  private static String withPort(String authority, String defaultPort) {
    boolean hasPort = authority.lastIndexOf(':') > authority.lastIndexOf(']');
    return hasPort ? authority : authority + ":" + defaultPort;
  }
}
