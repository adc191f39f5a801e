package io.belfry.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.rest.UserData;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

/**
 * An application that sends sessions which are no more to a page of its own, and lets each user
 * have one.
 */
class StrictLoginTest {
  private static final String LONG_NAME = "a".repeat(129);

  private static TestBelfry belfry;
  private static ConfigurableApplicationContext application;

  @BeforeAll
  static void start() throws IOException {
    belfry = TestBelfry.start();
    application = started();
  }

  private static ConfigurableApplicationContext started(String... properties) {
    String[] all = belfry.properties(properties);
    for (int i = 0; i < all.length; i++) {
      all[i] = "--" + all[i];
    }
    SpringApplication strict = new SpringApplication(Strict.class);
    strict.setDefaultProperties(Map.of("server.port", "0", "spring.main.banner-mode", "off"));
    return strict.run(all);
  }

  @AfterAll
  static void stop() {
    application.close();
    belfry.close();
  }

  @Test
  @Tag("HTTP-238")
  void givenACookieOfASessionThatIsNoMore_itIsRefusedInWordsAndSentNowhere() {
    Visitor stranger = new Visitor(application);

    refusedInWords(stranger.get("/pusher/csrf", "Cookie", "JSESSIONID=gone"));
    refusedInWords(
        stranger.postBytes(
            "/pusher/user-auth",
            "socket_id=1.2".getBytes(StandardCharsets.UTF_8),
            "Cookie",
            "JSESSIONID=gone",
            "Content-Type",
            "application/x-www-form-urlencoded"));
    assertThat(
            stranger.get("/pusher/belfry.js", "Cookie", "JSESSIONID=gone").headers().map().keySet())
        .doesNotContain("location");
    assertThat(stranger.get("/", "Cookie", "JSESSIONID=gone").statusCode()).isEqualTo(302);
  }

  @Test
  @Tag("HTTP-238")
  @Tag("HTTP-224")
  void givenASessionThatALaterOneHasEnded_itsNextRequestIsRefusedAndItsConnectionsEnd() {
    Visitor first = new Visitor(application).logIn("ada");
    try (TestBelfry.Connection connection = belfry.connect()) {
      Map<String, String> fields = Map.of("socket_id", connection.socketId());
      String signed = first.ask("/pusher/user-auth", fields).body();
      assertThat(connection.ask("pusher:signin", signed)).contains("pusher:signin_success");
      String token = first.token();

      new Visitor(application).logIn("ada");

      refusedInWords(first.post("/pusher/user-auth", Map.of("socket_id", "1.2", "_csrf", token)));
      assertThat(connection.client().next()).contains("4009");
    }
  }

  private static void refusedInWords(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("\"error\":");
    assertThat(answer.headers().map().keySet()).doesNotContain("location");
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
  }

  @Test
  @Tag("HTTP-238")
  void givenADispatcherBelowAPath_strangersAreRefusedInWordsThereToo() {
    try (ConfigurableApplicationContext below = started("spring.mvc.servlet.path=/api")) {
      Visitor stranger = new Visitor(below);

      refusedInWords(stranger.get("/api/pusher/csrf", "Accept", "text/html"));
      assertThat(stranger.get("/api/pusher/belfry.js").body()).contains("window.belfry");
    }
  }

  @Test
  @Tag("HTTP-230")
  void givenAUserWhomNoServerTakes_itIsRefusedInWords() {
    Visitor visitor = new Visitor(application).logIn(LONG_NAME);
    Map<String, String> fields = Map.of("socket_id", "1.2", "channel_name", "presence-lobby");

    for (String endpoint : new String[] {"/pusher/user-auth", "/pusher/auth"}) {
      HttpResponse<String> answer = visitor.ask(endpoint, fields);

      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).contains("\"error\":").contains("1 to 128");
    }
  }

  @SpringBootConfiguration
  @EnableAutoConfiguration
  static class Strict {
    @Bean
    SecurityFilterChain chain(HttpSecurity http) {
      return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
          .formLogin(Customizer.withDefaults())
          .sessionManagement(
              sessions ->
                  sessions
                      .invalidSessionUrl("/gone")
                      .sessionConcurrency(most -> most.maximumSessions(1).expiredUrl("/gone")))
          .build();
    }

    @Bean
    UserDetailsService users() {
      return new InMemoryUserDetailsManager(
          User.withUsername("ada").password("{noop}password").roles("USER").build(),
          User.withUsername(LONG_NAME).password("{noop}password").roles("USER").build());
    }

    @Bean
    UserDataProvider userData() {
      return (who, request) -> UserData.of(who.getName());
    }

    @Bean
    ChannelAuthorizer lobby() {
      return ChannelAuthorizer.of("presence-{room}", (who, channel) -> true);
    }
  }
}
