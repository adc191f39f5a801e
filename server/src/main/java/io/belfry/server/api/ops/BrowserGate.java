package io.belfry.server.api.ops;

import io.belfry.server.http.ApiError;
import io.belfry.server.http.ApiReason;
import io.belfry.server.http.Request;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Keeps web pages out: a browser on the operator's machine reaches the loopback address too, and
 * would replay or drop what a page of a stranger asks for. Whoever is no browser notices nothing.
 *
 * <p>What pages cannot leave out gives them away: an {@code Origin} where something is changed, the
 * fetch metadata of newer browsers, the media types of forms, and, where a name was made to lead
 * here, that name in {@code Host}.
 *
 * <p>Thread: immutable.
 *
 * @param ownName what {@code server.operations.host} says, by which it may be called too
 * @see "rules THR-45, HOOK-069"
 */
record BrowserGate(String ownName) {
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[[0-9a-fA-F:.]+]");
  private static final Set<String> OWN_PAGES = Set.of("none", "same-origin");
  private static final List<String> FORMS =
      List.of("application/x-www-form-urlencoded", "multipart/form-data", "text/plain");

  /** What a request is refused with that a page has made, or may have made. */
  Optional<ApiError> refusal(Request request) {
    String from = request.headers().getOrDefault("sec-fetch-site", "none");
    String type = request.headers().getOrDefault("content-type", "").toLowerCase(Locale.ROOT);
    boolean isOfAPage =
        request.headers().containsKey("origin")
            || !OWN_PAGES.contains(from)
            || FORMS.stream().anyMatch(type::startsWith)
            || !isOwnHost(request.headers().getOrDefault("host", ""));
    return isOfAPage ? Optional.of(ApiReason.PAGE_REFUSED.error()) : Optional.empty();
  }

  private boolean isOwnHost(String host) {
    String name = host.replaceFirst(":\\d*$", "").toLowerCase(Locale.ROOT);
    return name.equals("localhost")
        || name.equals(ownName.toLowerCase(Locale.ROOT))
        || ADDRESS.matcher(name).matches();
  }
}
