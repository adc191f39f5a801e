package io.belfry.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.webhook.WebhookEvent;
import io.belfry.rest.AuthRequest;
import io.belfry.rest.UserData;
import io.belfry.server.app.App;
import io.belfry.server.app.AppSettings;
import io.belfry.server.config.NodeSettings;
import io.belfry.server.config.ServerConfig;
import io.belfry.spring.BelfryEndpoint;
import io.belfry.spring.BelfryWebhook;
import io.belfry.spring.ChannelAuthorizer;
import io.belfry.spring.ChannelRequest;
import io.belfry.spring.UserDataProvider;
import io.belfry.spring.WebhookDelivery;
import io.belfry.spring.embedded.EmbeddedCustomizer;
import java.net.URI;
import java.security.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;

/** The code that the page about Spring Boot shows; module spring and the sample run such code. */
class SpringSnippetsTest {
  // snippet: spring-user-data
  @Bean
  UserDataProvider userData() {
    return (who, request) ->
        UserData.of(who.getName())
            .withUserInfo("{\"role\":\"customer\"}") // members of presence channels see it
            .withWatchlist(List.of("bob"))
            .withDevice(request.parameter("device").orElse("browser"));
  }

  // end

  // snippet: spring-authorizers
  @Bean
  ChannelAuthorizer orders() {
    return ChannelAuthorizer.of(
        "private-orders-{owner}",
        (who, channel) -> who.getName().equals(channel.variable("owner")));
  }

  @Bean
  ChannelAuthorizer rooms() {
    return ChannelAuthorizer.of("presence-room-{room}", (who, channel) -> true);
  }

  // end

  // snippet: spring-webhooks
  @BelfryWebhook
  void gone(WebhookEvent.UserOffline user) {
    log(user.userId() + " has gone");
  }

  @BelfryWebhook
  void occupied(WebhookDelivery<WebhookEvent.ChannelOccupied> delivery) {
    String once = delivery.deliveryId().orElse("") + "/" + delivery.index(); // to remember
    log(delivery.event().channelName() + " has a subscriber, " + once);
  }

  // end

  // snippet: spring-cors
  @Bean
  UrlBasedCorsConfigurationSource corsOfThePage() {
    CorsConfiguration page = new CorsConfiguration();
    page.setAllowedOrigins(List.of("https://www.example.com"));
    page.setAllowedMethods(List.of("GET", "POST"));
    page.setAllowCredentials(true);
    UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
    source.registerCorsConfiguration("/pusher/**", page);
    return source;
  }

  // end

  // snippet: spring-embedded-more
  @Bean
  EmbeddedCustomizer moreOfTheServer() {
    return (node, app) -> {
      node.set(NodeSettings.WEBSOCKET_PING, Duration.ofSeconds(20));
      app.set(AppSettings.WATCHLIST_ENABLED, true);
    };
  }

  // end

  // snippet: spring-embedded-where
  record Place(int port, String key) {}

  @GetMapping("/belfry")
  Place place(BelfryEndpoint inside) {
    return new Place(inside.port(), inside.key());
  }

  // end

  private final List<String> said = new ArrayList<>();

  private void log(String line) {
    said.add(line);
  }

  @Test
  void givenTheBeansOfTheGuide_theySayWhatThePageSays() {
    Principal ada = () -> "ada";
    AuthRequest request = AuthRequest.parse("socket_id=1.2&device=phone");

    assertThat(userData().userData(ada, request).toJson())
        .contains("\"customer\"")
        .contains("\"bob\"")
        .contains("\"phone\"");
    assertThat(orders().mayJoin(ada, asked("ada", request))).isTrue();
    assertThat(orders().mayJoin(ada, asked("eve", request))).isFalse();
    assertThat(rooms().pattern()).isEqualTo("presence-room-{room}");
    assertThat(corsOfThePage().getCorsConfigurations()).containsKey("/pusher/**");
    gone(new WebhookEvent.UserOffline("ada", 1, java.util.OptionalLong.empty()));
    assertThat(said).containsExactly("ada has gone");
  }

  @Test
  void givenAnOrder_itIsPublishedForItsCustomer() {
    List<Object> published = new ArrayList<>();
    ApplicationEventPublisher events = published::add;

    new Orders(events).ship(7, "ada");

    assertThat(published)
        .singleElement()
        .hasToString("BelfryEvent[order-shipped to [#server-to-user-ada]]");
  }

  @Test
  void givenTheBeanOfAServerInside_itSetsWhatThePageSays() {
    ServerConfig.Builder node = ServerConfig.builder();
    App.Builder app = App.builder("1").key("app-key", "the-secret-of-the-app");

    moreOfTheServer().customize(node, app);

    ServerConfig config = node.app(app.build()).build();
    assertThat(config.of(NodeSettings.WEBSOCKET_PING)).isEqualTo(Duration.ofSeconds(20));
    assertThat(config.apps().get(0).settings().of(AppSettings.WATCHLIST_ENABLED)).isTrue();
    assertThat(place(BelfryEndpoint.of(URI.create("http://127.0.0.1:6001"), "1", "k", "s")))
        .isEqualTo(new Place(6001, "k"));
  }

  private static ChannelRequest asked(String owner, AuthRequest request) {
    return new ChannelRequest("private-orders-" + owner, Map.of("owner", owner), request);
  }
}
