package io.belfry.server.app;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Web pages that may connect. A pattern is {@code *}, a whole origin ({@code https://example.com}),
 * a host ({@code example.com}) or all hosts below one ({@code *.example.com}); hosts are compared
 * whole, so {@code evilexample.com} is not {@code example.com}.
 *
 * <p>Thread: immutable.
 *
 * @param patterns what may connect
 * @param presence whether a client without the field, which is no browser, may
 * @see "rules WS-011, THR-21"
 */
public record Origins(List<String> patterns, Presence presence) {
  /** Whether the {@code Origin} field has to be there. */
  public enum Presence {
    /** Native clients send none, and pass. */
    OPTIONAL,
    /** Who sends none is refused. */
    REQUIRED
  }

  /** Everybody. */
  public static final Origins ALL = new Origins(List.of("*"), Presence.OPTIONAL);

  private static final String ANY = "*";
  private static final String BELOW = "*.";

  /** Takes a copy of the patterns. */
  public Origins {
    patterns = List.copyOf(patterns);
  }

  /** Whether a client with this {@code Origin} field, null for none, may connect. */
  public boolean allow(@Nullable String origin) {
    if (origin == null) {
      return presence == Presence.OPTIONAL;
    }
    String host = hostOf(origin);
    return patterns.stream().anyMatch(pattern -> matches(pattern, origin, host));
  }

  private static boolean matches(String pattern, String origin, String host) {
    if (pattern.equals(ANY) || pattern.equalsIgnoreCase(origin)) {
      return true;
    }
    if (host.isEmpty()) {
      return false;
    }
    return pattern.startsWith(BELOW)
        ? host.endsWith(pattern.substring(1).toLowerCase(Locale.ROOT))
        : pattern.equalsIgnoreCase(host);
  }

  private static String hostOf(String origin) {
    try {
      String host = new URI(origin).getHost();
      return host == null ? "" : host.toLowerCase(Locale.ROOT);
    } catch (URISyntaxException e) {
      return "";
    }
  }
}
