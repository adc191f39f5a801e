package io.belfry.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** An application with form log-in, in front of a real server. */
class FormLoginTest {
  private static final String MASTER_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

  private static TestBelfry belfry;
  private static ConfigurableApplicationContext application;

  @BeforeAll
  static void start() throws IOException {
    belfry = TestBelfry.start();
    application =
        ShopApplication.start(
            belfry.properties(
                "belfry.encryption-master-key=" + MASTER_KEY,
                "management.endpoints.web.exposure.include=*",
                "management.endpoint.health.show-details=always",
                "management.endpoint.env.show-values=always",
                "management.endpoint.configprops.show-values=always"));
  }

  @AfterAll
  static void stop() {
    application.close();
    belfry.close();
  }

  @Test
  @Tag("HTTP-238")
  @Tag("HTTP-235")
  void givenAStranger_itIsRefusedInWordsAndNotSentToTheLogInPage() {
    Visitor stranger = new Visitor(application);

    HttpResponse<String> page = stranger.get("/", "Accept", "text/html");
    HttpResponse<String> token = stranger.get("/pusher/csrf", "Accept", "text/html");
    HttpResponse<String> withoutToken =
        stranger.post("/pusher/user-auth", Map.of("socket_id", "1.2"));

    assertThat(page.statusCode()).isEqualTo(302);
    assertThat(token.statusCode()).isEqualTo(403);
    assertThat(token.body()).contains("Nobody is logged in");
    assertThat(token.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(withoutToken.statusCode()).isEqualTo(403);
    assertThat(withoutToken.body()).contains("no valid CSRF token");
    assertThat(stranger.get("/pusher/belfry.js").body()).contains("window.belfry");
  }

  @Test
  @Tag("HTTP-230")
  @Tag("HTTP-231")
  @Tag("HTTP-239")
  void givenSomebodyLoggedIn_theServerTakesTheToken() {
    Visitor ada = new Visitor(application).logIn("ada");
    try (TestBelfry.Connection connection = belfry.connect()) {
      HttpResponse<String> answer =
          ada.ask("/pusher/user-auth", Map.of("socket_id", connection.socketId()));

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type").orElse(""))
          .startsWith("application/json");
      assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
      assertThat(answer.body()).contains("s-1").contains("laptop");
      assertThat(connection.ask("pusher:signin", answer.body()))
          .contains("pusher:signin_success")
          .contains("ada");
    }
  }

  @Test
  @Tag("HTTP-238")
  void givenSomebodyLoggedInWithoutTheCsrfToken_itIsRefusedInWords() {
    Visitor ada = new Visitor(application).logIn("ada");

    HttpResponse<String> answer = ada.post("/pusher/user-auth", Map.of("socket_id", "1.2"));

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("no valid CSRF token");
    assertThat(ada.get("/admin").statusCode()).isEqualTo(403);
    assertThat(ada.get("/admin").body()).doesNotContain("does not let this user in");
  }

  @Test
  @Tag("HTTP-230")
  void givenAMalformedRequest_itIsAnswered400() {
    Visitor ada = new Visitor(application).logIn("ada");

    assertThat(ada.ask("/pusher/user-auth", Map.of()).statusCode()).isEqualTo(400);
    assertThat(ada.ask("/pusher/user-auth", Map.of("socket_id", "1:2")).statusCode())
        .isEqualTo(400);
    assertThat(ada.ask("/pusher/auth", Map.of("socket_id", "1.2")).statusCode()).isEqualTo(400);
    assertThat(joining(ada, "1.2", "news").statusCode()).isEqualTo(400);
  }

  @Test
  @Tag("HTTP-233")
  void givenChannelsOfSeveralPatterns_theirAuthorizersDecide() {
    Visitor ada = new Visitor(application).logIn("ada");
    try (TestBelfry.Connection connection = belfry.connect()) {
      String socketId = connection.socketId();

      HttpResponse<String> own = joining(ada, socketId, "private-orders-ada");

      assertThat(connection.subscribe("private-orders-ada", own.body()))
          .contains("subscription_succeeded");
      assertThat(joining(ada, socketId, "private-orders-eve").statusCode()).isEqualTo(403);
      assertThat(joining(ada, socketId, "private-unknown").statusCode()).isEqualTo(403);
      assertThat(joining(ada, socketId, "presence-board-1").statusCode()).isEqualTo(403);
      assertThat(joining(ada, socketId, "private-encrypted-notes").body())
          .contains("shared_secret");
    }
  }

  @Test
  @Tag("HTTP-234")
  void givenAPresenceChannel_theMemberIsTheUserOfTheProvider() {
    Visitor ada = new Visitor(application).logIn("ada");
    try (TestBelfry.Connection connection = belfry.connect()) {
      HttpResponse<String> answer = joining(ada, connection.socketId(), "presence-lobby");

      assertThat(connection.subscribe("presence-lobby", answer.body()))
          .contains("subscription_succeeded")
          .contains("\\\"ada\\\":{\\\"name\\\":\\\"ada\\\"}");
    }
  }

  @Test
  @Tag("HTTP-236")
  void givenJsonpThatIsNotSwitchedOn_itIsNotAnswered() {
    Visitor ada = new Visitor(application).logIn("ada");

    assertThat(ada.get("/pusher/user-auth?socket_id=1.2&callback=x").statusCode()).isEqualTo(405);
  }

  @Test
  @Tag("HTTP-224")
  void givenALogOut_theConnectionsOfTheUserEnd() {
    Visitor visitor = new Visitor(application).logIn("bjørn");

    endsAfter(visitor, () -> visitor.post("/logout", Map.of("_csrf", visitor.token())));
  }

  @Test
  @Tag("HTTP-224")
  void givenASessionThatEndsByItself_theConnectionsOfTheUserEnd() {
    Visitor visitor = new Visitor(application).logIn("bjørn");

    endsAfter(visitor, () -> visitor.get("/expire"));
  }

  private static void endsAfter(Visitor visitor, Runnable end) {
    try (TestBelfry.Connection connection = belfry.connect()) {
      String signed =
          visitor.ask("/pusher/user-auth", Map.of("socket_id", connection.socketId())).body();
      assertThat(connection.ask("pusher:signin", signed)).contains("pusher:signin_success");

      end.run();

      assertThat(connection.client().next()).contains("4009");
    }
  }

  @Test
  @Tag("HTTP-227")
  @Tag("HTTP-228")
  void givenActuator_itShowsTheServerAndTheCalls() {
    Visitor visitor = new Visitor(application);

    assertThat(visitor.get("/actuator/health/belfry").body())
        .contains("\"UP\"")
        .contains("\"connections\"");
    assertThat(visitor.get("/actuator/metrics/belfry.calls?tag=outcome:success").body())
        .contains("\"connections\"");
    assertThat(visitor.get("/actuator/metrics/belfry.calls.lost").statusCode()).isEqualTo(200);
  }

  @Test
  @Tag("HTTP-212")
  void givenAnActuatorThatShowsValues_itShowsNoSecret() {
    Visitor visitor = new Visitor(application);

    String env = visitor.get("/actuator/env").body();
    String properties = visitor.get("/actuator/configprops").body();

    assertThat(env).contains("belfry.secret").contains("belfry.app-id");
    assertThat(properties).contains("endConnectionsOnLogout");
    assertThat(env + properties).doesNotContain(TestBelfry.SECRET).doesNotContain(MASTER_KEY);
    assertThat(application.getBean(BelfryProperties.class).toString())
        .doesNotContain(TestBelfry.SECRET);
  }

  private static HttpResponse<String> joining(Visitor visitor, String socketId, String channel) {
    return visitor.ask("/pusher/auth", Map.of("socket_id", socketId, "channel_name", channel));
  }
}
