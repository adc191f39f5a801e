package shop;

import io.belfry.rest.UserData;
import io.belfry.spring.ChannelAuthorizer;
import io.belfry.spring.UserDataProvider;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

/** The shop: two customers, form log-in, and nothing about Belfry but two beans. */
@SpringBootApplication
public class ShopApplication {
  /** Starts it with the properties {@code belfry.*}. */
  public static void main(String[] arguments) {
    SpringApplication.run(ShopApplication.class, arguments);
  }

  @Bean
  SecurityFilterChain chain(HttpSecurity http) {
    return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
        .formLogin(Customizer.withDefaults())
        .build();
  }

  @Bean
  UserDetailsService customers() {
    return new InMemoryUserDetailsManager(
        User.withUsername("ada").password("{noop}ada").build(),
        User.withUsername("bob").password("{noop}bob").build());
  }

  @Bean
  UserDataProvider userData() {
    return (who, request) -> UserData.of(who.getName()).withUserInfo("{\"role\":\"customer\"}");
  }

  @Bean
  ChannelAuthorizer orders() {
    return ChannelAuthorizer.of(
        "private-orders-{owner}",
        (who, channel) -> who.getName().equals(channel.variable("owner")));
  }
}
