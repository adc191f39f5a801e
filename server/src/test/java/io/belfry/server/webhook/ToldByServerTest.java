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
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a real endpoint of an app hears of what real connections do. */
class ToldByServerTest {
  private static final long PATIENCE_SECONDS = 20;

  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private HttpServer receiver;

  @BeforeEach
  void startReceiver() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          try (exchange) {
            told.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(204, -1);
          }
        });
    receiver.start();
  }

  @AfterEach
  void stopReceiver() {
    receiver.stop(0);
  }

  private TestServer server(String... more) {
    List<String> settings = new ArrayList<>();
    settings.add("webhooks:");
    settings.add("  - url: http://127.0.0.1:" + receiver.getAddress().getPort() + "/hooks");
    settings.add("    vacated_delay_ms: 0");
    settings.add("    member_removed_delay_ms: 0");
    settings.add("    user_offline_delay_ms: 0");
    settings.addAll(List.of(more));
    return TestServer.byTheSystemsClock(settings.toArray(String[]::new));
  }

  private String next() throws InterruptedException {
    String body = told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(body).as("the next webhook").isNotNull();
    return body.substring(body.indexOf("\"events\""));
  }

  @Test
  @Tag("HOOK-024")
  @Tag("HOOK-044")
  @Tag("HOOK-047")
  void givenAChannelThatIsUsed_itsAppIsTold() throws Exception {
    try (TestServer server = server()) {
      TestConnection one = server.connect();
      one.subscribePrivate("private-room");
      assertThat(next())
          .isEqualTo("\"events\":[{\"name\":\"channel_occupied\",\"channel\":\"private-room\"}]}");

      one.send(
          "{\"event\":\"client-typing\",\"channel\":\"private-room\",\"data\":{\"who\":\"ada\"}}");
      assertThat(next())
          .isEqualTo(
              "\"events\":[{\"name\":\"client_event\",\"channel\":\"private-room\",\"event\":\"client-typing\","
                  + "\"data\":\"{\\\"who\\\":\\\"ada\\\"}\",\"socket_id\":\""
                  + one.socketId()
                  + "\"}]}");

      one.client().close();
      assertThat(next())
          .isEqualTo("\"events\":[{\"name\":\"channel_vacated\",\"channel\":\"private-room\"}]}");
    }
  }

  @Test
  @Tag("HOOK-027")
  void givenNumbersThatAreTold_theLastOneIsZero() throws Exception {
    try (TestServer server =
        server("    event_types: [subscription_count]", "subscription_count: {broadcast: true}")) {
      TestConnection one = server.connect();
      one.subscribePrivate("private-room");
      assertThat(next()).contains("\"channel\":\"private-room\",\"subscription_count\":1}");

      one.unsubscribe("private-room");
      assertThat(next()).contains("\"channel\":\"private-room\",\"subscription_count\":0}");
    }
  }

  @Test
  @Tag("HOOK-045")
  void givenALongDelay_otherMembersHearAtOnceWhoHasGone() throws Exception {
    try (TestServer server =
        TestServer.byTheSystemsClock(
            "webhooks:",
            "  - url: http://127.0.0.1:" + receiver.getAddress().getPort() + "/hooks",
            "    event_types: [member_added, member_removed]",
            "    member_removed_delay_ms: 600000")) {
      TestConnection ada = server.connect();
      join(ada, "ada");
      assertThat(next()).contains("ada");
      TestConnection ben = server.connect();
      join(ben, "ben");
      assertThat(next()).contains("ben");
      assertThat(ada.next()).contains("subscription_succeeded");
      assertThat(ada.next()).contains("member_added");

      ben.client().close();

      assertThat(ada.next()).contains("pusher_internal:member_removed").contains("ben");
      assertThat(told).isEmpty();
    }
  }

  private static void join(TestConnection connection, String user) {
    String data = "{\"user_id\":\"" + user + "\"}";
    String channel = "presence-room";
    String auth = TestServer.token(connection.socketId() + ":" + channel + ":" + data);
    connection.send(
        "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"presence-room\",\"auth\":\""
            + auth
            + "\",\"channel_data\":"
            + TestServer.quoted(data)
            + "}}");
  }

  @Test
  @Tag("HOOK-026")
  void givenACacheChannelThatKeepsNothing_itsAppIsToldOfTheMiss() throws Exception {
    try (TestServer server = server("    event_types: [cache_miss]")) {
      server.connect().subscribePrivate("private-cache-rates");

      assertThat(next())
          .isEqualTo("\"events\":[{\"name\":\"cache_miss\",\"channel\":\"private-cache-rates\"}]}");
    }
  }

  @Test
  @Tag("USR-060")
  void givenAUserWhoSignsIn_itsAppIsToldWhereItAsksForThat() throws Exception {
    try (TestServer server = server("    event_types: [user_online, user_offline]")) {
      TestConnection one = server.signedIn("ada");
      assertThat(next())
          .startsWith("\"events\":[{\"name\":\"user_online\",\"user_id\":\"ada\",\"at_ms\":");

      one.client().close();
      assertThat(next())
          .startsWith("\"events\":[{\"name\":\"user_offline\",\"user_id\":\"ada\",\"at_ms\":");
    }
  }

  @Test
  @Tag("USR-063")
  void givenASession_itsAppIsToldOfItsBeginningAndOfItsEnd() throws Exception {
    try (TestServer server = server("    event_types: [session_started, session_ended]")) {
      TestConnection ada = server.connect();
      String socketId = ada.socketId();
      ada.signin("{\"id\":\"ada\",\"session\":\"web-51\",\"device\":\"Ada's phone\"}");
      assertThat(ada.next()).contains("signin_success");
      String session =
          "\"user_id\":\"ada\",\"socket_id\":\"%s\",\"session\":\"web-51\",\"device\":\"Ada's phone\",\"at_ms\":"
              .formatted(socketId);
      assertThat(next()).startsWith("\"events\":[{\"name\":\"session_started\"," + session);
      ada.signin("{\"id\":\"ada\"}");
      assertThat(ada.next()).contains("signin_success");

      ada.client().close();

      assertThat(next())
          .startsWith("\"events\":[{\"name\":\"session_ended\"," + session)
          .endsWith("\"code\":1006}]}");
    }
  }
}
