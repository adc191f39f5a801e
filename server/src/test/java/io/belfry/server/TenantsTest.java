package io.belfry.server;

import static io.belfry.server.TestServer.quoted;
import static io.belfry.server.TestServer.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.sign.Secret;
import io.belfry.server.TestServer.TestConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two apps that use the same names for everything. */
@Tag("nodes")
class TenantsTest {
  private static final int OPERATIONS = 10_000;
  private static final int ROUND = 100;
  private static final String PONG = "{\"event\":\"pusher:pong\",\"data\":\"{}\"}";
  private static final String CONFIG =
      """
      server: {host: 127.0.0.1, port: 0, event_loops: 2, drain_seconds: 0}
      limits: {messages_per_second: -1, client_events_per_second: -1}
      apps:
        - {id: "a", client_events: {enabled: true}, keys: [{key: app-key, secret: a secret of app 1}]}
        - {id: "a:b", client_events: {enabled: true}, keys: [{key: other-key, secret: a secret of app 2}]}
      """;

  private final TestServer server = TestServer.withConfig(CONFIG);
  private final List<Tenant> tenants =
      List.of(
          new Tenant("a", TestServer.KEY, "a secret of app 1"),
          new Tenant("a:b", TestServer.OTHER_KEY, "a secret of app 2"));

  @AfterEach
  void stop() {
    server.close();
  }

  /** One app with connections that all do the same as those of the other. */
  private final class Tenant {
    private final String id;
    private final String key;
    private final Secret secret;
    private final List<TestConnection> connections = new ArrayList<>();
    private int ownEvents;

    Tenant(String id, String key, String secret) {
      this.id = id;
      this.key = key;
      this.secret = Secret.of(secret);
    }

    TestConnection connect() {
      TestConnection connection = server.connect("/app/" + key + "?protocol=7");
      connections.add(connection);
      return connection;
    }

    String token(TestConnection connection, String rest) {
      return key + ":" + secret.sign(connection.socketId() + ":" + rest);
    }

    String mark() {
      return "mark of " + id + ".";
    }

    void act(Random random) {
      TestConnection connection = connections.get(random.nextInt(connections.size()));
      String kind = random.nextBoolean() ? "private-" : "presence-";
      String channel = kind + random.nextInt(3);
      switch (random.nextInt(6)) {
        case 0 -> {
          String user =
              "{\"id\":\"u" + random.nextInt(4) + "\",\"user_info\":{\"of\":\"" + mark() + "\"}}";
          connection.signin(token(connection, ":user::" + user), user);
        }
        case 1, 2 -> connection.subscribe(channel, token(connection, channel));
        case 3 -> connection.unsubscribe(channel);
        default ->
            connection.send(
                "{\"event\":\"client-e\",\"channel\":\""
                    + channel
                    + "\",\"data\":"
                    + quoted(mark())
                    + "}");
      }
    }

    /** Reads what has come; nothing of it is the other's. */
    void read(long seed) {
      for (TestConnection connection : connections) {
        connection.send("{\"event\":\"pusher:ping\"}");
        for (String next = connection.next(); !next.equals(PONG); next = connection.next()) {
          if (next.contains("mark of")) {
            assertThat(next).as("seed " + seed).contains(mark());
            ownEvents++;
          }
        }
      }
    }
  }

  @Test
  @Tag("THR-18")
  @Tag("WS-103")
  void givenTenThousandOperationsOfTwoApps_neitherSeesAnythingOfTheOther() {
    tenants.forEach(
        tenant -> {
          for (int i = 0; i < 4; i++) {
            tenant.connect();
          }
        });
    long seed = 20_260_101;
    Random random = new Random(seed);
    for (int round = 0; round < OPERATIONS / ROUND; round++) {
      for (int i = 0; i < ROUND; i++) {
        tenants.get(random.nextInt(2)).act(random);
      }
      tenants.forEach(tenant -> tenant.read(seed));
      // Else refused sign-ins would use up the budget of errors.
      server.clock().advance(Duration.ofSeconds(1));
    }
    assertThat(tenants).allMatch(tenant -> tenant.ownEvents > 500);
  }

  @Test
  @Tag("THR-18")
  @Tag("WS-052")
  void givenNamesThatJoinedWithAColonAreTheSame_theyAreNotTheSame() {
    TestConnection ofA = tenants.get(0).connect();
    TestConnection ofAb = tenants.get(1).connect();
    ofA.subscribe("b:c");
    assertThat(ofA.next()).contains("InvalidChannelName");
    assertThat(ofA.next()).contains("4304");
    for (TestConnection connection : List.of(ofA, ofAb)) {
      connection.subscribe("c");
      assertThat(connection.next()).isEqualTo(succeeded("c"));
    }
    signIn(tenants.get(0), ofA, "b:c");
    signIn(tenants.get(1), ofAb, "c");
    publish("c", "to the channel");
    publish("#server-to-user-b:c", "to the user");
    publish("#server-to-user-c", "to nobody of this app");
    assertThat(ofA.next()).contains("to the channel");
    assertThat(ofA.next()).contains("to the user");
    ofA.hasNothing();
    ofAb.hasNothing();
  }

  private static void signIn(Tenant tenant, TestConnection connection, String user) {
    String data = "{\"id\":\"" + user + "\"}";
    connection.signin(tenant.token(connection, ":user::" + data), data);
    assertThat(connection.next()).contains("signin_success");
  }

  private void publish(String channel, String data) {
    String body = "{\"name\":\"e\",\"channel\":\"" + channel + "\",\"data\":\"" + data + "\"}";
    assertThat(server.post("/apps/a/events", body).statusCode()).isEqualTo(200);
  }
}
