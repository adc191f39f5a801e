package io.belfry.server.api;

import io.belfry.protocol.Shortened;
import io.belfry.server.http.Request;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request with what its path names, which is found out once.
 *
 * <p>Thread: immutable.
 *
 * @param head as it was received
 * @param id names it in answers and in the log
 * @param path without its prefix
 * @param segments of that path, still encoded
 * @param routes at that path, whatever their method
 */
record RoutedRequest(
    Request head, String id, String path, List<String> segments, List<Route> routes) {
  private static final String AUTH_KEY = "auth_key=";

  /** Its paths as they may have been signed. */
  List<String> signedPaths() {
    Set<String> paths = new LinkedHashSet<>();
    for (String candidate : List.of(path, head.path())) {
      paths.add(candidate);
      Percent.decode(candidate).ifPresent(paths::add);
    }
    return new ArrayList<>(paths);
  }

  /** Id of the app that the path names; null when it names none. */
  @Nullable String appId() {
    if (segments.size() < 2 || !segments.get(0).equals(Route.APPS)) {
      return null;
    }
    String given = segments.get(1);
    return Percent.decode(given).orElse(given);
  }

  /** Public key that the call names, as it was given; null for none. */
  @Nullable String key() {
    String query = head.query();
    int at = query.indexOf(AUTH_KEY);
    if (at < 0) {
      return null;
    }
    int end = query.indexOf('&', at);
    return query.substring(at + AUTH_KEY.length(), end < 0 ? query.length() : end);
  }

  /** What is called. A path that is none of ours is a stranger's text, and rather long. */
  String called() {
    String called = routes.isEmpty() ? Shortened.of(head.path()) : routes.getFirst().template();
    return head.method() + " " + called;
  }
}
