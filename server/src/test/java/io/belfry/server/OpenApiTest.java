package io.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.sign.Secret;
import io.belfry.server.api.OpenApi;
import io.belfry.server.api.RouterTest;
import io.belfry.testkit.RecordingClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The description of the HTTP API says what the running server does, all of it and no more. */
class OpenApiTest {
  private static final Pattern REASON = Pattern.compile("\"reason\":\"([a-z0-9_]+)\"");
  private static final String EVENT = "{\"name\":\"e\",\"channel\":\"a\",\"data\":\"x\"}";
  private static final List<Route> ROUTES =
      List.of(
          new Route("POST", "/apps/{app_id}/events", EVENT),
          new Route("POST", "/apps/{app_id}/batch_events", "{\"batch\":[" + EVENT + "]}"),
          new Route("GET", "/apps/{app_id}/channels", ""),
          new Route("GET", "/apps/{app_id}/channels/{channel_name}", ""),
          new Route("GET", "/apps/{app_id}/channels/{channel_name}/users", ""),
          new Route("GET", "/apps/{app_id}/connections", ""),
          new Route("POST", "/apps/{app_id}/users/{user_id}/terminate_connections", "{}"),
          new Route("POST", "/users/{user_id}/terminate_connections", "{}"),
          new Route("GET", "/apps/{app_id}/users", ""),
          new Route("POST", "/apps/{app_id}/batch_users", "{\"ids\":[\"u\"]}"),
          new Route("GET", "/apps/{app_id}/users/{user_id}", ""),
          new Route("GET", "/apps/{app_id}/users/{user_id}/sessions", ""),
          new Route("POST", "/apps/{app_id}/users/{user_id}/sessions/terminate", "{\"all\":true}"),
          new Route("POST", "/apps/{app_id}/users/{user_id}/block", "{\"seconds\":1}"),
          new Route("POST", "/apps/{app_id}/users/{user_id}/unblock", "{}"),
          new Route("GET", "/apps/{app_id}/blocked_users", ""),
          new Route("GET", "/apps/{app_id}/revocations", ""),
          new Route("POST", "/apps/{app_id}/revocations", "{\"session\":\"s\"}"));

  private final TestServer server =
      Api.serve("", "", "limits: {max_event_payload_bytes: 20, max_event_name_length: 7}");
  private final Api api = new Api(server);
  private final Set<String> seen = new TreeSet<>();

  /** One operation with a body that is right. */
  private record Route(String method, String template, String body) {
    String path(String app) {
      return template
          .replace("{app_id}", app)
          .replace("{channel_name}", "presence-a")
          .replace("{user_id}", "u");
    }

    String line() {
      return method + " " + template;
    }

    boolean hasPace() {
      return method.equals("GET")
          || Stream.of("/batch_events", "/batch_users", "/events", "block", "/revocations")
              .anyMatch(template::endsWith);
    }
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  @Tag("HTTP-180")
  void givenTheDescription_itHasEveryRouteOfTheServerAndNoOther() {
    Set<String> described = new OpenApi(api.page("/openapi.yaml").body()).routes();
    assertThat(described).isEqualTo(OpenApi.routesOfServer());
    assertThat(ROUTES).extracting(Route::line).containsExactlyInAnyOrderElementsOf(described);
  }

  @Test
  @Tag("HTTP-006")
  @Tag("HTTP-180")
  void givenTheDescription_everyRefusalInItHappensAndNoOther() {
    for (Route route : ROUTES) {
      assertThat(send(route, route.path("1"), "")).startsWith("HTTP/1.1 200 ");
      refuseTransport(route);
      refuseAuthentication(route);
      refuseByCluster(route);
    }
    refuseByPaceAndWhenDraining();
    refuseEvents();
    refuseQueries();
    assertThat(seen)
        .containsExactlyElementsOf(new OpenApi(api.page("/openapi.yaml").body()).refusals());
  }

  private void refuseTransport(Route route) {
    see(route, raw(server, "DELETE", route.path("1") + "?x=1", "", ""));
    String signed = signed(api, route, route.path("1"));
    see(route, raw(server, route.method(), signed, "Content-Length: 99999999\r\n", ""));
    see(
        route,
        raw(
            server,
            route.method(),
            signed,
            "Content-Encoding: gzip\r\n" + length(route),
            route.body()));
    see(route, raw(server, route.method(), route.path("1") + "?" + "x".repeat(9_000), "", ""));
    see(route, raw(server, route.method(), signed, "X: " + "x".repeat(17_000) + "\r\n", ""));
  }

  private void refuseAuthentication(Route route) {
    for (String[] wrong :
        new String[][] {
          {"auth_version", "2.0"},
          {"auth_key", "nobody"},
          {"auth_timestamp", "soon"},
          {"auth_timestamp", "1"},
          {"body_md5", "00"}
        }) {
      see(route, send(route, route.path("1"), "", wrong));
    }
    String signed = signed(api, route, route.path("1"));
    for (String wrong :
        List.of(
            signed.replaceFirst("auth_key=[^&]*&", ""),
            signed.replaceFirst("auth_signature=.*", "auth_signature=" + "0".repeat(64)))) {
      see(route, raw(server, route.method(), wrong, length(route), route.body()));
    }
    Api off = new Api(server, Secret.of("a secret of app 3"));
    String path = route.path("3");
    String query = off.query(route.method(), path, route.body(), "auth_key", "off-key");
    see(route, raw(server, route.method(), path + "?" + query, length(route), route.body()));
    if (route.template().startsWith("/apps")) {
      see(route, send(route, route.path("nobodys"), ""));
    }
  }

  private void refuseByCluster(Route route) {
    byte[] body = route.body().getBytes(StandardCharsets.UTF_8);
    RouterTest.refusalsByTheCluster(route.method(), route.path("1"), body)
        .forEach(refusal -> seen.add(route.line() + " " + refusal));
  }

  private void refuseByPaceAndWhenDraining() {
    String none = "limits: {backend_events_per_second: 0, read_requests_per_second: 0}";
    try (TestServer slow = Api.serve("", "", none)) {
      Api calls = new Api(slow);
      for (Route route : ROUTES) {
        if (route.hasPace()) {
          see(
              route,
              raw(
                  slow,
                  route.method(),
                  signed(calls, route, route.path("1")),
                  length(route),
                  route.body()));
        }
      }
      slow.server().drain();
      for (Route route : ROUTES) {
        see(
            route,
            raw(
                slow,
                route.method(),
                signed(calls, route, route.path("1")),
                length(route),
                route.body()));
      }
    }
  }

  private void refuseEvents() {
    List<String> wrong =
        List.of(
            EVENT.replace("\"e\"", "7"),
            EVENT.replace("\"e\"", "\"\""),
            EVENT.replace("\"e\"", "\"longlong\""),
            EVENT.replace("\"e\"", "\"pusher:\""),
            EVENT.replace("\"x\"", "null"),
            EVENT.replace("\"x\"", "\"" + "x".repeat(21) + "\""),
            EVENT.replace("\"a\"", "null"),
            EVENT.replace("\"a\"", "\"a:\""),
            EVENT.replace("\"a\"", "\"#server-to-user-\""),
            EVENT.replace("\"channel\":\"a\"", "\"channels\":[" + "\"a\",".repeat(100) + "\"a\"]"),
            EVENT.replace("}", ",\"socket_id\":\"x\"}"));
    for (String event : wrong) {
      see(ROUTES.get(0), sendBody(ROUTES.get(0), event, ""));
      see(ROUTES.get(1), sendBody(ROUTES.get(1), "{\"batch\":[" + event + "]}", ""));
    }
    String several =
        EVENT.replace("\"channel\":\"a\"", "\"channels\":[\"a\",\"private-encrypted-b\"]");
    see(ROUTES.get(0), sendBody(ROUTES.get(0), several, ""));
    for (String batch :
        List.of(
            "{}",
            "{\"batch\":[" + several + "]}",
            "{\"batch\":[" + (EVENT + ",").repeat(10) + EVENT + "]}")) {
      see(ROUTES.get(1), sendBody(ROUTES.get(1), batch, ""));
    }
    for (Route route : ROUTES.subList(0, 2)) {
      see(route, sendBody(route, route.body(), "X-Idempotency-Key: " + "k".repeat(129) + "\r\n"));
      sendBody(route, route.body(), "X-Idempotency-Key: " + route.path("1") + "\r\n");
      see(
          route,
          sendBody(route, route.body() + " ", "X-Idempotency-Key: " + route.path("1") + "\r\n"));
    }
  }

  private void refuseQueries() {
    Route list = ROUTES.get(2);
    Route channel = ROUTES.get(3);
    Route users = ROUTES.get(4);
    see(list, send(list, list.path("1"), "", "info", "x"));
    see(list, send(list, list.path("1"), "", "info", "user_count"));
    see(channel, send(channel, channel.path("1"), "", "info", "x"));
    see(channel, send(channel, channel.path("1"), "", "info", "cache"));
    see(channel, send(channel, "/apps/1/channels/a%3A", ""));
    see(users, send(users, "/apps/1/channels/presence-%3A/users", ""));
    see(users, send(users, "/apps/1/channels/a/users", ""));
    for (Route route : ROUTES) {
      if (route.template().contains("{user_id}")) {
        see(route, send(route, route.path("1").replaceFirst("/u(/|$)", "/%00$1"), ""));
      }
    }
    refuseUserQueries();
    try (TestServer uncounted = Api.serve("", "", "subscription_count: {enabled: false}")) {
      Api calls = new Api(uncounted);
      for (Route route : List.of(list, channel)) {
        String path = route.path("1");
        String query = calls.query("GET", path, "", "info", "subscription_count");
        see(route, raw(uncounted, "GET", path + "?" + query, "", ""));
      }
    }
  }

  private void refuseUserQueries() {
    Route page = ROUTES.get(8);
    Route batch = ROUTES.get(9);
    Route sessions = ROUTES.get(11);
    Route terminate = ROUTES.get(12);
    see(page, send(page, page.path("1"), "", "limit", "0"));
    see(page, send(page, page.path("1"), "", "after", "!"));
    see(sessions, send(sessions, sessions.path("1"), "", "info", "x"));
    for (String body : List.of("{}", "{\"ids\":[\"\"]}", many())) {
      see(batch, sendBody(batch, body, ""));
    }
    for (String body : List.of("", "{}", "{\"all\":true,\"reason\":7}")) {
      see(terminate, sendBody(terminate, body, ""));
    }
    refuseShutouts();
  }

  private void refuseShutouts() {
    Route block = ROUTES.get(13);
    Route revoke = ROUTES.get(17);
    for (Route page : ROUTES.subList(15, 17)) {
      see(page, send(page, page.path("1"), "", "limit", "0"));
      see(page, send(page, page.path("1"), "", "after", "!"));
    }
    for (String body : List.of("", "{}", "{\"seconds\":1,\"reason\":7}")) {
      see(block, sendBody(block, body, ""));
    }
    for (String body :
        List.of("", "{}", "{\"user_id\":\"\"}", "{\"user_id\":\"u\",\"reason\":7}")) {
      see(revoke, sendBody(revoke, body, ""));
    }
    try (TestServer none =
        Api.serve("", "", "limits: {max_blocked_users: 0, max_revocations: 0}")) {
      Api calls = new Api(none);
      for (Route route : List.of(block, revoke)) {
        String signed = signed(calls, route, route.path("1"));
        see(route, raw(none, route.method(), signed, length(route), route.body()));
      }
    }
  }

  private static String many() {
    return "{\"ids\":[" + "\"u\",".repeat(1_000) + "\"u\"]}";
  }

  private String send(Route route, String path, String headers, String... namesAndValues) {
    String query = api.query(route.method(), path, route.body(), namesAndValues);
    return raw(server, route.method(), path + "?" + query, headers + length(route), route.body());
  }

  private String sendBody(Route route, String body, String headers) {
    Route changed = new Route(route.method(), route.template(), body);
    return raw(
        server,
        route.method(),
        signed(api, changed, route.path("1")),
        headers + length(changed),
        body);
  }

  private static String signed(Api calls, Route route, String path) {
    return path + "?" + calls.query(route.method(), path, route.body());
  }

  private static String length(Route route) {
    return "Content-Length: " + route.body().getBytes(StandardCharsets.UTF_8).length + "\r\n";
  }

  /** Status line and body of the answer. */
  private static String raw(
      TestServer to, String method, String target, String headers, String body) {
    RecordingClient client =
        to.request(method + " " + target + " HTTP/1.1\r\n" + headers + "Host: h", body);
    String answer = "HTTP/1.1 " + client.status() + " " + client.readBody();
    assertThat(client.header("Content-Type")).isEqualTo("application/json");
    client.close();
    return answer;
  }

  private void see(Route route, String answer) {
    Matcher reason = REASON.matcher(answer);
    assertThat(reason.find()).as(route.line() + " " + answer).isTrue();
    seen.add(route.line() + " " + answer.substring(9, 12) + " " + reason.group(1));
  }
}
