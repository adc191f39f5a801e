package io.belfry.server;

import static io.belfry.server.TestServer.error;
import static io.belfry.server.TestServer.quoted;
import static io.belfry.server.TestServer.succeeded;
import static io.belfry.server.TestServer.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.TestServer.TestConnection;
import io.belfry.server.app.App;
import io.belfry.server.app.Limit;
import io.belfry.testkit.Frame;
import io.belfry.testkit.RecordingClient;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each limit: what meets it passes, one more is refused and counted. */
@Tag("nodes")
class LimitsTest {
  private TestServer server = TestServer.start();
  private Api api = new Api(server);

  @AfterEach
  void stop() {
    server.close();
  }

  private void serve(String limits) {
    serve("", limits, "name: one");
  }

  private void serve(String ofServer, String limits, String ofApp) {
    server.close();
    server = Api.serve(ofServer, limits, ofApp);
    api = new Api(server);
  }

  private static void assertClosed(RecordingClient client, int code, String sentence) {
    assertThat(client.next()).isEqualTo(error(code, sentence));
    assertThat(client.nextClose().closeCode()).isEqualTo(code);
  }

  private static String event(String name, String channel, String data) {
    return "{\"name\":\"%s\",\"channel\":\"%s\",\"data\":\"%s\"}".formatted(name, channel, data);
  }

  private void assertPublished(String body, int status) {
    assertThat(api.post("/apps/1/events", body).statusCode()).isEqualTo(status);
  }

  private static void presence(TestConnection connection, String channelData) {
    String auth = token(connection.socketId() + ":presence-a:" + channelData);
    connection.send(
        "{\"event\":\"pusher:subscribe\",\"data\":{\"auth\":\"%s\",\"channel\":\"presence-a\",\"channel_data\":%s}}"
            .formatted(auth, quoted(channelData)));
  }

  private static void assertSubscriptionRefused(TestConnection connection, String type) {
    assertThat(connection.next()).contains("subscription_error").contains(type);
    assertThat(connection.next()).contains("\"code\":4304");
    connection.hasNothing();
  }

  @ParameterizedTest
  @EnumSource(Limit.class)
  @Tag("LIM-001")
  void givenALimitForTheNodeAndAnotherForAnApp_eachCountsWhereItIsSet(Limit limit) {
    boolean isBoundItself = limit == Limit.MAX_BLOCKED_USERS || limit == Limit.MAX_REVOCATIONS;
    long most = isBoundItself ? 500_000 : limit == Limit.MAX_TOKEN_BYTES ? 30_000 : 3_000_000;
    // Those that bound it, or a file that contradicts itself would be refused.
    String others =
        Stream.of(Limit.MAX_CLIENT_MESSAGE_BYTES, Limit.MAX_SEND_QUEUE_BYTES)
            .filter(other -> other != limit)
            .map(other -> ", " + other.key() + ": " + 2 * most)
            .collect(Collectors.joining());
    String yaml =
        Api.yaml(
            "",
            limit.key() + ": " + most + others,
            "limits: {" + limit.key() + ": " + (most + 1) + "}");
    List<App> apps = Api.config(yaml).apps();
    assertThat(apps.get(0).limits().of(limit)).isEqualTo(most + 1);
    assertThat(apps.get(1).limits().of(limit)).isEqualTo(most);
    assertThat(Api.config(Api.yaml("", "", "name: one")).apps().get(1).limits().of(limit))
        .isEqualTo(limit.defaultValue());
  }

  @Test
  @Tag("LIM-004")
  @Tag("LIM-007")
  @Tag("LIM-017")
  @Tag("LIM-030")
  @Tag("one-node")
  void givenConnectionsOfAnAppAtTheirLimit_theNextIsUpgradedAndClosedWith4004() {
    serve("max_connections: 2");
    server.connect();
    TestConnection second = server.connect();
    assertClosed(server.open("/app/app-key"), 4004, "Application is over connection quota");
    second.hasNothing();
    server.connect("/app/other-key");
    assertThat(api.refusals("max_connections")).isEqualTo(1);
  }

  @Test
  @Tag("LIM-004")
  @Tag("LIM-007")
  @Tag("LIM-031")
  @Tag("one-node")
  void givenANodeThatIsFull_theNextConnectionIsUpgradedAndClosedWith4100() {
    serve(", max_connections: 2", "", "name: one");
    server.connect();
    server.connect();
    assertClosed(server.open("/app/app-key"), 4100, "Over capacity");
    assertThat(api.refusals("server.max_connections")).isEqualTo(1);
  }

  @Test
  @Tag("LIM-004")
  @Tag("LIM-017")
  void givenAPublish_itsLimitsHoldAtTheirBounds() {
    serve(
        "max_event_payload_bytes: 4, max_event_name_length: 3, max_channel_name_length: 5,"
            + " max_channels_per_event: 2, max_user_id_length: 2");
    assertPublished(event("abc", "abcde", "éé"), 200);
    assertPublished(event("abc", "abcde", "ééx"), 413);
    assertPublished(event("abcd", "abcde", "x"), 400);
    assertPublished(event("abc", "abcdef", "x"), 400);
    assertPublished("{\"name\":\"e\",\"channels\":[\"a\",\"b\"],\"data\":\"\"}", 200);
    assertPublished("{\"name\":\"e\",\"channels\":[\"a\",\"b\",\"c\"],\"data\":\"\"}", 400);
    assertPublished(event("e", "#server-to-user-ab", "x"), 200);
    assertPublished(event("e", "#server-to-user-abc", "x"), 400);
    for (String limit :
        List.of(
            "max_event_payload_bytes",
            "max_event_name_length",
            "max_channel_name_length",
            "max_channels_per_event",
            "max_user_id_length")) {
      assertThat(api.refusals(limit)).as(limit).isEqualTo(1);
    }
  }

  @Test
  @Tag("LIM-004")
  @Tag("LIM-017")
  void givenABatch_itsSizeHoldsAtItsBound() {
    serve("max_batch_size: 2");
    String element = event("e", "a", "x");
    String two = "{\"batch\":[" + element + "," + element + "]}";
    assertThat(api.post("/apps/1/batch_events", two).statusCode()).isEqualTo(200);
    String three = two.replace("]}", "," + element + "]}");
    assertThat(api.post("/apps/1/batch_events", three).statusCode()).isEqualTo(400);
    assertThat(api.refusals("max_batch_size")).isEqualTo(1);
  }

  @Test
  @Tag("LIM-004")
  @Tag("LIM-017")
  @Tag("LIM-018")
  void givenARequestBody_itsSizeHoldsAtItsBound() {
    serve("max_request_bytes: 300000, max_event_payload_bytes: 10, max_batch_size: 1");
    String body = event("e", "a", "x");
    String exact = body + " ".repeat(300_000 - body.length());
    assertPublished(exact, 200);
    assertPublished(exact + " ", 413);
    assertThat(api.refusals("max_request_bytes")).isEqualTo(1);
  }

  @Test
  @Tag("LIM-032")
  void givenALimitOfBothSides_itsRefusalsAreCountedTogether() {
    serve("max_channel_name_length: 5, max_user_id_length: 2, max_event_name_length: 8");
    assertPublished(event("e", "abcdef", "x"), 400);
    TestConnection connection = server.connect();
    connection.subscribe("abcde");
    assertThat(connection.next()).isEqualTo(succeeded("abcde"));
    connection.subscribe("abcdef");
    assertSubscriptionRefused(connection, "InvalidChannelName");
    assertThat(api.refusals("max_channel_name_length")).isEqualTo(2);

    connection.signin("{\"id\":\"abc\"}");
    assertThat(connection.next()).contains("\"code\":4009");
    assertThat(api.post("/apps/1/users/abc/terminate_connections", "{}").statusCode())
        .isEqualTo(400);
    assertPublished(event("e", "#server-to-user-abc", "x"), 400);
    assertThat(api.refusals("max_user_id_length")).isEqualTo(3);
    connection.signin("{\"id\":\"\"}");
    assertThat(connection.next()).contains("\"code\":4009");
    assertThat(api.refusals("max_user_id_length")).isEqualTo(3);
  }

  @Test
  @Tag("LIM-004")
  @Tag("LIM-017")
  void givenAMessage_itsSizeHoldsAtItsBound() {
    serve("max_client_message_bytes: 100");
    TestConnection connection = server.connect();
    String ping = "{\"event\":\"pusher:ping\",\"data\":{}}";
    connection.send(ping + " ".repeat(100 - ping.length()));
    assertThat(connection.next()).contains("pusher:pong");
    connection.send(ping + " ".repeat(101 - ping.length()));
    assertThat(connection.client().nextClose().closeCode()).isEqualTo(1009);
    assertThat(api.refusals("max_client_message_bytes")).isEqualTo(1);
  }

  @Test
  @Tag("LIM-004")
  @Tag("LIM-014")
  @Tag("LIM-017")
  void givenClientEvents_theirLimitsHoldAtTheirBounds() {
    serve(
        "client_events_per_second: 2, max_client_event_payload_bytes: 4,"
            + " max_event_name_length: 8");
    TestConnection connection = server.connect();
    connection.subscribePrivate("private-a");
    assertThat(connection.next()).isEqualTo(succeeded("private-a"));
    String event = "{\"event\":\"%s\",\"channel\":\"private-a\",\"data\":\"%s\"}";
    connection.send(event.formatted("client-x", "éé"));
    connection.hasNothing();
    connection.send(event.formatted("client-x", "ééx"));
    assertThat(connection.next()).contains("\"code\":4301").contains("too large");
    connection.send(event.formatted("client-xy", "x"));
    assertThat(connection.next()).contains("\"code\":4301").contains("too long");
    connection.send(event.formatted("client-x", "x"));
    connection.hasNothing();
    connection.send(event.formatted("client-x", "x"));
    assertThat(connection.next()).contains("\"code\":4301").contains("rate limit");
    connection.hasNothing();
    for (String limit :
        List.of(
            "client_events_per_second",
            "max_client_event_payload_bytes",
            "max_event_name_length")) {
      assertThat(api.refusals(limit)).as(limit).isEqualTo(1);
    }
  }

  @Test
  @Tag("LIM-004")
  @Tag("LIM-017")
  @Tag("THR-37")
  void givenMessages_theirPaceHoldsAtItsBound() {
    serve("messages_per_second: 2");
    TestConnection connection = server.connect();
    for (int i = 0; i < 4; i++) {
      connection.hasNothing();
    }
    assertThat(api.refusals("messages_per_second")).isZero();
    connection.send("{\"event\":\"pusher:ping\",\"data\":{}}");
    assertThat(connection.next())
        .contains("\"code\":4307", "Too many messages on this connection.");
    assertThat(api.refusals("messages_per_second")).isEqualTo(1);
    server.clock().advance(Duration.ofSeconds(1));
    assertThat(connection.next()).contains("pusher:pong");
  }

  @Test
  @Tag("LIM-004")
  @Tag("LIM-008")
  @Tag("LIM-009")
  @Tag("LIM-017")
  @Tag("one-node")
  void givenAPresenceChannel_itsLimitsHoldAtTheirBoundsOverAllLoops() {
    serve("max_presence_members: 2, max_presence_member_bytes: 8, max_user_id_length: 2");
    for (String data :
        List.of(
            "{\"user_id\":\"1\",\"user_info\":{\"a\":12}}",
            "{\"user_id\":\"22\"}",
            "{\"user_id\":\"1\"}",
            "{\"user_id\":\"1\"}")) {
      TestConnection connection = server.connect();
      presence(connection, data);
      assertThat(connection.next()).contains("subscription_succeeded");
    }
    TestConnection third = server.connect();
    presence(third, "{\"user_id\":\"3\"}");
    assertSubscriptionRefused(third, "LimitReached");
    presence(third, "{\"user_id\":\"1\",\"user_info\":{\"a\":123}}");
    assertSubscriptionRefused(third, "LimitReached");
    presence(third, "{\"user_id\":\"111\"}");
    assertSubscriptionRefused(third, "InvalidData");
    for (String limit :
        List.of("max_presence_members", "max_presence_member_bytes", "max_user_id_length")) {
      assertThat(api.refusals(limit)).as(limit).isEqualTo(1);
    }
  }

  @Test
  @Tag("LIM-004")
  @Tag("LIM-015")
  @Tag("LIM-017")
  @Tag("one-node")
  void givenSignIns_theirLimitsHoldAtTheirBounds() {
    serve("max_user_data_bytes: 40, max_watchlist_size: 2, max_connections_per_user: 1");
    TestConnection first = server.connect();
    first.signin("{\"id\":\"u\",\"watchlist\":[\"a\",\"b\"],\"x\":123}");
    assertThat(first.next()).contains("pusher:signin_success");
    assertThat(first.next()).contains("watchlist_events");
    TestConnection second = server.connect();
    second.signin("{\"id\":\"v\",\"watchlist\":[\"a\",\"b\"],\"x\":12345}");
    assertThat(second.next()).contains("\"code\":4009").contains("too large");
    second.signin("{\"id\":\"u\"}");
    assertThat(second.next()).contains("\"code\":4009").contains("as many connections");
    second.signin("{\"id\":\"v\",\"watchlist\":[\"a\",\"b\",\"c\"]}");
    assertThat(second.next()).contains("pusher:signin_success");
    assertThat(second.next()).contains("\"code\":4302");
    for (String limit :
        List.of("max_user_data_bytes", "max_watchlist_size", "max_connections_per_user")) {
      assertThat(api.refusals(limit)).as(limit).isEqualTo(1);
    }
  }

  @Test
  @Tag("LIM-004")
  @Tag("LIM-017")
  void givenSubscriptionsAtTheirLimit_theNextIsRefused() {
    serve("max_subscriptions_per_connection: 2");
    TestConnection connection = server.connect();
    for (String channel : List.of("a", "b")) {
      connection.subscribe(channel);
      assertThat(connection.next()).isEqualTo(succeeded(channel));
    }
    connection.subscribe("c");
    assertSubscriptionRefused(connection, "LimitReached");
    assertThat(api.refusals("max_subscriptions_per_connection")).isEqualTo(1);
  }

  @Test
  @Tag("LIM-004")
  @Tag("LIM-017")
  void givenAConnectionThatProvesNothing_itEndsAtItsTimeAndNotBefore() {
    serve("", "authorization_timeout_seconds: 5", "authorized_connections: true");
    TestConnection connection = server.connect();
    server.clock().advance(Duration.ofMillis(4_999));
    connection.hasNothing();
    server.clock().advance(Duration.ofMillis(1));
    assertThat(connection.next()).contains("\"code\":4009");
    assertThat(api.refusals("authorization_timeout_seconds")).isEqualTo(1);
  }

  @Test
  @Tag("LIM-017")
  @Tag("THR-35")
  void givenAClientThatDoesNotRead_itsQueueHasABoundInFramesThatIsCounted() {
    serve("max_send_queue_frames: 10, max_send_queue_bytes: 100000000");
    TestConnection stuck = server.connect();
    stuck.subscribe("news");
    assertThat(stuck.next()).isEqualTo(succeeded("news"));
    String event = event("e", "news", "x".repeat(10_000));
    for (int i = 0; i < 1_500 && api.refusals("max_send_queue_frames") == 0; i += 50) {
      for (int j = 0; j < 50; j++) {
        server.publish(event);
      }
    }
    assertThat(api.refusals("max_send_queue_frames")).isEqualTo(1);
    Frame frame = stuck.client().nextFrame();
    while (frame.text().startsWith("{\"event\":\"e\"")) {
      frame = stuck.client().nextFrame();
    }
    assertThat(frame.text()).isEqualTo(error(4100, "Over capacity"));
  }

  @Test
  @Tag("LIM-002")
  @Tag("LIM-004")
  void givenMinusOne_nothingIsRefused() {
    serve("max_batch_size: -1, max_channels_per_event: -1, max_channels_listed: -1");
    String element = event("e", "a", "");
    String many = "{\"batch\":[" + (element + ",").repeat(200) + element + "]}";
    assertThat(api.post("/apps/1/batch_events", many).statusCode()).isEqualTo(200);
    assertThat(api.get("/apps/1/channels").body()).isEqualTo("{\"channels\":{}}");
  }
}
