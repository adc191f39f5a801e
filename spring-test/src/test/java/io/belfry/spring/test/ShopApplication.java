package io.belfry.spring.test;

import io.belfry.rest.Pusher;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;

/** An application that sends, and in production has the server inside. */
@SpringBootConfiguration
@EnableAutoConfiguration
class ShopApplication {
  @Bean
  Orders orders(Pusher belfry, @Value("${belfry.url}") String url) {
    return new Orders(belfry, url);
  }
}
