package io.belfry.server.api;

import io.belfry.server.http.AllowedMethods;
import io.belfry.server.http.Request;
import io.belfry.server.http.Response;
import io.belfry.server.node.ServerState;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * What everybody may ask of the public port: the words that a supervisor or a load balancer looks
 * for, one line for who opens the address in a browser, and the statistics of pusher-js, which go
 * nowhere.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules HTTP-206, HTTP-207, THR-45"
 */
public final class PublicPages {
  private static final AllowedMethods METHODS = AllowedMethods.of("GET");
  private static final Pattern STATISTICS =
      Pattern.compile("/timeline/v2/(xhr|jsonp)(/[0-9]{1,3})?");
  private static final String WORD =
      "Belfry, a realtime server. GET /readyz tells whether it is ready.";
  private static final String PAGE =
      "<!doctype html><html lang=\"en\"><title>Belfry</title>"
          + "<p>This is Belfry, a realtime server, and it is running. Clients connect at /app/KEY,"
          + " programs publish at /apps/ID/events; the guide in docs/guide says how.</p></html>";

  private final Supplier<ServerState> state;

  /** Pages of a node in that state. */
  public PublicPages(Supplier<ServerState> state) {
    this.state = state;
  }

  /** The answer, if the path is one of these. */
  Optional<Response> answer(Request request) {
    return switch (request.path()) {
      case "/" -> answer(request, () -> front(request));
      default -> isStatistics(request.path()) ? answer(request, Response::ok) : health(request);
    };
  }

  /** The answer, if the path is one of the health words, which every port has. */
  public Optional<Response> health(Request request) {
    return switch (request.path()) {
      case "/healthz" -> answer(request, () -> Response.word(200, "alive"));
      case "/readyz" -> readiness(request);
      default -> Optional.empty();
    };
  }

  /** The answer to whoever asks whether the node is ready, at whatever path. */
  public Optional<Response> readiness(Request request) {
    return answer(request, this::ready);
  }

  private static boolean isStatistics(String path) {
    return path.startsWith("/timeline/") && STATISTICS.matcher(path).matches();
  }

  private static Optional<Response> answer(Request request, Supplier<Response> page) {
    return Optional.of(METHODS.otherwise(request.method()).orElseGet(page));
  }

  // Browsers say that they take HTML; what looks after servers does not.
  private static Response front(Request request) {
    String accepted = request.headers().getOrDefault("accept", "").toLowerCase(Locale.ROOT);
    Response front =
        accepted.contains("text/html") ? Response.html(200, PAGE) : Response.word(200, WORD);
    return front.withHeader("Vary", "Accept");
  }

  private Response ready() {
    return switch (state.get()) {
      case READY -> Response.word(200, "ready");
      case STARTING -> Response.word(503, "starting");
      case OVERLOADED -> Response.word(503, "overloaded");
      case CUT_OFF -> Response.word(503, "cut_off");
      case DRAINING -> Response.word(503, "draining");
    };
  }
}
