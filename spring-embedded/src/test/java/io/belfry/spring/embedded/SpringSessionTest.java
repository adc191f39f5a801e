package io.belfry.spring.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.rest.Pusher;
import io.belfry.testkit.RecordingClient;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.session.MapSessionRepository;
import org.springframework.session.config.annotation.web.http.EnableSpringHttpSession;

/** Users of sessions that Spring Session keeps. */
class SpringSessionTest {
  @SpringBootConfiguration
  @EnableSpringHttpSession
  @Import(ShopApplication.class)
  static class Shop {
    @Bean
    MapSessionRepository sessions() {
      return new MapSessionRepository(new ConcurrentHashMap<>());
    }
  }

  @Test
  @Tag("HTTP-243")
  @Tag("HTTP-244")
  @Tag("HTTP-246")
  void givenASessionOfSpringSession_itsUserIsSignedInUntilItEnds() {
    try (ConfigurableApplicationContext application =
        ShopApplication.start(
            Shop.class, "belfry.embedded.allowed-origins=localhost", "shop.registry=false")) {
      Browser ada = new Browser(application).logIn("ada");
      String cookies = ada.cookies();
      RecordingClient page = ada.signIn("ada");

      assertThat(cookies).contains("SESSION=");
      assertThat(
              application.getBean(Pusher.class).users().sessions("ada").sessions().stream()
                  .flatMap(session -> session.session().stream()))
          .singleElement()
          .isNotEqualTo(ada.cookie("SESSION"));
      ada.logOut();
      assertThat(page.next()).contains("4009");
      for (String line : new String[] {cookies, "SESSION=none", "SESSION=%%%"}) {
        try (RecordingClient stranger = ada.connect("Cookie: " + line)) {
          stranger.send(Browser.EMPTY_SIGN_IN);
          assertThat(stranger.next()).contains("4009");
        }
      }
    }
  }
}
