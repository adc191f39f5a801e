package io.belfry.server.http;

import io.belfry.server.app.App;
import io.belfry.server.app.AppSource;
import io.belfry.server.app.Limit;
import io.belfry.server.app.Limits;
import io.belfry.server.app.ServerState;
import io.belfry.server.cluster.ClusterAdapter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the endpoint of a request, has the caller authenticated, and turns whatever comes of it
 * into a response. It never throws.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules HTTP-005 to HTTP-011, HTTP-180 to HTTP-182"
 */
public final class Router {
  private static final Logger LOG = LoggerFactory.getLogger(Router.class);
  private static final Pattern REQUEST_ID = Pattern.compile("[\\w.-]{1,64}");

  private final Settings settings;
  private final AppSource apps;
  private final Supplier<ServerState> state;
  private final RequestAuth auth;
  private final Routes routes;
  private final Health health;
  private final AtomicLong requests = new AtomicLong();

  /**
   * Settings of the HTTP API.
   *
   * @param pathPrefixes prefixes before {@code /apps/ID}
   * @param skew how far the clock of a caller may be off
   */
  public record Settings(List<String> pathPrefixes, Duration skew) {
    /** Takes a copy, longest prefix first, since the empty one matches everything. */
    public Settings {
      pathPrefixes =
          pathPrefixes.stream().sorted(Comparator.comparingInt(String::length).reversed()).toList();
    }
  }

  /**
   * A router.
   *
   * @param apps who may call
   * @param cluster where accepted events go
   * @param state what the node is doing
   * @param clock wall clock, for the time window of signatures
   */
  public Router(
      Settings settings,
      AppSource apps,
      ClusterAdapter cluster,
      Supplier<ServerState> state,
      InstantSource clock) {
    this.settings = settings;
    this.apps = apps;
    this.state = state;
    this.auth = new RequestAuth(apps, clock, settings.skew());
    this.routes = new Routes(new PublishEvent(cluster), new TerminateUser(cluster));
    this.health = new Health(state);
  }

  /** Bytes that the body of a request to this path may have. */
  public long maxBodyBytes(String path) {
    List<String> segments = segments(withoutPrefix(path));
    Limits limits =
        segments.size() > 1 && segments.get(0).equals("apps")
            ? apps.byId(segments.get(1)).map(App::limits).orElse(Limits.DEFAULTS)
            : Limits.DEFAULTS;
    return limits.of(Limit.MAX_REQUEST_BYTES);
  }

  /** Answers a request. */
  public CompletionStage<Response> handle(Request request) {
    String id = requestId(request);
    try {
      return answer(request)
          .handle((response, failure) -> failure == null ? response : failed(failure, id))
          .thenApply(response -> response.withHeader("X-Request-Id", id));
    } catch (RuntimeException e) {
      return CompletableFuture.completedFuture(failed(e, id).withHeader("X-Request-Id", id));
    }
  }

  private CompletionStage<Response> answer(Request request) {
    Optional<Response> word = health.answer(request);
    if (word.isPresent()) {
      return CompletableFuture.completedFuture(word.get());
    }
    String path = withoutPrefix(request.path());
    List<String> segments = segments(path);
    Routes.Route route = route(request, segments);
    if (state.get() == ServerState.DRAINING) {
      throw ApiError.shuttingDown();
    }
    String encoding = request.headers().getOrDefault("content-encoding", "identity");
    if (!encoding.equalsIgnoreCase("identity")) {
      throw new ApiError(
          415, "unsupported_encoding", "Send the body as it is, without Content-Encoding.");
    }
    RequestAuth.Target target = new RequestAuth.Target(request.method(), path, request.path());
    Optional<String> appId = route.segment(Routes.APP, segments);
    App app =
        appId.isPresent()
            ? auth.verify(decoded(appId.get()), target, request)
            : auth.verify(target, request);
    String value = route.segment(Routes.VALUE, segments).map(Router::decoded).orElse("");
    return route.endpoint().handle(new ApiCall(app, value, request.body()));
  }

  private Routes.Route route(Request request, List<String> segments) {
    List<Routes.Route> atPath = routes.at(segments);
    if (atPath.isEmpty()) {
      throw new ApiError(404, "not_found", "There is nothing at this path.");
    }
    return atPath.stream()
        .filter(route -> route.method().equals(request.method()))
        .findFirst()
        .orElseThrow(() -> ApiError.methodNotAllowed(allowed(atPath)));
  }

  private Response failed(Throwable thrown, String id) {
    Throwable failure =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    if (failure instanceof ApiError error) {
      LOG.debug("request refused reason={} request={}", error.reason(), id);
      return error.toResponse();
    }
    if (failure instanceof ClusterAdapter.NotAccepted) {
      return ApiError.overloaded(String.valueOf(failure.getMessage())).toResponse();
    }
    LOG.error("A request failed through a fault of the server. request={}", id, failure);
    return new ApiError(
            500,
            "internal_error",
            "The server failed. Its log has more under request id " + id + ".")
        .toResponse();
  }

  private String requestId(Request request) {
    String given = request.headers().get("x-request-id");
    return given != null && REQUEST_ID.matcher(given).matches()
        ? given
        : Long.toHexString(requests.incrementAndGet());
  }

  private String withoutPrefix(String path) {
    for (String prefix : settings.pathPrefixes()) {
      if (path.startsWith(prefix + "/")) {
        return path.substring(prefix.length());
      }
    }
    return path;
  }

  private static List<String> segments(String path) {
    return path.startsWith("/") ? List.of(path.substring(1).split("/", -1)) : List.of();
  }

  private static String decoded(String segment) {
    return Percent.decode(segment)
        .orElseThrow(
            () ->
                ApiError.badRequest("request_malformed", "The path has a broken percent escape."));
  }

  private static String allowed(List<Routes.Route> atPath) {
    return atPath.stream().map(Routes.Route::method).distinct().collect(Collectors.joining(", "));
  }
}
