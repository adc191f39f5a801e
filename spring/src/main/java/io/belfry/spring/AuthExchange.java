package io.belfry.spring;

import io.belfry.rest.AuthRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Reads the parameters of a request and writes an answer, whatever message converters the
 * application has.
 *
 * <p>Thread: stateless.
 *
 * @see "rule HTTP-235"
 */
final class AuthExchange {
  private AuthExchange() {}

  /**
   * The parameters. The filters in front may have read the body, so they are asked of the
   * container.
   *
   * @throws IllegalArgumentException if there is no socket id, or a name twice
   */
  static AuthRequest read(HttpServletRequest request) {
    StringBuilder form = new StringBuilder();
    for (Map.Entry<String, String[]> each : request.getParameterMap().entrySet()) {
      for (String value : each.getValue()) {
        form.append(form.isEmpty() ? "" : "&")
            .append(encoded(each.getKey()))
            .append('=')
            .append(encoded(value));
      }
    }
    return AuthRequest.parse(form.toString());
  }

  static void write(AuthAnswer answer, HttpServletResponse response) throws IOException {
    write(answer.status(), "application/json", answer.json(), response);
  }

  static void write(int status, String contentType, String body, HttpServletResponse response)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    response.setStatus(status);
    response.setContentType(contentType);
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
