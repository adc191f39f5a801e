package io.belfry.server.api;

import io.belfry.server.app.App;
import io.belfry.server.app.AppSettings.OriginPattern;
import io.belfry.server.app.Limit;
import io.belfry.server.http.AllowedMethods;
import io.belfry.server.http.ApiReason;
import io.belfry.server.http.Hearing;
import io.belfry.server.http.Request;
import io.belfry.server.http.Responder;
import io.belfry.server.http.Response;
import io.belfry.server.jwt.JwtVerifier;
import io.belfry.server.node.ServerState;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the endpoint of a request and has the caller authenticated. It never throws.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules HTTP-005 to HTTP-011, HTTP-030, HTTP-180 to HTTP-184"
 */
public final class Router implements Responder {
  // Nothing reads it, but there are libraries that send some.
  private static final int MAX_QUERY_BODY_BYTES = 1024;
  private static final Pattern REQUEST_ID = Pattern.compile("[\\w.-]{1,64}");

  private final List<String> prefixes;
  private final Routes routes;
  private final Supplier<ServerState> state;
  private final RequestAuth auth;
  private final PublicPages pages;
  private final Cors cors;
  private final ApiAnswers answers;
  private final BackchannelLogout logout;
  private final AtomicLong requests = new AtomicLong();

  /**
   * Settings of the HTTP API.
   *
   * @param pathPrefixes prefixes before {@code /apps/ID}
   * @param skew how far the clock of a caller may be off
   * @param allowedOrigins origins of web pages that may call, none by default
   */
  public record RouterSettings(
      List<String> pathPrefixes, Duration skew, List<OriginPattern> allowedOrigins) {
    /** Takes a copy, longest prefix first, since the empty one matches everything. */
    public RouterSettings {
      pathPrefixes =
          pathPrefixes.stream().sorted(Comparator.comparingInt(String::length).reversed()).toList();
      allowedOrigins = List.copyOf(allowedOrigins);
    }
  }

  /**
   * A router to those endpoints.
   *
   * @param jwt verifies what identity providers tell
   */
  public Router(RouterSettings settings, Routes routes, ApiParts parts, JwtVerifier jwt) {
    this.prefixes = settings.pathPrefixes();
    this.routes = routes;
    this.state = parts.state();
    this.auth = new RequestAuth(parts.apps(), parts.clock(), settings.skew());
    this.pages = new PublicPages(state);
    this.cors = new Cors(settings.allowedOrigins());
    this.answers = new ApiAnswers(parts, cors);
    this.logout = routes.logout(parts, jwt, answers);
  }

  @Override
  public Hearing hear(Request head) {
    RoutedRequest request = routes.find(head, withoutPrefix(head.path()), idOf(head));
    try {
      Optional<Response> page = pages.answer(head);
      if (page.isPresent()) {
        return answered(page.get(), request);
      }
      return BackchannelLogout.isAt(request)
          ? logout.hear(request, () -> checkIsTaken(head))
          : judge(request);
    } catch (RuntimeException | Error e) {
      return new Hearing.Settled(CompletableFuture.completedFuture(answers.refused(e, request)));
    }
  }

  private Hearing judge(RoutedRequest request) {
    if (request.routes().isEmpty()) {
      throw ApiReason.NOT_FOUND.error();
    }
    Optional<Response> options = options(request);
    if (options.isPresent()) {
      return answered(options.get(), request);
    }
    Route route = route(request);
    checkIsTaken(request.head());
    RequestAuth.Verified verified = auth.verify(request);
    return new Call(route, route.value(request.segments()), verified, request);
  }

  private Hearing answered(Response response, RoutedRequest request) {
    return new Hearing.Settled(
        CompletableFuture.completedFuture(answers.marked(response, request)));
  }

  private Optional<Response> options(RoutedRequest request) {
    if (!request.head().method().equals("OPTIONS")) {
      return Optional.empty();
    }
    // A browser that may not call is refused, and anybody else is told what there is.
    return Cors.isPreflight(request.head())
        ? cors.preflight(request.head())
        : Optional.of(allowed(request).options());
  }

  private static Route route(RoutedRequest request) {
    String method = AllowedMethods.answering(request.head().method());
    for (Route route : request.routes()) {
      if (route.method().equals(method)) {
        return route;
      }
    }
    throw allowed(request).refusal();
  }

  private static AllowedMethods allowed(RoutedRequest request) {
    return new AllowedMethods(request.routes().stream().map(Route::method).distinct().toList());
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

  /** A call whose head has proved where it comes from. */
  private final class Call implements Hearing.Continued {
    private final Route route;
    private final String value;
    private final RequestAuth.Verified verified;
    private final RoutedRequest request;
    private volatile boolean isLate;

    Call(Route route, String value, RequestAuth.Verified verified, RoutedRequest request) {
      this.route = route;
      this.value = value;
      this.verified = verified;
      this.request = request;
    }

    private App app() {
      return verified.app();
    }

    @Override
    public long maxBodyBytes() {
      return route.takesBody() ? app().limits().of(Limit.MAX_REQUEST_BYTES) : MAX_QUERY_BODY_BYTES;
    }

    @Override
    public Response tooLarge() {
      return answers.refused(
          ApiReason.REQUEST_TOO_LARGE.error(maxBodyBytes()).by(Limit.MAX_REQUEST_BYTES),
          request,
          app());
    }

    @Override
    public Response late() {
      isLate = true;
      return answers.late(request, app());
    }

    @Override
    public CompletionStage<Response> answer(byte[] body) {
      CompletableFuture<Response> answered;
      try {
        verified.checkBody(body);
        ApiCall call =
            new ApiCall(
                app(),
                value,
                verified.parameters(),
                request.head().withBody(body),
                request.key(),
                request.id());
        answered = routes.carryOut(route, call).toCompletableFuture();
      } catch (RuntimeException | Error e) {
        return CompletableFuture.completedFuture(answers.refused(e, request, app()));
      }
      return Stages.hasValue(answered)
          ? CompletableFuture.completedFuture(answers.done(answered.join(), request, app()))
          : answered.handle(this::outcome);
    }

    private Response outcome(Response response, @Nullable Throwable failure) {
      if (failure == null) {
        return answers.done(response, request, app());
      }
      return isLate ? answers.unsaid(failure, request) : answers.refused(failure, request, app());
    }
  }

  private String idOf(Request request) {
    String given = request.headers().get("x-request-id");
    return given != null && REQUEST_ID.matcher(given).matches()
        ? given
        : Long.toHexString(requests.incrementAndGet());
  }

  private String withoutPrefix(String path) {
    for (String prefix : prefixes) {
      if (path.startsWith(prefix) && path.startsWith("/", prefix.length())) {
        return path.substring(prefix.length());
      }
    }
    return path;
  }
}
