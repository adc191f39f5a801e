package io.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.app.App;
import io.belfry.server.app.AppSettings;
import io.belfry.server.app.AppSource.ConfiguredApps;
import io.belfry.server.app.Limit;
import io.belfry.server.app.WebhookEndpoint;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AppsHashTest {
  private static App.Builder shop() {
    return App.builder("1").key("app-key", "a secret of the shop");
  }

  private static App other() {
    return App.builder("2").key("other-key", "a secret of another").build();
  }

  private static double hash(App... apps) {
    return new AppsHash(new ConfiguredApps(List.of(apps))).value();
  }

  @Test
  void givenAppsThatAreSetAlike_theirHashIsTheSameInAnyOrder() {
    assertThat(hash(shop().build(), other())).isEqualTo(hash(other(), shop().build()));
    assertThat(
            hash(shop().limit(Limit.MAX_CONNECTIONS, Limit.MAX_CONNECTIONS.defaultValue()).build()))
        .isEqualTo(hash(shop().build()));
  }

  @Test
  void givenADifferenceOfAnyKind_theHashDiffers() {
    assertThat(
            Stream.of(
                    new App[] {shop().build()},
                    new App[] {shop().build(), other()},
                    new App[] {App.builder("1").key("app-key", "another secret of it").build()},
                    new App[] {shop().set(AppSettings.CLIENT_EVENTS_ENABLED, true).build()},
                    new App[] {shop().set(AppSettings.REQUIRE_TLS, true).build()},
                    new App[] {shop().limit(Limit.MAX_CONNECTIONS, 77).build()},
                    new App[] {
                      shop()
                          .webhook(WebhookEndpoint.builder("http://127.0.0.1:1/a").build())
                          .build()
                    },
                    new App[] {
                      shop()
                          .webhook(WebhookEndpoint.builder("http://127.0.0.1:1/b").build())
                          .build()
                    })
                .map(AppsHashTest::hash))
        .doesNotHaveDuplicates();
  }
}
