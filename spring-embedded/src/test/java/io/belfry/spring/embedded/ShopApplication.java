package io.belfry.spring.embedded;

import io.belfry.rest.UserData;
import io.belfry.server.app.AppSettings;
import io.belfry.server.hook.BlockingHooks;
import io.belfry.server.hook.Hooks.Permission;
import io.belfry.server.hook.Hooks.Subscribing;
import io.belfry.server.hook.ServerListener;
import io.belfry.spring.ChannelAuthorizer;
import io.belfry.spring.UserDataProvider;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.session.SessionRegistry;
import org.springframework.security.core.session.SessionRegistryImpl;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ResponseBody;

/** An application with form log-in and a server inside. */
@SpringBootConfiguration
@EnableAutoConfiguration
class ShopApplication {
  private static final int MANY = 100;

  static ConfigurableApplicationContext start(String... properties) {
    return start(ShopApplication.class, properties);
  }

  static ConfigurableApplicationContext start(Class<?> application, String... properties) {
    String[] arguments = new String[properties.length + 5];
    arguments[0] = "--server.port=0";
    arguments[1] = "--spring.main.banner-mode=off";
    arguments[2] = "--belfry.embedded.enabled=true";
    arguments[3] = "--belfry.embedded.port=0";
    arguments[4] = "--belfry.embedded.host=127.0.0.1";
    for (int i = 0; i < properties.length; i++) {
      arguments[i + 5] = "--" + properties[i];
    }
    return new SpringApplication(application).run(arguments);
  }

  @Bean
  SecurityFilterChain chain(HttpSecurity http, ObjectProvider<SessionRegistry> registry) {
    registry.ifAvailable(
        known ->
            http.sessionManagement(
                sessions -> sessions.maximumSessions(MANY).sessionRegistry(known)));
    return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
        .formLogin(Customizer.withDefaults())
        .build();
  }

  @Bean
  @ConditionalOnProperty(name = "shop.registry", matchIfMissing = true)
  SessionRegistry sessionRegistry() {
    return new SessionRegistryImpl();
  }

  @Bean
  UserDetailsService users() {
    return new InMemoryUserDetailsManager(
        User.withUsername("ada").password("{noop}password").roles("USER").build(),
        User.withUsername("bob").password("{noop}password").roles("USER").build());
  }

  @Bean
  UserDataProvider userData() {
    return (who, request) ->
        UserData.of(who.getName()).withUserInfo("{\"name\":\"" + who.getName() + "\"}");
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
  EmbeddedCustomizer watchlists() {
    return (node, app) -> app.set(AppSettings.WATCHLIST_ENABLED, true);
  }

  /** What the application itself decides. */
  @Bean
  BlockingHooks attic() {
    return new BlockingHooks() {
      @Override
      public Permission subscribing(Subscribing facts) {
        return facts.channel().text().equals("attic") ? refuse("Nobody goes up there") : allow();
      }
    };
  }

  @Bean
  Heard heard() {
    return new Heard();
  }

  /** What the server tells in this process. */
  static final class Heard implements ServerListener {
    final BlockingQueue<String> occupied = new LinkedBlockingQueue<>();

    @Override
    public void happened(
        String appId, io.belfry.protocol.webhook.WebhookEvent.Raised event, java.time.Instant at) {
      if (event instanceof io.belfry.protocol.webhook.WebhookEvent.ChannelOccupied channel) {
        occupied.add(channel.channelName());
      }
    }
  }

  /** Other pages of the application. */
  @Controller
  static class Pages {
    /** Ends the session as the container does when it expires. */
    @GetMapping("/expire")
    @ResponseBody
    String expire(HttpSession session) {
      session.invalidate();
      return "expired";
    }

    /** What a log-in does to a session that was there before it. */
    @GetMapping("/change")
    @ResponseBody
    String change(HttpServletRequest request) {
      return request.changeSessionId();
    }
  }
}
