package io.belfry.server.fallback;

import io.belfry.server.app.App;
import io.belfry.server.app.AppSource;
import io.belfry.server.app.Limit;
import io.belfry.server.app.Limits;
import io.belfry.server.app.Origins;
import io.belfry.server.http.ApiReason;
import io.belfry.server.http.Request;
import io.belfry.server.http.Response;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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

  /**
   * Bytes that the body of a request with this head may have, 0 when none belongs to it; empty when
   * the path is none of ours.
   */
  public OptionalLong maxBodyBytes(Request head) {
    String path = head.path();
    if (!isBelow(path)) {
      return OptionalLong.empty();
    }
    if (isInfo(path)) {
      return OptionalLong.of(0);
    }
    Optional<FallbackPath> found = find(path);
    return found.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(maxBodyBytes(found.get(), head.method()));
  }

  private long maxBodyBytes(FallbackPath at, String method) {
    if (!method.equals("POST") || !at.verb().method().equals(method)) {
      return 0;
    }
    return at.verb().isSend()
        ? BODY_FACTOR * limitsOf(at).of(Limit.MAX_CLIENT_MESSAGE_BYTES)
        : MAX_RECEIVE_BODY_BYTES;
  }

  // No other can be ours.
  private boolean isBelow(String path) {
    for (String prefix : prefixes) {
      if (path.startsWith(prefix) && path.startsWith("/", prefix.length())) {
        return true;
      }
    }
    return false;
  }

  private boolean isInfo(String path) {
    return prefixes.stream().anyMatch(prefix -> path.equals(prefix + INFO));
  }

  /** Answers a request sooner or later; false when the path is none of ours. */
  public boolean handle(Exchange exchange) {
    String path = exchange.request().path();
    if (isInfo(path)) {
      info(Cors.of(exchange, Origins.ALL));
      return true;
    }
    Optional<FallbackPath> found = find(path);
    found.ifPresent(at -> handle(Cors.of(exchange, originsOf(at)), at));
    return found.isPresent();
  }

  private void info(Cors exchange) {
    switch (exchange.request().method()) {
      case "GET", "HEAD" -> exchange.answer(SockJs.info(random));
      case "OPTIONS" -> exchange.preflight(INFO_METHODS);
      default -> exchange.answer(methodNotAllowed(INFO_METHODS));
    }
  }

  private void handle(Cors exchange, FallbackPath at) {
    String method = exchange.request().method();
    String methods = at.verb().method() + ", OPTIONS";
    if (method.equals("OPTIONS")) {
      exchange.preflight(methods);
    } else if (!method.equals(at.verb().method())) {
      // Of a script, which is a GET, there is no HEAD: it would take away what it cannot carry.
      exchange.answer(methodNotAllowed(methods));
    } else {
      switch (at.verb()) {
        case XHR -> receive(exchange, at.id(), new Framing.Polling());
        case XHR_STREAMING -> receive(exchange, at.id(), new Framing.Streaming());
        case JSONP ->
            SockJs.callback(exchange.request().query())
                .ifPresentOrElse(
                    callback -> receive(exchange, at.id(), new Framing.Jsonp(callback)),
                    () -> exchange.answer(badCallback()));
        case XHR_SEND -> {
          Response noContent = new Response(204, "text/plain", Map.of(), new byte[0]);
          send(exchange, at.id(), SessionBody.parse(exchange.request().body()), noContent);
        }
        case JSONP_SEND ->
            send(exchange, at.id(), SockJs.messages(exchange.request()), SockJs.ok());
      }
    }
  }

  private void receive(Exchange exchange, SessionId id, Framing framing) {
    Owner owner = ownerOf(exchange, id);
    FallbackSessions home = homeOf(id);
    Ask ask = Ask.of(framing, exchange.request().query());
    home.loop().execute(() -> home.receive(exchange, id, owner, ask));
  }

  private void send(
      Exchange exchange, SessionId id, Optional<SessionBody> body, Response accepted) {
    if (body.isEmpty()) {
      exchange.answer(badBody());
      return;
    }
    Owner owner = ownerOf(exchange, id);
    FallbackSessions home = homeOf(id);
    FallbackSession.Post post = new FallbackSession.Post(exchange, body.get(), accepted);
    home.loop().execute(() -> home.send(id, owner, post));
  }

  private static Owner ownerOf(Exchange exchange, SessionId id) {
    return id.isSockJs() ? Owner.ofSockJs(exchange) : Owner.of(exchange);
  }

  private FallbackSessions homeOf(SessionId id) {
    return sessions.get(Math.floorMod(id.hashCode(), sessions.size()));
  }

  private Optional<FallbackPath> find(String path) {
    return prefixes.stream()
        .filter(prefix -> path.startsWith(prefix + "/"))
        .map(prefix -> FallbackPath.parse(path.substring(prefix.length())))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private Limits limitsOf(FallbackPath at) {
    return apps.byKey(at.id().appKey()).map(App::limits).orElse(Limits.DEFAULTS);
  }

  // Who asks for an app that is not there may read that it is not.
  private Origins originsOf(FallbackPath at) {
    return apps.byKey(at.id().appKey()).map(app -> Origins.of(app.settings())).orElse(Origins.ALL);
  }

  private static Response methodNotAllowed(String allowed) {
    return ApiReason.METHOD_NOT_ALLOWED.error(allowed).withHeader("Allow", allowed).toResponse();
  }

  private static Response badCallback() {
    return ApiReason.CALLBACK_INVALID.error().toResponse();
  }

  private static Response badBody() {
    return ApiReason.BODY_INVALID.error(SessionBody.MAX_MESSAGES).toResponse();
  }
}
