package io.belfry.server.fallback;

import io.belfry.server.app.AppSettings.OriginPattern;
import io.belfry.server.app.origin.Origins;
import io.belfry.server.channel.Loop;
import io.belfry.server.http.Request;
import io.belfry.server.http.Response;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An exchange whose answer a page of another origin may read, if the app allows that origin.
 * Nothing here goes by cookies, so credentials are never allowed.
 *
 * <p>Thread: thread-safe.
 *
 * @param behind the exchange itself
 * @param allowed value of the field that allows it; null when the origin is not allowed
 * @see "rules WS-097, THR-21, THR-22"
 */
record CorsExchange(Exchange behind, @Nullable String allowed) implements Exchange {
  /** The exchange for a page that is in the list. */
  static CorsExchange of(Exchange exchange, Origins origins) {
    String origin = exchange.request().headers().get("origin");
    if (origins.patterns().contains(OriginPattern.ANY)) {
      return new CorsExchange(exchange, "*");
    }
    return new CorsExchange(exchange, origin != null && origins.allow(origin) ? origin : null);
  }

  /**
   * The answer to the question that a browser asks before each request.
   *
   * @param methods that the path has
   */
  void preflight(String methods) {
    answer(
        new Response(
            204,
            "text/plain",
            Map.of(
                "Allow",
                methods,
                "Access-Control-Allow-Methods",
                "POST, OPTIONS",
                "Access-Control-Allow-Headers",
                "content-type",
                "Access-Control-Max-Age",
                "86400"),
            new byte[0]));
  }

  @Override
  public Request request() {
    return behind.request();
  }

  @Override
  public void taken() {
    behind.taken();
  }

  @Override
  public void listen(Loop loop, Progress progress) {
    behind.listen(loop, progress);
  }

  @Override
  public void answer(Response response) {
    behind.answer(readable(response));
  }

  @Override
  public void begin(Response head) {
    behind.begin(readable(head));
  }

  @Override
  public void write(byte[] bytes) {
    behind.write(bytes);
  }

  @Override
  public void finish() {
    behind.finish();
  }

  @Override
  public void drop() {
    behind.drop();
  }

  private Response readable(Response response) {
    Response varied = "*".equals(allowed) ? response : response.withHeader("Vary", "Origin");
    return allowed == null ? varied : varied.withHeader("Access-Control-Allow-Origin", allowed);
  }
}
