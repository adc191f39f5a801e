package io.belfry.server.fallback;

import io.belfry.server.app.App;
import io.belfry.server.app.AppSource;
import io.belfry.server.app.Limit;
import io.belfry.server.app.Limit.Limits;
import io.belfry.server.app.origin.Origins;
import io.belfry.server.http.ApiReason;
import io.belfry.server.http.Request;
import io.belfry.server.http.Response;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The URLs of the fallback transports. A request is read and judged on the event loop of its
 * socket; then it is handed to the loop of its session, which follows from the session's id.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules WS-092 to WS-102"
 */
public final class FallbackRoutes {
  private static final String INFO = "/info";
  private static final String INFO_METHODS = "GET, HEAD, OPTIONS";
  private static final int BODY_FACTOR = 4;
  private static final int MAX_RECEIVE_BODY_BYTES = 1024;

  private final List<String> prefixes;
  private final List<FallbackSessions> sessions;
  private final AppSource apps;
  private final RandomGenerator random;

  /**
   * The routes below those prefixes.
   *
   * @param prefixes prefixes before {@code /app/KEY}, none to switch the transports off
   * @param sessions of each event loop, by index
   * @param apps whose limits and origins apply
   * @param random source of numbers for SockJS
   */
  public FallbackRoutes(
      List<String> prefixes,
      List<FallbackSessions> sessions,
      AppSource apps,
      RandomGenerator random) {
    this.prefixes =
        prefixes.stream().sorted(Comparator.comparingInt(String::length).reversed()).toList();
    this.sessions = List.copyOf(sessions);
    this.apps = apps;
    this.random = random;
  }

  /** The sessions of one event loop. */
  public FallbackSessions sessions(int loop) {
    return sessions.get(loop);
  }

  /** What a request with this head asks for; empty when its path is none of ours. */
  public Optional<FallbackCall> find(Request head) {
    String path = head.path();
    for (String prefix : prefixes) {
      if (path.startsWith(prefix) && path.startsWith("/", prefix.length())) {
        String rest = path.substring(prefix.length());
        if (rest.equals(INFO)) {
          return Optional.of(new SockJsInfo());
        }
        Optional<FallbackPath> at = FallbackPath.parse(rest);
        if (at.isPresent()) {
          Optional<App> app = apps.byKey(at.get().id().appKey());
          return Optional.of(new OfSession(at.get(), app, head.method()));
        }
      }
    }
    return Optional.empty();
  }

  /** What SockJS asks before it opens a session. */
  private final class SockJsInfo implements FallbackCall {
    @Override
    public long maxBodyBytes() {
      return 0;
    }

    @Override
    public void answer(Exchange whole) {
      CorsExchange exchange = CorsExchange.of(whole, Origins.ALL);
      switch (exchange.request().method()) {
        case "GET", "HEAD" -> exchange.answer(SockJs.info(random));
        case "OPTIONS" -> exchange.preflight(INFO_METHODS);
        default -> exchange.answer(methodNotAllowed(INFO_METHODS));
      }
    }
  }

  /** A request of a session. */
  private final class OfSession implements FallbackCall {
    private final SessionId id;
    private final FallbackPath.Verb verb;
    private final Optional<App> app;
    private final String method;

    OfSession(FallbackPath at, Optional<App> app, String method) {
      this.id = at.id();
      this.verb = at.verb();
      this.app = app;
      this.method = method;
    }

    @Override
    public long maxBodyBytes() {
      if (!method.equals("POST") || !verb.method().equals(method)) {
        return 0;
      }
      Limits limits = app.map(App::limits).orElse(Limits.DEFAULTS);
      return verb.isSend()
          ? BODY_FACTOR * limits.of(Limit.MAX_CLIENT_MESSAGE_BYTES)
          : MAX_RECEIVE_BODY_BYTES;
    }

    @Override
    public void answer(Exchange whole) {
      // Who asks for an app that is not there may read that it is not.
      Origins origins = app.map(known -> Origins.of(known.settings())).orElse(Origins.ALL);
      CorsExchange exchange = CorsExchange.of(whole, origins);
      String methods = verb.method() + ", OPTIONS";
      if (method.equals("OPTIONS")) {
        exchange.preflight(methods);
      } else if (!method.equals(verb.method())) {
        // Of a script, which is a GET, there is no HEAD: it would take away what it cannot carry.
        exchange.answer(methodNotAllowed(methods));
      } else {
        carryOut(exchange);
      }
    }

    private void carryOut(Exchange exchange) {
      Request request = exchange.request();
      switch (verb) {
        case XHR -> receive(exchange, id, new Framing.Polling());
        case XHR_STREAMING -> receive(exchange, id, new Framing.Streaming());
        case JSONP ->
            SockJs.callback(request.query())
                .ifPresentOrElse(
                    callback -> receive(exchange, id, new Framing.Jsonp(callback)),
                    () -> exchange.answer(ApiReason.CALLBACK_INVALID.error().toResponse()));
        case XHR_SEND -> {
          Response noContent = new Response(204, "text/plain", Map.of(), new byte[0]);
          send(exchange, id, SessionBody.parse(request.body()), noContent);
        }
        case JSONP_SEND -> send(exchange, id, SockJs.messages(request), SockJs.ok());
      }
    }
  }

  private void receive(Exchange exchange, SessionId id, Framing framing) {
    SessionBinding binding = bindingOf(exchange, id);
    FallbackSessions home = homeOf(id);
    ReceiveRequest request = ReceiveRequest.of(framing, exchange.request().query());
    home.loop()
        .execute(
            () -> {
              exchange.taken();
              home.receive(exchange, id, binding, request);
            });
  }

  private void send(
      Exchange exchange, SessionId id, Optional<SessionBody> body, Response accepted) {
    if (body.isEmpty()) {
      exchange.answer(ApiReason.BODY_INVALID.error(SessionBody.MAX_MESSAGES).toResponse());
      return;
    }
    SessionBinding binding = bindingOf(exchange, id);
    FallbackSessions home = homeOf(id);
    FallbackSession.Post post = new FallbackSession.Post(exchange, body.get(), accepted);
    home.loop()
        .execute(
            () -> {
              exchange.taken();
              home.send(id, binding, post);
            });
  }

  private static SessionBinding bindingOf(Exchange exchange, SessionId id) {
    return id.isSockJs() ? SessionBinding.ofSockJs(exchange) : SessionBinding.of(exchange);
  }

  private FallbackSessions homeOf(SessionId id) {
    return sessions.get(Math.floorMod(id.hashCode(), sessions.size()));
  }

  private static Response methodNotAllowed(String allowed) {
    return ApiReason.METHOD_NOT_ALLOWED.error(allowed).withHeader("Allow", allowed).toResponse();
  }
}
