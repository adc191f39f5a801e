package io.belfry.spring.embedded;

import io.belfry.testkit.RecordingClient;
import java.io.IOException;
import java.net.CookieManager;
import java.net.HttpCookie;
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
 * A browser without pages: it keeps cookies, follows nothing, logs in by the form, and opens
 * WebSockets with its cookies.
 *
 * <p>Thread: confined to the test.
 */
final class Browser {
  /** What pusher-js sends when its customHandler calls back with an empty auth. */
  static final String EMPTY_SIGN_IN =
      "{\"event\":\"pusher:signin\",\"data\":{\"auth\":\"\",\"user_data\":\"{}\"}}";

  private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");
  private static final Pattern FORM_TOKEN =
      Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");

  private final CookieManager cookies = new CookieManager();
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .cookieHandler(cookies)
          .connectTimeout(Duration.ofSeconds(20))
          .build();
  private final String base;
  private final int belfryPort;

  Browser(ConfigurableApplicationContext application) {
    base =
        "http://localhost:" + application.getEnvironment().getRequiredProperty("local.server.port");
    belfryPort =
        application.getEnvironment().getRequiredProperty("local.belfry.port", Integer.class);
  }

  HttpResponse<String> get(String path) {
    return send(HttpRequest.newBuilder(URI.create(base + path)).header("Accept", "text/html"));
  }

  private HttpResponse<String> post(String path, Map<String, String> fields) {
    String form =
        fields.entrySet().stream()
            .map(each -> encoded(each.getKey()) + "=" + encoded(each.getValue()))
            .collect(Collectors.joining("&"));
    return send(
        HttpRequest.newBuilder(URI.create(base + path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form)));
  }

  Browser logIn(String user) {
    String token = found(FORM_TOKEN, get("/login").body());
    HttpResponse<String> answer =
        post("/login", Map.of("username", user, "password", "password", "_csrf", token));
    if (answer.headers().firstValue("Location").filter(to -> to.contains("error")).isPresent()) {
      throw new AssertionError("The log-in of " + user + " failed.");
    }
    return this;
  }

  void logOut() {
    post("/logout", Map.of("_csrf", found(TOKEN, get("/pusher/csrf").body())));
  }

  /** Has the cookies of another, of the same site on another port. */
  Browser withCookiesOf(Browser other) {
    other
        .cookies
        .getCookieStore()
        .getCookies()
        .forEach(each -> cookies.getCookieStore().add(URI.create(base), each));
    return this;
  }

  /** The field with all cookies. */
  String cookies() {
    return cookies.getCookieStore().getCookies().stream()
        .map(each -> each.getName() + "=" + each.getValue())
        .collect(Collectors.joining("; "));
  }

  String cookie(String name) {
    return cookies.getCookieStore().getCookies().stream()
        .filter(each -> each.getName().equals(name))
        .map(HttpCookie::getValue)
        .findFirst()
        .orElseThrow(() -> new AssertionError("There is no cookie " + name));
  }

  /** A connection from the application's own page, which has read its greeting. */
  RecordingClient connect() {
    return connect("Cookie: " + cookies(), "Origin: " + base);
  }

  RecordingClient connect(String... lines) {
    RecordingClient client =
        RecordingClient.connect(belfryPort, "/app/app-key?protocol=7&client=js", lines);
    String greeting = client.next();
    if (!greeting.contains("connection_established")) {
      throw new AssertionError(greeting);
    }
    return client;
  }

  /** A connection from the application's own page that is signed in; what it was told. */
  RecordingClient signIn(String user) {
    RecordingClient client = connect();
    client.send(EMPTY_SIGN_IN);
    String answer = client.next();
    if (!answer.contains("pusher:signin_success") || !answer.contains(user)) {
      throw new AssertionError(answer);
    }
    return client;
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(
          request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
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
