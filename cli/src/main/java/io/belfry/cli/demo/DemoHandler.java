package io.belfry.cli.demo;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a request from the door to its answer and sets the headers that keep a browser safe.
 *
 * <p>Thread: thread-safe.
 */
final class DemoHandler implements HttpHandler {
  private static final Logger LOG = LoggerFactory.getLogger(DemoHandler.class);
  private static final int MAX_BODY_BYTES = 64 << 10;
  private static final int MAX_WEBHOOK_BYTES = 1 << 20;
  private static final int NO_BODY = -1;
  private static final String FORM = "application/x-www-form-urlencoded";

  private final Door door;
  private final Routes routes;
  private final String contentSecurityPolicy;

  DemoHandler(Door door, Routes routes, String contentSecurityPolicy) {
    this.door = door;
    this.routes = routes;
    this.contentSecurityPolicy = contentSecurityPolicy;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      send(exchange, answer(exchange));
    }
  }

  private Answer answer(HttpExchange exchange) throws IOException {
    Headers headers = exchange.getRequestHeaders();
    Optional<Answer> stranger = door.checkHost(headers);
    if (stranger.isPresent()) {
      return stranger.get();
    }
    String path = Objects.requireNonNullElse(exchange.getRequestURI().getRawPath(), "");
    String query = Objects.requireNonNullElse(exchange.getRequestURI().getRawQuery(), "");
    try {
      return switch (exchange.getRequestMethod()) {
        case "GET", "HEAD" ->
            Routes.isPrivate(path)
                ? door.checkOrigin(headers).orElseGet(() -> routes.get(path, query))
                : routes.get(path, query);
        case "POST" -> {
          Optional<Answer> foreign = door.checkOrigin(headers);
          yield foreign.isPresent() ? foreign.get() : post(exchange, path, query);
        }
        default -> Routes.wrongMethod("GET or POST");
      };
    } catch (IllegalArgumentException e) {
      return Answer.refusal(Answer.BAD_REQUEST, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.error("the demo could not answer path={}", path, e);
      return Answer.refusal(Answer.BROKEN, "The demo could not answer. Its log says why.");
    }
  }

  private Answer post(HttpExchange exchange, String path, String query) throws IOException {
    if (path.equals(ReceivedWebhooks.PATH)) {
      byte[] body = exchange.getRequestBody().readNBytes(MAX_WEBHOOK_BYTES + 1);
      return body.length > MAX_WEBHOOK_BYTES
          ? Answer.refusal(Answer.TOO_LARGE, "The webhook is larger than 1 MiB. Send less.")
          : routes.webhooks().take(exchange.getRequestHeaders(), body);
    }
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    if (type == null || !type.toLowerCase(Locale.ROOT).startsWith(FORM)) {
      return Answer.refusal(Answer.NOT_A_FORM, "The body has to be a form. Send " + FORM + ".");
    }
    byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
    if (body.length > MAX_BODY_BYTES) {
      return Answer.refusal(Answer.TOO_LARGE, "The form is larger than 64 KiB. Send less.");
    }
    return routes.post(path, new String(body, StandardCharsets.UTF_8) + "&" + query);
  }

  private void send(HttpExchange exchange, Answer answer) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", answer.contentType());
    headers.set("Cache-Control", "no-store");
    headers.set("Content-Security-Policy", contentSecurityPolicy);
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("X-Frame-Options", "DENY");
    if (answer.status() == Answer.METHOD_NOT_ALLOWED) {
      headers.set("Allow", allowed(exchange.getRequestMethod()));
    }
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(answer.status(), NO_BODY);
    } else {
      exchange.sendResponseHeaders(answer.status(), answer.body().length);
      exchange.getResponseBody().write(answer.body());
    }
  }

  // Where a GET is refused there is an endpoint for POST, and the other way round.
  private static String allowed(String refused) {
    return switch (refused) {
      case "GET", "HEAD" -> "POST";
      case "POST" -> "GET, HEAD";
      default -> "GET, HEAD, POST";
    };
  }
}
