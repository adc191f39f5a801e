package io.belfry.server.api;

import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.server.http.ApiError;
import io.belfry.server.http.ApiReason;
import io.belfry.server.metrics.Metrics;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The table of all endpoints of the HTTP API. A path is split on its raw slashes, so an escaped
 * slash belongs to its segment (rule THR-31).
 *
 * <p>Thread: immutable.
 */
final class Routes {
  static final String APP = "{app}";
  static final String VALUE = "{value}";

  /**
   * One endpoint.
   *
   * @param method upper case
   * @param path segments; {@link #APP} and {@link #VALUE} stand for any text that is not empty
   * @param endpoint what it does
   */
  record Route(String method, List<String> path, Endpoint endpoint) {
    boolean matches(List<String> segments) {
      if (segments.size() != path.size()) {
        return false;
      }
      for (int i = 0; i < path.size(); i++) {
        String expected = path.get(i);
        boolean isVariable = expected.equals(APP) || expected.equals(VALUE);
        if (isVariable ? segments.get(i).isEmpty() : !expected.equals(segments.get(i))) {
          return false;
        }
      }
      return true;
    }

    /** Whether a body belongs to its requests. */
    boolean takesBody() {
      return method.equals("POST");
    }

    /**
     * The decoded value of the last variable, empty when there is none; throws {@link ApiError}
     * when its escapes are broken (rule THR-31).
     */
    String value(List<String> segments) {
      String value = segment(VALUE, segments);
      return value == null ? "" : Percent.decode(value).orElseThrow(this::brokenEscape);
    }

    private ApiError brokenEscape() {
      ApiReason reason =
          path.contains("channels") ? ApiReason.CHANNEL_NAME_INVALID : ApiReason.USER_ID_INVALID;
      return reason.saying("The path has a broken percent escape.");
    }

    /** The segment that stands for the variable, still encoded; null when there is none. */
    @Nullable String segment(String variable, List<String> segments) {
      int index = path.indexOf(variable);
      return index < 0 ? null : segments.get(index);
    }
  }

  private final List<Route> table;

  /** The endpoints that publish. */
  record Publishing(PublishEvent event, PublishBatch batch) {}

  Routes(Publishing publishing, ClusterAdapter cluster, Metrics metrics) {
    TerminateUser terminate = new TerminateUser(cluster);
    table =
        List.of(
            new Route("POST", List.of("apps", APP, "events"), publishing.event()),
            new Route("POST", List.of("apps", APP, "batch_events"), publishing.batch()),
            new Route("GET", List.of("apps", APP, "channels"), new ListChannels(cluster, metrics)),
            new Route("GET", List.of("apps", APP, "channels", VALUE), new GetChannel(cluster)),
            new Route(
                "GET", List.of("apps", APP, "channels", VALUE, "users"), new ListMembers(cluster)),
            new Route("GET", List.of("apps", APP, "connections"), new CountConnections(cluster)),
            new Route(
                "POST", List.of("apps", APP, "users", VALUE, "terminate_connections"), terminate),
            // The Python library leaves the app out; the key tells it (rule HTTP-144).
            new Route("POST", List.of("users", VALUE, "terminate_connections"), terminate));
  }

  /** All routes. */
  List<Route> all() {
    return table;
  }

  /** The routes of that path, whatever their method. */
  List<Route> at(List<String> segments) {
    List<Route> found = new ArrayList<>(2);
    for (Route route : table) {
      if (route.matches(segments)) {
        found.add(route);
      }
    }
    return found;
  }
}
