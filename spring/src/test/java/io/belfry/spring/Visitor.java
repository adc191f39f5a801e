package io.belfry.spring;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A browser without pages: it keeps cookies, follows nothing, and logs in by the form.
 *
 * <p>Thread: confined to the test.
 */
final class Visitor {
  private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");
  private static final Pattern FORM_TOKEN =
      Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .cookieHandler(new CookieManager())
          .connectTimeout(Duration.ofSeconds(20))
          .build();
  private final String base;

  Visitor(ConfigurableApplicationContext application) {
    this.base =
        "http://127.0.0.1:" + application.getEnvironment().getRequiredProperty("local.server.port");
  }

  HttpResponse<String> get(String path, String... headers) {
    return send(request(path, headers).GET());
  }

  HttpResponse<String> post(String path, Map<String, String> fields) {
    String form =
        fields.entrySet().stream()
            .map(each -> encoded(each.getKey()) + "=" + encoded(each.getValue()))
            .collect(Collectors.joining("&"));
    return send(
        request(path, "Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form)));
  }

  HttpResponse<String> postBytes(String path, byte[] body, String... headers) {
    return send(request(path, headers).POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  /** Logs in by the form of Spring Security. */
  Visitor logIn(String user) {
    String token = found(FORM_TOKEN, get("/login", "Accept", "text/html").body());
    HttpResponse<String> answer =
        post("/login", Map.of("username", user, "password", "password", "_csrf", token));
    if (answer.headers().firstValue("Location").filter(to -> to.contains("error")).isPresent()) {
      throw new AssertionError("The log-in of " + user + " failed.");
    }
    return this;
  }

  /** Posts as belfry.js does, with the token of the application. */
  HttpResponse<String> ask(String endpoint, Map<String, String> fields) {
    Map<String, String> all = new java.util.HashMap<>(fields);
    all.put("_csrf", token());
    return post(endpoint, all);
  }

  /** The CSRF token, as belfry.js gets it. */
  String token() {
    return found(TOKEN, get("/pusher/csrf").body());
  }

  private HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(30));
    return headers.length == 0 ? builder : builder.headers(headers);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static String found(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new AssertionError("Expected " + pattern + " in " + text);
    }
    return matcher.group(1);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
