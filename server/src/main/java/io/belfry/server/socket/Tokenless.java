package io.belfry.server.socket;

import io.belfry.server.app.App;
import io.belfry.server.app.AppSettings;
import io.belfry.server.app.AppSettings.OriginPattern;
import io.belfry.server.hook.Arrival;
import io.belfry.server.hook.Hooks.ClientTransport;
import io.belfry.server.refusal.Reason;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether somebody may be known by what comes with the connection, in place of a token. A browser
 * sends a site's cookies with whatever page opens the socket, so a page has to be of the server's
 * own host or of an origin that the app names; over the fallback transports, where a script element
 * tells no origin at all, everybody needs a token.
 *
 * <p>Thread: stateless.
 *
 * @see "rules WS-132, WS-135"
 */
final class Tokenless {
  /**
   * Why a token is needed.
   *
   * @param reason for the operator
   * @param hint for the client
   */
  record NeedsToken(Reason reason, String hint) {}

  private static final NeedsToken FALLBACK =
      new NeedsToken(Reason.AUTH_MISSING, "Over a fallback transport this needs a token");
  private static final NeedsToken FOREIGN =
      new NeedsToken(
          Reason.ORIGIN_NOT_ALLOWED,
          "Pages of this origin need a token for this: allowed_origins does not name it");

  private Tokenless() {}

  /** Why the connection needs a token; null where a hook may be asked. */
  static @Nullable NeedsToken refusal(App app, Arrival arrival) {
    if (arrival.transport() != ClientTransport.WEBSOCKET) {
      return FALLBACK;
    }
    return isTrusted(app, arrival) ? null : FOREIGN;
  }

  private static boolean isTrusted(App app, Arrival arrival) {
    String origin = arrival.origin();
    if (origin == null || arrival.isSameHost()) {
      return true;
    }
    Optional<OriginPattern> page = OriginPattern.ofField(origin);
    return app.settings().of(AppSettings.ALLOWED_ORIGINS).stream()
        .anyMatch(named -> isOfSomebody(named) && named.matches(page));
  }

  // All pages, and those that hide where they are from, are nobody's in particular.
  private static boolean isOfSomebody(OriginPattern named) {
    return !named.equals(OriginPattern.ANY) && !named.equals(OriginPattern.NONE);
  }
}
