package io.belfry.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.belfry.server.TestServer;
import io.belfry.server.TestServer.TestConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Real connections that go and come back, and what a real endpoint hears of it. */
class PageReloadTest {
  private static final int CLIENTS = 1_000;
  private static final long PATIENCE_SECONDS = 60;
  private static final Pattern EVENT =
      Pattern.compile(
          "\"name\":\"([a-z_]+)\",\"channel\":\"([^\"]+)\"(?:,\"user_id\":\"([^\"]+)\")?");

  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private HttpServer receiver;

  @BeforeEach
  void startReceiver() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          try (exchange) {
            String body =
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            for (Matcher event = EVENT.matcher(body); event.find(); ) {
              String user = event.group(3) == null ? "" : " " + event.group(3);
              told.add(event.group(1) + " " + event.group(2) + user);
            }
            exchange.sendResponseHeaders(204, -1);
          }
        });
    receiver.start();
  }

  @AfterEach
  void stopReceiver() {
    receiver.stop(0);
  }

  private TestServer server() {
    return TestServer.byTheSystemsClock(
        "webhooks:",
        "  - url: http://127.0.0.1:" + receiver.getAddress().getPort() + "/hooks",
        "    batch: {enabled: true}",
        "    event_types: [channel_occupied, channel_vacated, member_added, member_removed]");
  }

  private String next() throws InterruptedException {
    String event = told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(event).as("the next event").isNotNull();
    return event;
  }

  private static TestConnection join(TestServer server, String channel, String user) {
    TestConnection connection = server.connect();
    String data = "{\"user_id\":\"" + user + "\"}";
    String auth = TestServer.token(connection.socketId() + ":" + channel + ":" + data);
    connection.send(
        "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\""
            + channel
            + "\",\"auth\":\""
            + auth
            + "\",\"channel_data\":"
            + TestServer.quoted(data)
            + "}}");
    assertThat(connection.next()).contains("subscription_succeeded");
    return connection;
  }

  private static List<TestConnection> all(TestServer server) {
    List<TestConnection> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(join(server, "presence-" + i, "user-" + i));
    }
    return clients;
  }

  @Test
  @Tag("HOOK-042")
  void givenAThousandClientsThatReloadTheirPage_noPairOfEventsIsSent() throws Exception {
    try (TestServer server = server()) {
      List<TestConnection> before = all(server);
      Set<String> begun = new HashSet<>();
      while (begun.size() < 2 * CLIENTS) {
        begun.add(next());
      }
      assertThat(begun).contains("channel_occupied presence-7", "member_added presence-7 user-7");
      for (int i = 0; i < CLIENTS; i++) {
        TestConnection old = before.get(i);
        old.client().close();
        join(server, "presence-" + i, "user-" + i);
      }
      TestConnection marker = join(server, "presence-marker", "last");
      assertThat(List.of(next(), next()))
          .containsExactly("channel_occupied presence-marker", "member_added presence-marker last");
      marker.client().close();

      // Who was away before the marker would have been told of before it.
      assertThat(List.of(next(), next()))
          .containsExactlyInAnyOrder(
              "member_removed presence-marker last", "channel_vacated presence-marker");
      assertThat(told).isEmpty();
    }
  }

  @Test
  @Tag("HOOK-030")
  @Tag("HOOK-043")
  void givenAUserWithTwoConnections_theEndIsToldAfterTheLastHasUnsubscribed() throws Exception {
    try (TestServer server = server()) {
      TestConnection one = join(server, "presence-room", "7");
      TestConnection two = join(server, "presence-room", "7");
      TestConnection other = join(server, "presence-other", "8");
      assertThat(List.of(next(), next(), next(), next()))
          .containsExactly(
              "channel_occupied presence-room",
              "member_added presence-room 7",
              "channel_occupied presence-other",
              "member_added presence-other 8");
      one.unsubscribe("presence-room");
      one.hasNothing();
      other.unsubscribe("presence-other");
      assertThat(List.of(next(), next()))
          .containsExactlyInAnyOrder(
              "member_removed presence-other 8", "channel_vacated presence-other");

      two.unsubscribe("presence-room");
      assertThat(List.of(next(), next()))
          .containsExactlyInAnyOrder(
              "member_removed presence-room 7", "channel_vacated presence-room");
      assertThat(told).isEmpty();
    }
  }
}
