package io.belfry.server.api;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The description of the HTTP API, read for a test. */
public final class OpenApi {
  private final Map<?, ?> document;

  public OpenApi(String yaml) {
    document = map(new Load(LoadSettings.builder().build()).loadFromString(yaml));
  }

  /** A line for each refusal: {@code POST /path 400 reason}. */
  public Set<String> refusals() {
    Set<String> lines = new TreeSet<>();
    paths()
        .forEach(
            (path, operations) ->
                map(operations)
                    .forEach(
                        (method, operation) ->
                            map(map(operation).get("responses"))
                                .forEach(
                                    (status, response) ->
                                        reasons(response)
                                            .forEach(
                                                reason ->
                                                    lines.add(
                                                        line(
                                                            method,
                                                            path,
                                                            status + " " + reason))))));
    return lines;
  }

  /** A line for each route: {@code POST /path}. */
  public Set<String> routes() {
    Set<String> lines = new TreeSet<>();
    paths()
        .forEach(
            (path, operations) ->
                map(operations)
                    .keySet()
                    .forEach(method -> lines.add(line(method, path, "").strip())));
    return lines;
  }

  /** The routes of the server in the same form. */
  public static Set<String> routesOfServer() {
    Set<String> lines = new TreeSet<>();
    for (Route route : RouterTest.routes(new RouterTest.OtherCluster()).all()) {
      String path = route.template();
      String variable = path.contains("channels") ? "{channel_name}" : "{user_id}";
      lines.add(
          route.method()
              + " "
              + path.replace(Route.APP, "{app_id}").replace(Route.VALUE, variable));
    }
    return lines;
  }

  private static String line(Object method, Object path, String rest) {
    return String.valueOf(method).toUpperCase(java.util.Locale.ROOT) + " " + path + " " + rest;
  }

  private Map<?, ?> paths() {
    return map(document.get("paths"));
  }

  private List<?> reasons(@Nullable Object response) {
    Map<?, ?> found = map(response);
    if (found.get("$ref") instanceof String ref) {
      @Nullable Object target = document;
      for (String step : ref.substring(2).split("/", -1)) {
        target = map(target).get(step);
      }
      found = map(target);
    }
    return found.get("x-reasons") instanceof List<?> reasons ? reasons : List.of();
  }

  private static Map<?, ?> map(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw new AssertionError("Expected an object, got " + value);
  }
}
