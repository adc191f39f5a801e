package io.belfry.server;

import static io.belfry.server.TestServer.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.ChannelName;
import io.belfry.server.TestServer.TestConnection;
import io.belfry.server.cluster.Subject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node whose adapter divides it in more parts than it has loops, and counts every channel. */
class ManyPartsTest {
  private static final int MANY = 40;
  private static final Duration GATHERED = Duration.ofMillis(250);
  private static final Subject.OfChannel NEWS =
      new Subject.OfChannel("1", ChannelName.parse("news").orElseThrow());

  private final BusCluster bus = new BusCluster().tellingNoCounts();

  private TestServer node(int loops) {
    return TestServer.withParts(
        loops, parts -> parts.cluster(bus.join("a")), "watchlist: {batch_ms: 0}");
  }

  @AfterEach
  void stop() {
    bus.close();
  }

  private static TestConnection subscribed(TestServer server, String channel) {
    TestConnection connection = server.connect();
    connection.subscribe(channel);
    assertThat(connection.next()).isEqualTo(succeeded(channel));
    return connection;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  @Tag("WS-057")
  @Tag("HTTP-063")
  void givenChannelsOfAllParts_eachGetsItsEventsInOrder(int loops) {
    try (TestServer server = node(loops)) {
      List<TestConnection> connections = new ArrayList<>();
      List<String> names = new ArrayList<>();
      for (int i = 0; i < MANY; i++) {
        names.add("\"c" + i + "\"");
        connections.add(subscribed(server, "c" + i));
      }
      for (String event : List.of("first", "second")) {
        server.publish("{\"name\":\"e\",\"channels\":" + names + ",\"data\":\"" + event + "\"}");
      }
      for (TestConnection connection : connections) {
        assertThat(connection.next()).contains("first");
        assertThat(connection.next()).contains("second");
        connection.hasNothing();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  @Tag("WS-088")
  void givenUsersOfAllParts_aWatcherHearsOfEach(int loops) {
    try (TestServer server = node(loops)) {
      TestConnection eve = server.connect();
      eve.signin("{\"id\":\"eve\",\"watchlist\":[\"u0\"]}");
      assertThat(eve.next()).contains("signin_success");
      assertThat(eve.next()).contains("offline").contains("u0");
      for (int i = 1; i < MANY; i++) {
        server.signedIn("u" + i);
      }
      TestConnection watcher = server.connect();
      List<String> watched = new ArrayList<>();
      for (int i = 1; i < MANY; i++) {
        watched.add("\"u" + i + "\"");
      }
      watcher.signin("{\"id\":\"all\",\"watchlist\":" + watched + "}");
      assertThat(watcher.next()).contains("signin_success");
      assertThat(watcher.next()).contains("online").contains("u1").contains("u" + (MANY - 1));
      server.signedIn("u0");
      assertThat(eve.next()).contains("online").contains("u0");
      eve.hasNothing();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  @Tag("CLU-051")
  void givenAnAdapterThatCountsAll_theNewestNumberIsToldAfterAWhile(int loops) {
    try (TestServer server = node(loops)) {
      TestConnection last = subscribed(server, "news");
      subscribed(server, "news");
      subscribed(server, "news");
      assertThat(bus.counted(NEWS)).isZero();
      server.clock().advance(GATHERED);
      server.await("three are counted", () -> bus.counted(NEWS) == 3);

      last.unsubscribe("news");
      last.hasNothing();
      server.clock().advance(GATHERED);
      server.await("two are counted", () -> bus.counted(NEWS) == 2);
    }
  }
}
