package io.belfry.server;

import static io.belfry.server.TestServer.quoted;
import static io.belfry.server.TestServer.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.UserId;
import io.belfry.server.TestServer.TestConnection;
import io.belfry.server.cluster.ClusterMessage;
import io.belfry.server.store.ReplyStore;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two nodes with different numbers of loops, joined by an adapter of a few lines that has more
 * parts than either has loops: what stands above the cluster is as ever.
 */
class TwoNodesTest {
  private static final String ROOM = "presence-room";
  private static final String[] SETTINGS = {
    "limits: {max_presence_members: 2, max_connections_per_user: 2}",
    "subscription_count: {broadcast: true}",
    "watchlist: {batch_ms: 0}"
  };

  private final BusCluster bus = new BusCluster();
  private final ReplyStore replies = ReplyStore.inMemory(() -> 0, 1 << 20);
  private final TestServer a = node("a", 2);
  private final TestServer b = node("b", 3);

  private TestServer node(String name, int loops) {
    return TestServer.withParts(
        loops, parts -> parts.cluster(bus.join(name)).replies(replies), SETTINGS);
  }

  @AfterEach
  void stop() {
    a.close();
    b.close();
    bus.close();
  }

  private static TestConnection joining(TestServer node, String id) {
    TestConnection connection = node.connect();
    String data = "{\"user_id\":\"" + id + "\"}";
    connection.send(
        "{\"event\":\"pusher:subscribe\",\"data\":{\"auth\":\""
            + token(connection.socketId() + ":" + ROOM + ":" + data)
            + "\",\"channel_data\":"
            + quoted(data)
            + ",\"channel\":\""
            + ROOM
            + "\"}}");
    return connection;
  }

  private static TestConnection joined(TestServer node, String id, String roster) {
    TestConnection connection = joining(node, id);
    assertThat(connection.next()).contains("subscription_succeeded").contains(quotedPart(roster));
    return connection;
  }

  private static String quotedPart(String json) {
    String quoted = quoted(json);
    return quoted.substring(1, quoted.length() - 1);
  }

  private static TestConnection subscribed(TestServer node, String channel) {
    TestConnection connection = node.connect();
    connection.subscribe(channel);
    assertThat(connection.next()).contains("subscription_succeeded");
    return connection;
  }

  private static TestConnection watching(TestServer node, String id, String watched) {
    TestConnection connection = node.connect();
    connection.signin("{\"id\":\"" + id + "\",\"watchlist\":[\"" + watched + "\"]}");
    assertThat(connection.next()).contains("signin_success");
    return connection;
  }

  private static String users(TestServer node) {
    return new Api(node).get("/apps/1/channels/" + ROOM + "/users").body();
  }

  private static void counts(TestConnection connection, int count) {
    assertThat(connection.next())
        .contains("subscription_count")
        .contains("subscription_count\\\":" + count);
  }

  @Test
  @Tag("WS-064")
  @Tag("WS-065")
  @Tag("WS-066")
  void givenMembersOnBothNodes_theyHaveOneRosterAndEachComesAndGoesOnce() {
    TestConnection ada = joined(a, "ada", "\"ids\":[\"ada\"]");
    TestConnection bob = joined(b, "bob", "\"ids\":[\"ada\",\"bob\"]");
    assertThat(ada.next()).contains("member_added").contains("bob");
    TestConnection adaToo = joined(b, "ada", "\"ids\":[\"ada\",\"bob\"],");
    ada.hasNothing();
    bob.hasNothing();
    ada.unsubscribe(ROOM);
    ada.hasNothing();
    bob.hasNothing();
    adaToo.unsubscribe(ROOM);
    assertThat(bob.next()).contains("member_removed").contains("ada");
    bob.hasNothing();
  }

  @Test
  @Tag("WS-071")
  @Tag("LIM-008")
  void givenAsManyMembersAsMayBe_neitherNodeTakesOneMore() {
    joined(a, "ada", "\"count\":1");
    TestConnection bob = joined(b, "bob", "\"count\":2");
    for (TestServer node : new TestServer[] {a, b}) {
      assertThat(joining(node, "eve").next())
          .contains("pusher:subscription_error")
          .contains("maximum number of members");
    }
    bob.unsubscribe(ROOM);
    a.await("bob has left", () -> users(a).equals("{\"users\":[{\"id\":\"ada\"}]}"));
    joined(b, "eve", "\"ids\":[\"ada\",\"eve\"]");
  }

  @Test
  @Tag("LIM-008")
  void givenAsManyConnectionsOfAUserAsMayBe_neitherNodeTakesOneMore() {
    a.signedIn("ada");
    b.signedIn("ada");
    for (TestServer node : new TestServer[] {a, b}) {
      TestConnection third = node.connect();
      third.signin("{\"id\":\"ada\"}");
      assertThat(third.next()).contains("pusher:error");
    }
  }

  @Test
  @Tag("WS-087")
  @Tag("WS-088")
  void givenAWatcherOnTheOtherNode_itHearsOfTheFirstAndTheLastConnectionOfAll() {
    TestConnection ada = watching(a, "ada", "bob");
    assertThat(ada.next()).contains("offline").contains("bob");
    TestConnection here = a.signedIn("bob");
    assertThat(ada.next()).contains("online").contains("bob");
    b.signedIn("bob");
    here.client().close();
    a.awaitConnections(1);
    ada.hasNothing();
    assertThat(watching(b, "eve", "bob").next()).contains("online").contains("bob");
    assertThat(a.post("/apps/1/users/bob/terminate_connections", "{}").statusCode()).isEqualTo(200);
    b.awaitConnections(1);
    assertThat(ada.next()).contains("offline").contains("bob");
  }

  @Test
  @Tag("WS-079")
  @Tag("HTTP-059")
  @Tag("HTTP-100")
  void givenSubscribersOnBothNodes_theyAreCountedTogether() {
    TestConnection one = subscribed(a, "news");
    counts(one, 1);
    TestConnection other = subscribed(b, "news");
    counts(one, 2);
    counts(other, 2);
    joined(a, "ada", "\"count\":1");
    joined(b, "ada", "\"count\":1");
    for (TestServer node : new TestServer[] {a, b}) {
      Api api = new Api(node);
      assertThat(api.get("/apps/1/channels/news", "info", "subscription_count").body())
          .isEqualTo("{\"occupied\":true,\"subscription_count\":2}");
      assertThat(api.get("/apps/1/channels/" + ROOM, "info", "user_count").body())
          .isEqualTo("{\"occupied\":true,\"user_count\":1}");
      assertThat(
              api.get("/apps/1/channels", "filter_by_prefix", "presence-", "info", "user_count")
                  .body())
          .isEqualTo("{\"channels\":{\"presence-room\":{\"user_count\":1}}}");
    }
  }

  @Test
  @Tag("WS-074")
  @Tag("HTTP-062")
  void givenAnEventThatANodeHasNeverSeen_itsNewcomersGetItAllTheSame() {
    a.publish("{\"name\":\"e\",\"channel\":\"cache-x\",\"data\":\"kept\"}");
    TestConnection late = subscribed(b, "cache-x");
    assertThat(late.next()).contains("kept");
  }

  @Test
  @Tag("HTTP-090")
  void givenAKeyThatTheOtherNodeKnows_theEventIsPublishedOnce() {
    TestConnection subscriber = subscribed(b, "news");
    counts(subscriber, 1);
    String event = "{\"name\":\"e\",\"channel\":\"news\",\"data\":\"once\"}";
    Map<String, String> key = Map.of("X-Idempotency-Key", "k");
    assertThat(a.post("/apps/1/events", event, key).statusCode()).isEqualTo(200);
    HttpResponse<String> again = b.post("/apps/1/events", event, key);
    assertThat(again.headers().firstValue("Idempotency-Replayed")).hasValue("true");
    assertThat(subscriber.next()).contains("once");
    subscriber.hasNothing();
  }

  @Test
  @Tag("HTTP-060")
  void givenASubscriberOnTheOtherNode_itGetsEventsUnlessItIsLeftOut() {
    TestConnection one = subscribed(b, "news");
    counts(one, 1);
    a.publish(
        "{\"name\":\"e\",\"channel\":\"news\",\"data\":\"1\",\"socket_id\":\""
            + one.socketId()
            + "\"}");
    a.publish("{\"name\":\"e\",\"channel\":\"news\",\"data\":\"2\"}");
    assertThat(one.next()).contains("\"data\":\"2\"");
    TestConnection ada = b.signedIn("ada");
    a.publish("{\"name\":\"e\",\"channel\":\"#server-to-user-ada\",\"data\":\"3\"}");
    assertThat(ada.next()).contains("\"data\":\"3\"");
  }

  @Test
  @Tag("WS-066")
  @Tag("WS-088")
  void givenANodeThatWasTakenForDead_whatItHeldIsGoneAndComesBackWhenItSaysSo() {
    joined(a, "ada", "\"count\":1");
    TestConnection bob = joined(b, "bob", "\"count\":2");
    a.signedIn("joe");
    TestConnection watcher = watching(b, "eve", "joe");
    assertThat(watcher.next()).contains("online").contains("joe");
    bus.bury("a");
    assertThat(bob.next()).contains("member_removed").contains("ada");
    assertThat(watcher.next()).contains("offline").contains("joe");
    assertThat(users(b)).isEqualTo("{\"users\":[{\"id\":\"bob\"}]}");
    bus.revive("a");
    assertThat(bob.next()).contains("member_added").contains("ada");
    assertThat(watcher.next()).contains("online").contains("joe");
    bob.hasNothing();
    watcher.hasNothing();
  }

  @Test
  @Tag("CLU-050")
  void givenATerminationThatComesLate_whoHasSignedInSinceStays() {
    TestConnection before = a.signedIn("ada");
    a.clock().advance(Duration.ofSeconds(10));
    TestConnection after = a.signedIn("ada");
    a.clock().advance(Duration.ofSeconds(5));
    bus.tellLate("a", new ClusterMessage.Terminate("1", new UserId("ada"), Duration.ofSeconds(8)));

    assertThat(before.next()).contains("4009");
    a.awaitConnections(1);
    after.hasNothing();
    assertThat(a.post("/apps/1/users/ada/terminate_connections", "{}").statusCode()).isEqualTo(200);
    a.awaitConnections(0);
  }

  @Test
  @Tag("WS-113")
  void givenANodeThatGoesDown_itSaysGoodbyeBehindItsTruthsWhileItsLoopsRun() {
    TestConnection last = b.connect();
    b.server().drain();
    assertThat(bus.goodbyes()).isEmpty();
    assertThat(last.next()).contains("4200");
    b.close();

    assertThat(bus.goodbyes()).containsExactly(new BusCluster.Goodbye("b", true, true));
  }
}
