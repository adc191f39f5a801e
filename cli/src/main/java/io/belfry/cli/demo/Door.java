package io.belfry.cli.demo;

import com.sun.net.httpserver.Headers;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who may come in. Listening on loopback keeps other machines out, but not the pages that a browser
 * of this machine shows: a page whose host name was pointed at 127.0.0.1 is told by its {@code
 * Host}, a page of another origin by its {@code Origin} and {@code Sec-Fetch-Site}. Programs such
 * as curl send neither and are let in.
 *
 * <p>Thread: stateless.
 */
final class Door {
  private static final Pattern LOOPBACK =
      Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1])(:[0-9]{1,5})?");
  private static final Set<String> OWN_SITE = Set.of("same-origin", "none");

  /** The refusal, if the host name is not one of this machine. */
  Optional<Answer> checkHost(Headers headers) {
    String host = host(headers);
    if (LOOPBACK.matcher(host).matches()) {
      return Optional.empty();
    }
    return Optional.of(
        Answer.refusal(
            Answer.MISDIRECTED,
            "The demo answers to 127.0.0.1 and localhost only. Open it under one of these names."));
  }

  /** The refusal, if a page of another origin has sent the request. */
  Optional<Answer> checkOrigin(Headers headers) {
    String origin = headers.getFirst("Origin");
    String site = headers.getFirst("Sec-Fetch-Site");
    boolean isOwn =
        (origin == null || origin.toLowerCase(Locale.ROOT).equals("http://" + host(headers)))
            && (site == null || OWN_SITE.contains(site));
    if (isOwn) {
      return Optional.empty();
    }
    return Optional.of(
        Answer.refusal(
            Answer.FORBIDDEN, "The request came from another page. Use the demo's own page."));
  }

  private static String host(Headers headers) {
    String host = headers.getFirst("Host");
    return host == null ? "" : host.toLowerCase(Locale.ROOT);
  }
}
