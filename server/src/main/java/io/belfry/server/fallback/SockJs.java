package io.belfry.server.fallback;

import io.belfry.protocol.json.Json;
import io.belfry.server.http.Request;
import io.belfry.server.http.Response;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * What SockJS does its own way: the page of facts that it asks for first, and scripts and forms in
 * place of requests. Its page for a hidden frame is left out; browsers that would use it go on to
 * scripts.
 *
 * <p>Thread: stateless.
 *
 * @see "rules WS-101, WS-102"
 */
final class SockJs {
  private static final Pattern CALLBACK = Pattern.compile("[A-Za-z0-9_.]{1,64}");
  private static final String FIELD = "d=";
  private static final byte[] NOTHING = StreamFraming.ascii("[]");

  private SockJs() {}

  /** Facts of this server. */
  static Response info(RandomGenerator random) {
    byte[] facts =
        Json.object(
            json -> {
              json.writeBooleanProperty("websocket", false);
              json.writeArrayPropertyStart("origins");
              json.writeString("*:*");
              json.writeEndArray();
              json.writeBooleanProperty("cookie_needed", false);
              json.writeNumberProperty("entropy", random.nextLong(1L << 32));
            });
    return Response.json(200, facts).withHeader("Cache-Control", "no-store");
  }

  /** Name of the function that a script calls; empty when it is missing or could be code. */
  static Optional<String> callback(String query) {
    for (String pair : query.split("&", -1)) {
      if (pair.startsWith("c=") || pair.startsWith("callback=")) {
        return decoded(pair.substring(pair.indexOf('=') + 1))
            .filter(name -> CALLBACK.matcher(name).matches());
      }
    }
    return Optional.empty();
  }

  /** The messages of a form or of a text. */
  static Optional<SessionBody> messages(Request request) {
    byte[] body = request.body();
    String type = request.headers().getOrDefault("content-type", "");
    if (!type.startsWith("application/x-www-form-urlencoded")) {
      return body.length == 0 ? SessionBody.parse(NOTHING) : SessionBody.parse(body);
    }
    String form = new String(body, StandardCharsets.ISO_8859_1);
    if (!form.startsWith(FIELD)) {
      return Optional.empty();
    }
    int end = form.indexOf('&');
    String field = form.substring(FIELD.length(), end < 0 ? form.length() : end);
    return decoded(field)
        .map(text -> text.isEmpty() ? NOTHING : text.getBytes(StandardCharsets.UTF_8))
        .flatMap(SessionBody::parse);
  }

  /** A post that was taken. */
  static Response ok() {
    return new Response(
        200,
        "text/plain; charset=UTF-8",
        Map.of("Cache-Control", "no-store"),
        StreamFraming.ascii("ok"));
  }

  private static Optional<String> decoded(String text) {
    try {
      return Optional.of(URLDecoder.decode(text, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
