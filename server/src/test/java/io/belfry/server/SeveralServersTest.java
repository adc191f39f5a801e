package io.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.webhook.WebhookEvent.ChannelOccupied;
import io.belfry.protocol.webhook.WebhookEvent.Raised;
import io.belfry.server.app.App;
import io.belfry.server.app.AppSettings;
import io.belfry.server.app.Limit;
import io.belfry.server.config.NodeSettings;
import io.belfry.server.config.ServerConfig;
import io.belfry.server.hook.BlockingHooks;
import io.belfry.server.hook.Hooks.Permission;
import io.belfry.server.hook.Hooks.SigningIn;
import io.belfry.server.net.Loops;
import io.belfry.testkit.RecordingClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers in one JVM, side by side and one after the other. */
@SuppressWarnings("NullAway.Init") // JUnit sets the field
class SeveralServersTest {
  private static final int LIVES = 200;
  private static final int FIRST_LIVES = 20;

  @TempDir private Path data;

  private static App.Builder app(String secret) {
    return App.builder("1").key("app-key", secret);
  }

  private static ServerConfig config(App app, Path data) {
    return ServerConfig.builder()
        .host("127.0.0.1")
        .port(0)
        .operationsPort(0)
        .set(NodeSettings.EVENT_LOOPS, 2)
        .set(NodeSettings.DATA_DIR, data)
        .app(app)
        .build();
  }

  private static RecordingClient connect(BelfryServer server) {
    return RecordingClient.connect(server.port(), "/app/app-key?protocol=7");
  }

  private static String signin(RecordingClient client) {
    client.next();
    client.send(
        "{\"event\":\"pusher:signin\",\"data\":{\"auth\":\"app-key:0\",\"user_data\":\"{}\"}}");
    return client.next();
  }

  @Test
  @Tag("WS-134")
  void givenTwoServersWithAnAppOfOneIdAndKey_theyShareNothing() throws Exception {
    SimpleMeterRegistry oneMeters = new SimpleMeterRegistry();
    SimpleMeterRegistry otherMeters = new SimpleMeterRegistry();
    BlockingQueue<Raised> heard = new LinkedBlockingQueue<>();
    App full = app("a-secret-of-one").limit(Limit.MAX_CONNECTIONS, 1).build();
    App other =
        app("a-secret-of-other").set(AppSettings.USER_AUTHENTICATION_ENABLED, false).build();
    try (BelfryServer two =
            BelfryServer.builder().config(config(other, data)).meters(otherMeters).start();
        RecordingClient second = connect(two);
        RecordingClient third = connect(two)) {
      assertThat(third.next()).contains("connection_established");
      try (BelfryServer one =
              BelfryServer.builder()
                  .config(config(full, data))
                  .meters(oneMeters)
                  .listener((id, event, at) -> heard.add(event))
                  .start();
          RecordingClient first = connect(one)) {
        assertThat(signin(first)).contains("Invalid signature");
        assertThat(signin(second)).contains("User authentication is disabled");
        try (RecordingClient tooMany = connect(one)) {
          assertThat(tooMany.next()).contains("4004");
        }
        first.send("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"news\"}}");
        assertThat(first.next()).contains("subscription_succeeded");
        second.send("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"other\"}}");
        assertThat(second.next()).contains("subscription_succeeded");

        assertThat(opened(oneMeters)).isEqualTo(1);
        assertThat(opened(otherMeters)).isEqualTo(2);
        assertThat(one.connections()).isEqualTo(1);
        assertThat(two.connections()).isEqualTo(2);
      }
      assertThat(heard)
          .contains(new ChannelOccupied("news"))
          .doesNotContain(new ChannelOccupied("other"));
      third.send("{\"event\":\"pusher:ping\",\"data\":{}}");
      assertThat(third.next()).contains("pusher:pong");
    }
  }

  private static double opened(SimpleMeterRegistry meters) {
    return meters.get("belfry.connections.opened").tag("app", "1").functionCounter().count();
  }

  /** One life of a server, with all that may make threads, and a client. */
  private void live() throws IOException {
    BlockingHooks hooks =
        new BlockingHooks() {
          @Override
          public Permission signingIn(SigningIn facts) {
            return allow();
          }
        };
    try (BelfryServer server =
            BelfryServer.builder()
                .config(config(app("a-secret-of-a-life").build(), data))
                .hooks(hooks)
                .listener((id, event, at) -> {})
                .start();
        RecordingClient client = connect(server)) {
      assertThat(client.next()).contains("connection_established");
      client.send("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"news\"}}");
      assertThat(client.next()).contains("subscription_succeeded");
    }
  }

  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("belfry"))
        .collect(Collectors.toSet());
  }

  private static long descriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }

  @Test
  @Tag("WS-134")
  void givenAServerThatIsStartedAndClosed200Times_noThreadMemoryOrFileIsLeft() throws Exception {
    Set<Thread> before = threads();
    for (int i = 0; i < FIRST_LIVES; i++) {
      live();
    }
    long memory = Loops.directBytes();
    long open = descriptors();
    for (int i = FIRST_LIVES; i < LIVES; i++) {
      live();
    }

    Set<Thread> after = threads();
    after.removeAll(before);
    // Those of the last life may be saying goodbye still.
    for (Thread left : after) {
      assertThat(left.join(Duration.ofSeconds(20))).as(left.getName()).isTrue();
    }
    assertThat(after).hasSizeLessThanOrEqualTo(2);
    assertThat(Loops.directBytes()).isLessThanOrEqualTo(memory + (16L << 20));
    assertThat(descriptors()).isLessThanOrEqualTo(open + 5);
    try (Stream<Path> files = Files.list(data)) {
      assertThat(files).isEmpty();
    }
  }
}
