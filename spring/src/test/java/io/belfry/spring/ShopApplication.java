package io.belfry.spring;

import io.belfry.protocol.webhook.WebhookEvent;
import io.belfry.rest.UserData;
import jakarta.servlet.http.HttpSession;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
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
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ResponseBody;

/** An application with form log-in, whose every page wants somebody who is logged in. */
@SpringBootConfiguration
@EnableAutoConfiguration
class ShopApplication {
  static ConfigurableApplicationContext start(String... properties) {
    SpringApplication application = new SpringApplication(ShopApplication.class);
    String[] arguments = new String[properties.length + 2];
    arguments[0] = "--server.port=0";
    arguments[1] = "--spring.main.banner-mode=off";
    for (int i = 0; i < properties.length; i++) {
      arguments[i + 2] = "--" + properties[i];
    }
    return application.run(arguments);
  }

  @Bean
  SecurityFilterChain chain(HttpSecurity http) {
    return http.authorizeHttpRequests(
            requests ->
                requests
                    .requestMatchers("/actuator/**")
                    .permitAll()
                    .requestMatchers("/admin")
                    .hasRole("ADMIN")
                    .anyRequest()
                    .authenticated())
        .formLogin(Customizer.withDefaults())
        .build();
  }

  @Bean
  UserDetailsService users() {
    return new InMemoryUserDetailsManager(
        User.withUsername("ada").password("{noop}password").roles("USER").build(),
        User.withUsername("bjørn").password("{noop}password").roles("USER").build());
  }

  @Bean
  UserDataProvider userData() {
    return (who, request) ->
        UserData.of(who.getName())
            .withUserInfo("{\"name\":\"" + who.getName() + "\"}")
            .withSession("s-1")
            .withDevice("laptop");
  }

  @Bean
  ChannelAuthorizer orders() {
    return ChannelAuthorizer.of(
        "private-orders-{owner}",
        (who, channel) -> who.getName().equals(channel.variable("owner")));
  }

  @Bean
  ChannelAuthorizer lobby() {
    return ChannelAuthorizer.of("presence-{room}", (who, channel) -> true);
  }

  @Bean
  ChannelAuthorizer boardRoom() {
    return ChannelAuthorizer.of("presence-board-{room}", (who, channel) -> false);
  }

  @Bean
  ChannelAuthorizer notes() {
    return ChannelAuthorizer.of("private-encrypted-notes", (who, channel) -> true);
  }

  @Bean
  Heard heard() {
    return new Heard();
  }

  /** What the server has told. */
  static class Heard {
    final BlockingQueue<String> channels = new LinkedBlockingQueue<>();
    final BlockingQueue<WebhookDelivery<WebhookEvent.ChannelOccupied>> deliveries =
        new LinkedBlockingQueue<>();
    final AtomicInteger failures = new AtomicInteger();

    @BelfryWebhook
    void occupied(WebhookEvent.ChannelOccupied event) {
      if (failures.getAndDecrement() > 0) {
        throw new IllegalStateException("The database is away.");
      }
      channels.add(event.channelName());
    }

    @BelfryWebhook
    void delivered(WebhookDelivery<WebhookEvent.ChannelOccupied> delivery) {
      deliveries.add(delivery);
    }

    @BelfryWebhook(WebhookEvent.ChannelVacated.class)
    void vacated() {
      channels.add("vacated");
    }
  }

  /** Other pages of the application. */
  @Controller
  static class Pages {
    @GetMapping("/")
    @ResponseBody
    String home() {
      return "home";
    }

    /** Ends the session as the container does when it expires. */
    @GetMapping("/expire")
    @ResponseBody
    String expire(HttpSession session) {
      session.invalidate();
      return "expired";
    }
  }
}
