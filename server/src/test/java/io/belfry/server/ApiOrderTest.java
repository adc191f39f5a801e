package io.belfry.server;

import static io.belfry.server.TestServer.quoted;
import static io.belfry.server.TestServer.succeeded;
import static io.belfry.server.TestServer.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.TestServer.TestConnection;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What follows from the order of calls of the HTTP API. */
class ApiOrderTest {
  private final TestServer server = TestServer.startWithLoops(4);

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  @Tag("HTTP-063")
  void givenCallsOneAfterTheOther_everySubscriberGetsThemInThatOrder() {
    List<TestConnection> subscribers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      TestConnection connection = server.connect();
      connection.subscribe("a");
      assertThat(connection.next()).isEqualTo(succeeded("a"));
      subscribers.add(connection);
    }
    for (int i = 0; i < 100; i++) {
      String event = "{\"name\":\"e\",\"channel\":\"a\",\"data\":\"" + i + "\"}";
      if (i % 2 == 0) {
        server.publish(event);
      } else {
        assertThat(server.post("/apps/1/batch_events", "{\"batch\":[" + event + "]}").statusCode())
            .isEqualTo(200);
      }
    }
    for (TestConnection subscriber : subscribers) {
      for (int i = 0; i < 100; i++) {
        assertThat(subscriber.next()).endsWith("\"data\":\"" + i + "\"}");
      }
    }
  }

  @Test
  @Tag("HTTP-140")
  @Tag("HTTP-147")
  void givenATerminatedUserOnEveryLoop_allItsConnectionsAreClosedAfterTheReply() {
    List<TestConnection> connections = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      connections.add(server.signedIn("u"));
    }
    assertThat(server.post("/apps/1/users/u/terminate_connections", "{}").body()).isEqualTo("{}");
    for (TestConnection connection : connections) {
      assertThat(connection.next()).contains("\"code\":4009");
      assertThat(connection.client().nextClose().closeCode()).isEqualTo(4009);
    }
  }

  @Test
  @Tag("HTTP-141")
  void givenAMemberWhoNeverSignedIn_aTerminationOfThatIdLeavesItAlone() {
    TestConnection member = server.connect();
    String data = "{\"user_id\":\"u\"}";
    String auth = token(member.socketId() + ":presence-a:" + data);
    member.send(
        "{\"event\":\"pusher:subscribe\",\"data\":{\"auth\":\"%s\",\"channel\":\"presence-a\",\"channel_data\":%s}}"
            .formatted(auth, quoted(data)));
    assertThat(member.next()).contains("subscription_succeeded");
    assertThat(server.post("/apps/1/users/u/terminate_connections", "{}").statusCode())
        .isEqualTo(200);
    member.hasNothing();
    server.publish("{\"name\":\"e\",\"channel\":\"presence-a\",\"data\":\"x\"}");
    assertThat(member.next()).contains("\"data\":\"x\"");
  }
}
