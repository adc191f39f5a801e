package io.belfry.server.api;

import io.belfry.protocol.Shortened;
import io.belfry.server.app.App;
import io.belfry.server.app.AppSource;
import io.belfry.server.app.Limit;
import io.belfry.server.app.OriginPattern;
import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.server.http.Allowed;
import io.belfry.server.http.ApiError;
import io.belfry.server.http.ApiReason;
import io.belfry.server.http.Hearing;
import io.belfry.server.http.Request;
import io.belfry.server.http.Responder;
import io.belfry.server.http.Response;
import io.belfry.server.metrics.Metric;
import io.belfry.server.metrics.Metrics;
import io.belfry.server.node.ServerState;
import io.belfry.server.refusal.Kind;
import io.belfry.server.refusal.Refusal;
import io.belfry.server.refusal.Refusals;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the endpoint of a request, has the caller authenticated, and turns whatever comes of it
 * into a response. It never throws.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules HTTP-005 to HTTP-011, HTTP-030, HTTP-180 to HTTP-182"
 */
public final class Router implements Responder {
  private static final long SHARE_OF_REPLIES = 16;
  private static final Logger LOG = LoggerFactory.getLogger(Router.class);
  private static final String APPS = "/apps/";
  private static final String AUTH_KEY = "auth_key=";
  private static final int USUAL_SEGMENTS = 5;
  // Nothing reads it, but there are libraries that send some.
  private static final int MAX_QUERY_BODY_BYTES = 1024;
  private static final Pattern REQUEST_ID = Pattern.compile("[\\w.-]{1,64}");

  private final Settings settings;
  private final AppSource apps;
  private final Supplier<ServerState> state;
  private final RequestAuth auth;
  private final Routes routes;
  private final PublicPages pages;
  private final Cors cors;
  private final ApiRates rates;
  private final Metrics metrics;
  private final Refusals refusals;
  private final AtomicLong requests = new AtomicLong();

  /**
   * Settings of the HTTP API.
   *
   * @param pathPrefixes prefixes before {@code /apps/ID}
   * @param skew how far the clock of a caller may be off
   * @param allowedOrigins origins of web pages that may call, none by default
   */
  public record Settings(
      List<String> pathPrefixes, Duration skew, List<OriginPattern> allowedOrigins) {
    /** Takes a copy, longest prefix first, since the empty one matches everything. */
    public Settings {
      pathPrefixes =
          pathPrefixes.stream().sorted(Comparator.comparingInt(String::length).reversed()).toList();
      allowedOrigins = List.copyOf(allowedOrigins);
    }
  }

  /**
   * What the API needs of the server.
   *
   * @param apps who may call
   * @param cluster where accepted events go and where questions are answered
   * @param state what the node is doing
   * @param metrics what is counted
   * @param refusals what is said about calls that are refused
   * @param times both clocks
   */
  public record Parts(
      AppSource apps,
      ClusterAdapter cluster,
      Supplier<ServerState> state,
      Metrics metrics,
      Refusals refusals,
      Times times) {}

  /**
   * Both clocks.
   *
   * @param clock wall clock, for the time window of signatures
   * @param nanoTime monotonic clock, for paces and what is remembered
   */
  public record Times(InstantSource clock, LongSupplier nanoTime) {}

  /** A router. */
  public Router(Settings settings, Parts parts) {
    this.settings = settings;
    this.apps = parts.apps();
    this.state = parts.state();
    this.metrics = parts.metrics();
    this.refusals = parts.refusals();
    this.auth = new RequestAuth(apps, parts.times().clock(), settings.skew());
    this.rates = new ApiRates(parts.times().nanoTime());
    this.routes = routes(parts, rates);
    this.pages = new PublicPages(state);
    this.cors = new Cors(settings.allowedOrigins());
  }

  private static Routes routes(Parts parts, ApiRates rates) {
    Publisher publisher = new Publisher(parts.cluster(), rates, parts.metrics());
    IdempotencyKeys keys =
        new IdempotencyKeys(
            new MemoryReplies(
                parts.times().nanoTime(), Runtime.getRuntime().maxMemory() / SHARE_OF_REPLIES));
    return new Routes(
        new Routes.Publishing(new PublishEvent(publisher, keys), new PublishBatch(publisher, keys)),
        parts.cluster(),
        parts.metrics());
  }

  @Override
  public Hearing hear(Request head) {
    String id = requestId(head);
    try {
      return judge(head, id);
    } catch (RuntimeException e) {
      return answered(failed(e, head, id), head, id);
    }
  }

  private Hearing judge(Request head, String id) {
    Optional<Response> page = pages.answer(head);
    if (page.isPresent()) {
      return answered(page.get(), head, id);
    }
    String path = withoutPrefix(head.path());
    List<String> segments = segments(path);
    List<Routes.Route> atPath = routes.at(segments);
    if (atPath.isEmpty()) {
      throw ApiReason.NOT_FOUND.error();
    }
    Optional<Response> options = options(head, atPath);
    if (options.isPresent()) {
      return answered(options.get(), head, id);
    }
    Routes.Route route = route(head, atPath);
    checkIsTaken(head);
    RequestAuth.Target target = new RequestAuth.Target(head.method(), path, head.path());
    String appId = route.segment(Routes.APP, segments);
    RequestAuth.Verified verified =
        appId == null
            ? auth.verify(target, head)
            : auth.verify(Percent.decode(appId).orElse(appId), target, head);
    return new Call(route, route.value(segments), verified, head, id);
  }

  private Hearing answered(Response response, Request head, String id) {
    return new Hearing.Answered(CompletableFuture.completedFuture(marked(response, head, id)));
  }

  private Optional<Response> options(Request head, List<Routes.Route> atPath) {
    if (!head.method().equals("OPTIONS")) {
      return Optional.empty();
    }
    // A browser that may not call is refused, and anybody else is told what there is.
    return Cors.isPreflight(head) ? cors.preflight(head) : Optional.of(allowed(atPath).options());
  }

  /** A call whose head has proved where it comes from. */
  private final class Call implements Hearing.Continued {
    private final Routes.Route route;
    private final String value;
    private final RequestAuth.Verified verified;
    private final Request head;
    private final String id;

    Call(Routes.Route route, String value, RequestAuth.Verified verified, Request head, String id) {
      this.route = route;
      this.value = value;
      this.verified = verified;
      this.head = head;
      this.id = id;
    }

    @Override
    public long maxBodyBytes() {
      return route.takesBody()
          ? verified.app().limits().of(Limit.MAX_REQUEST_BYTES)
          : MAX_QUERY_BODY_BYTES;
    }

    @Override
    public Response tooLarge() {
      countLimit(verified.app().id(), Limit.MAX_REQUEST_BYTES);
      return marked(failed(ApiReason.REQUEST_TOO_LARGE.error(maxBodyBytes()), head, id), head, id);
    }

    @Override
    public CompletionStage<Response> answer(byte[] body) {
      CompletionStage<Response> answered;
      try {
        verified.checkBody(body);
        ApiCall call =
            new ApiCall(verified.app(), value, verified.parameters(), head.withBody(body));
        answered = counted(carryOut(route, call), call.app().id());
      } catch (RuntimeException e) {
        answered = CompletableFuture.failedStage(e);
      }
      CompletableFuture<Response> future = answered.toCompletableFuture();
      return Stages.hasValue(future)
          ? CompletableFuture.completedFuture(marked(future.join(), head, id))
          : future.handle(
              (response, failure) ->
                  marked(failure == null ? response : failed(failure, head, id), head, id));
    }
  }

  private Response marked(Response response, Request request, String id) {
    return cors.apply(request, response.withHeader("X-Request-Id", id));
  }

  private CompletionStage<Response> counted(CompletionStage<Response> outcome, String app) {
    CompletableFuture<Response> future = outcome.toCompletableFuture();
    if (Stages.hasValue(future)) {
      metrics.count(Metric.API_CALLS, app);
      return future;
    }
    return future.whenComplete((response, failure) -> count(app, failure));
  }

  private void checkIsTaken(Request request) {
    if (state.get() == ServerState.DRAINING) {
      throw ApiReason.SHUTTING_DOWN.error();
    }
    String encoding = request.headers().get("content-encoding");
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      throw ApiReason.UNSUPPORTED_ENCODING.error();
    }
  }

  private CompletionStage<Response> carryOut(Routes.Route route, ApiCall call) {
    try {
      if (route.method().equals("GET")) {
        rates.take(call.app(), Limit.READ_REQUESTS_PER_SECOND, 1);
      }
      return route.endpoint().handle(call);
    } catch (ApiError e) {
      return CompletableFuture.failedStage(e);
    }
  }

  private static Routes.Route route(Request head, List<Routes.Route> atPath) {
    String method = Allowed.answering(head.method());
    for (Routes.Route route : atPath) {
      if (route.method().equals(method)) {
        return route;
      }
    }
    throw allowed(atPath).refusal();
  }

  private Response failed(Throwable thrown, Request request, String id) {
    ApiError error = error(cause(thrown), id);
    // An id that is none of an app's is chosen by a stranger and must not become a label.
    Optional<App> app = appOf(request.path());
    metrics.count(
        Metric.API_REFUSALS, app.map(App::id).orElse(Metrics.UNKNOWN_APP), error.reason().word());
    refusals.note(
        new Refusal(
            Kind.API_CALL,
            error.reason().word(),
            app.orElse(null),
            new Refusal.Who(keyOf(request.query()), null, null, request.peer()),
            request.method() + " " + template(request.path()) + " request " + id,
            null));
    return error.toResponse();
  }

  // A path that is none of ours is a stranger's text, and rather long.
  private String template(String path) {
    return routes.at(segments(withoutPrefix(path))).stream()
        .findFirst()
        .map(route -> "/" + String.join("/", route.path()))
        .orElseGet(() -> Shortened.of(path));
  }

  private static @Nullable String keyOf(String query) {
    int at = query.indexOf(AUTH_KEY);
    if (at < 0) {
      return null;
    }
    int end = query.indexOf('&', at);
    return query.substring(at + AUTH_KEY.length(), end < 0 ? query.length() : end);
  }

  private void count(String app, @Nullable Throwable failure) {
    if (failure == null) {
      metrics.count(Metric.API_CALLS, app);
    } else if (cause(failure) instanceof ApiError error) {
      error.limit().ifPresent(limit -> countLimit(app, limit));
    }
  }

  private static Throwable cause(Throwable thrown) {
    return thrown instanceof CompletionException && thrown.getCause() != null
        ? thrown.getCause()
        : thrown;
  }

  private static ApiError error(Throwable failure, String id) {
    if (failure instanceof ApiError error) {
      return error;
    }
    if (failure instanceof ClusterAdapter.NotAccepted notAccepted) {
      String sentence = String.valueOf(notAccepted.getMessage());
      return switch (notAccepted.cause()) {
        case OVERLOADED -> ApiReason.OVERLOADED.saying(sentence);
        case UNREACHABLE -> ApiReason.CLUSTER_UNAVAILABLE.saying(sentence);
      };
    }
    LOG.error("A request failed through a fault of the server. request={}", id, failure);
    return ApiReason.INTERNAL_ERROR.saying(
        "The server failed. Its log has more under request id " + id + ".");
  }

  private void countLimit(String app, Limit limit) {
    metrics.count(Metric.LIMIT_REFUSALS, app, limit.key());
  }

  private Optional<App> appOf(String path) {
    String below = withoutPrefix(path);
    if (!below.startsWith(APPS)) {
      return Optional.empty();
    }
    int end = below.indexOf('/', APPS.length());
    String id = below.substring(APPS.length(), end < 0 ? below.length() : end);
    return Percent.decode(id).flatMap(apps::byId);
  }

  private String requestId(Request request) {
    String given = request.headers().get("x-request-id");
    return given != null && REQUEST_ID.matcher(given).matches()
        ? given
        : Long.toHexString(requests.incrementAndGet());
  }

  private String withoutPrefix(String path) {
    for (String prefix : settings.pathPrefixes()) {
      if (path.startsWith(prefix) && path.startsWith("/", prefix.length())) {
        return path.substring(prefix.length());
      }
    }
    return path;
  }

  private static List<String> segments(String path) {
    List<String> segments = new ArrayList<>(USUAL_SEGMENTS);
    if (path.startsWith("/")) {
      int from = 1;
      for (int slash = path.indexOf('/', from); slash >= 0; slash = path.indexOf('/', from)) {
        segments.add(path.substring(from, slash));
        from = slash + 1;
      }
      segments.add(path.substring(from));
    }
    return segments;
  }

  private static Allowed allowed(List<Routes.Route> atPath) {
    return new Allowed(atPath.stream().map(Routes.Route::method).distinct().toList());
  }
}
