package io.belfry.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.UserId;
import io.belfry.protocol.webhook.WebhookEvent.UserOnline;
import io.belfry.server.BelfryServer;
import io.belfry.server.app.App;
import io.belfry.server.config.ServerConfig;
import io.belfry.testkit.RecordingClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A shop that has the server inside: its sessions sign in, its tables decide. */
class EmbeddedShopTest {
  private static final Map<String, Shop.Customer> SESSIONS =
      Map.of("s1", new Shop.Customer("ada", "Ada", List.of("bob")));

  private final BlockingQueue<String> online = new LinkedBlockingQueue<>();

  private BelfryServer start() throws Exception {
    App app = App.builder("1").key("app-key", "a-secret-of-this-test").build();
    ServerConfig config = ServerConfig.builder().host("127.0.0.1").port(0).app(app).build();
    Shop shop = new Shop(session -> Optional.ofNullable(SESSIONS.get(session)), new UserId("eve"));
    // snippet: server-listening
    return BelfryServer.builder()
        .config(config)
        .hooks(shop)
        .keepHeaders("Cookie")
        .listener(
            (appId, event, at) -> {
              if (event instanceof UserOnline user) {
                online.add(user.userId());
              }
            })
        .start();
    // end
  }

  @Test
  void givenASession_itsCustomerIsSignedInAndHeardOf() throws Exception {
    try (BelfryServer server = start();
        RecordingClient client =
            RecordingClient.connect(
                server.port(), "/app/app-key?protocol=7", "Cookie: session=s1")) {
      client.next();
      client.send("{\"event\":\"pusher:signin\",\"data\":{\"auth\":\"\",\"user_data\":\"{}\"}}");
      assertThat(client.next()).contains("signin_success").contains("ada").contains("Ada");
      assertThat(online.poll(20, TimeUnit.SECONDS)).isEqualTo("ada");
    }
  }

  @Test
  void givenNoSession_nobodyIsSignedIn() throws Exception {
    try (BelfryServer server = start();
        RecordingClient client =
            RecordingClient.connect(server.port(), "/app/app-key?protocol=7")) {
      client.next();
      client.send("{\"event\":\"pusher:signin\",\"data\":{\"auth\":\"\",\"user_data\":\"{}\"}}");
      assertThat(client.next()).contains("Please log in");
    }
  }
}
