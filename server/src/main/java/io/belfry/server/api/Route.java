package io.belfry.server.api;

import io.belfry.server.http.ApiError;
import io.belfry.server.http.ApiReason;
import java.util.List;

/**
 * One endpoint.
 *
 * <p>Thread: immutable.
 *
 * @param method upper case
 * @param template its path as it is described
 * @param path segments; {@link #APP} and {@link #VALUE} stand for any text that is not empty
 * @param endpoint what it does
 */
record Route(String method, String template, List<String> path, Endpoint endpoint) {
  static final String APPS = "apps";
  static final String APP = "{app}";
  static final String VALUE = "{value}";

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
   * The decoded value of the last variable, empty when there is none; throws {@link ApiError} when
   * its escapes are broken (rule THR-31).
   */
  String value(List<String> segments) {
    int index = path.indexOf(VALUE);
    return index < 0 ? "" : Percent.decode(segments.get(index)).orElseThrow(this::brokenEscape);
  }

  private ApiError brokenEscape() {
    ApiReason reason =
        path.contains("channels") ? ApiReason.CHANNEL_NAME_INVALID : ApiReason.USER_ID_INVALID;
    return reason.saying("The path has a broken percent escape.");
  }
}
