package io.belfry.spring.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.belfry.junit.ServerSetup;
import io.belfry.junit.TestBelfry;
import io.belfry.server.BelfryServer;
import io.belfry.server.hook.BlockingHooks;
import io.belfry.server.hook.Hooks.Permission;
import io.belfry.server.hook.Hooks.Subscribing;
import io.belfry.spring.BelfryEndpoint;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.core.env.Environment;

/** A test of an application whose own properties lead elsewhere. */
@BelfryTest(
    classes = ShopApplication.class,
    webEnvironment = WebEnvironment.NONE,
    properties = {
      "belfry.embedded.enabled=true",
      "belfry.url=http://production.example",
      "belfry.secret-file=/nowhere"
    },
    app = "limits: {max_presence_members: 1}",
    setup = BelfryTestTest.Attic.class)
class BelfryTestTest {
  @Autowired private TestBelfry belfry;
  @Autowired private Orders orders;
  @Autowired private Environment environment;
  @Autowired private BelfryEndpoint endpoint;

  static class Attic implements ServerSetup {
    @Override
    public void prepare(BelfryServer.Builder server) {
      server.hooks(
          new BlockingHooks() {
            @Override
            public Permission subscribing(Subscribing facts) {
              return facts.channel().text().equals("attic") ? refuse("No") : allow();
            }
          });
    }
  }

  @Test
  @Tag("HTTP-248")
  void givenAnApplication_itSendsThroughTheServerOfTheTest() {
    belfry.signIn("ada");

    orders.ship(7, "ada");

    belfry.assertDelivered("order-shipped").withData("{\"order\":7}").to("ada");
    belfry.assertNothingMoreTo("ada");
    assertThat(orders.url()).isEqualTo(belfry.uri().toString());
    assertThat(endpoint.url()).isEqualTo(belfry.uri());
    assertThat(environment.getProperty("local.belfry.port", Integer.class))
        .isEqualTo(belfry.port());
  }

  @Test
  @Tag("HTTP-248")
  void givenSettingsAndASetup_theServerHasThem() {
    belfry.signIn("ada").subscribe("presence-room");

    assertThat(catchThrowable(() -> belfry.signIn("bob").subscribe("presence-room")))
        .hasMessageContaining("refused");
    assertThat(catchThrowable(() -> belfry.client().subscribe("attic")))
        .hasMessageContaining("refused");
  }
}
