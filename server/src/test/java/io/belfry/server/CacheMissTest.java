package io.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.TestServer.TestConnection;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who is told that a cache channel keeps nothing: only newcomers are. */
class CacheMissTest {
  private static final String CHANNEL = "presence-cache-room";

  private static void subscribe(TestConnection connection) {
    String data = "{\"user_id\":\"ada\"}";
    String auth = TestServer.token(connection.socketId() + ":" + CHANNEL + ":" + data);
    connection.send(
        "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\""
            + CHANNEL
            + "\",\"auth\":\""
            + auth
            + "\",\"channel_data\":"
            + TestServer.quoted(data)
            + "}}");
  }

  @Test
  @Tag("HOOK-026")
  void givenAMemberWhoSubscribesAgain_thatIsNoFurtherMiss() {
    AtomicReference<MutedCluster> cluster = new AtomicReference<>();
    try (TestServer server =
        TestServer.withCluster(
            2, around -> cluster.updateAndGet(none -> new MutedCluster(around)))) {
      TestConnection one = server.connect();
      subscribe(one);
      assertThat(one.next()).contains("subscription_succeeded");
      assertThat(one.next()).contains("pusher:cache_miss");
      assertThat(cluster.get().misses()).hasSize(1);

      subscribe(one);
      assertThat(one.next()).contains("subscription_succeeded");
      one.hasNothing();

      assertThat(cluster.get().misses()).hasSize(1);
    }
  }
}
