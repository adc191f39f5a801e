package io.belfry.server;

import static io.belfry.server.TestServer.quoted;
import static io.belfry.server.TestServer.succeeded;
import static io.belfry.server.TestServer.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.TestServer.TestConnection;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("nodes")
class CacheChannelTest {
  private TestServer server = TestServer.start("limits: {max_cache_bytes: 650}");

  @AfterEach
  void stop() {
    server.close();
  }

  private static String event(String channel, String data) {
    return "{\"event\":\"e\",\"channel\":\"" + channel + "\",\"data\":" + quoted(data) + "}";
  }

  private static String miss(String channel) {
    return "{\"event\":\"pusher:cache_miss\",\"channel\":\"" + channel + "\",\"data\":\"{}\"}";
  }

  private void publish(String channel, String data) {
    server.publish(
        "{\"name\":\"e\",\"channel\":\"" + channel + "\",\"data\":" + quoted(data) + "}");
  }

  private TestConnection subscribed(String channel) {
    TestConnection connection = server.connect();
    if (channel.startsWith("presence-")) {
      String data = "{\"user_id\":\"u\"}";
      connection.send(
          "{\"event\":\"pusher:subscribe\",\"data\":{\"auth\":\""
              + token(connection.socketId() + ":" + channel + ":" + data)
              + "\",\"channel_data\":"
              + quoted(data)
              + ",\"channel\":\""
              + channel
              + "\"}}");
    } else {
      connection.subscribePrivate(channel);
    }
    assertThat(connection.next())
        .startsWith("{\"event\":\"pusher_internal:subscription_succeeded\"");
    return connection;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"cache-a", "private-cache-a", "private-encrypted-cache-a", "presence-cache-a"})
  @Tag("WS-074")
  @Tag("WS-076")
  @Tag("HTTP-062")
  void givenACacheChannel_aNewcomerGetsTheLastEventOrAMiss(String channel) {
    TestConnection early = subscribed(channel);
    assertThat(early.next()).isEqualTo(miss(channel));
    publish(channel, "1");
    publish(channel, "2");
    assertThat(early.next()).isEqualTo(event(channel, "1"));
    assertThat(early.next()).isEqualTo(event(channel, "2"));

    TestConnection late = subscribed(channel);
    assertThat(late.next()).isEqualTo(event(channel, "2"));
    late.hasNothing();
  }

  @ParameterizedTest
  @ValueSource(strings = {"news", "private-a", "private-encrypted-a", "Cache-a", "cached"})
  @Tag("WS-076")
  void givenAnyOtherChannel_nothingIsKept(String channel) {
    publish(channel, "1");
    subscribed(channel).hasNothing();
  }

  @Test
  @Tag("WS-075")
  void givenAClientEvent_itIsNotKeptAndOneWithAnExclusionIs() {
    TestConnection ada = subscribed("private-cache-a");
    ada.next();
    ada.send("{\"event\":\"client-x\",\"channel\":\"private-cache-a\",\"data\":\"c\"}");
    ada.hasNothing();
    assertThat(subscribed("private-cache-a").next()).isEqualTo(miss("private-cache-a"));

    server.publish(
        "{\"name\":\"e\",\"channel\":\"private-cache-a\",\"data\":\"1\",\"socket_id\":\""
            + ada.socketId()
            + "\"}");
    ada.hasNothing();
    assertThat(subscribed("private-cache-a").next()).isEqualTo(event("private-cache-a", "1"));
  }

  @Test
  @Tag("WS-077")
  @Tag("one-node")
  void givenTheTimeToLive_theEventSurvivesTheLastUnsubscribeAndThenEnds() {
    TestConnection ada = subscribed("cache-a");
    ada.next();
    publish("cache-a", "1");
    ada.next();
    ada.unsubscribe("cache-a");
    ada.hasNothing();
    server.clock().advance(Duration.ofSeconds(1_799));
    assertThat(subscribed("cache-a").next()).isEqualTo(event("cache-a", "1"));

    server.clock().advance(Duration.ofSeconds(1));
    assertThat(subscribed("cache-a").next()).isEqualTo(miss("cache-a"));
  }

  @Test
  @Tag("LIM-018")
  @Tag("one-node")
  void givenMoreThanTheMemoryForKeptEvents_theOldestPublishedGoesFirst() {
    String data = "x".repeat(40);
    publish("cache-a", data);
    publish("cache-b", data);
    publish("cache-a", data);
    publish("cache-c", data);

    assertThat(subscribed("cache-b").next()).isEqualTo(miss("cache-b"));
    assertThat(subscribed("cache-a").next()).isEqualTo(event("cache-a", data));
    assertThat(subscribed("cache-c").next()).isEqualTo(event("cache-c", data));
  }

  @Test
  @Tag("WS-058")
  @Tag("WS-074")
  void givenASecondSubscribe_theEventIsNotSentAgain() {
    publish("cache-a", "1");
    TestConnection ada = subscribed("cache-a");
    ada.next();
    ada.subscribe("cache-a");
    assertThat(ada.next()).isEqualTo(succeeded("cache-a"));
    ada.hasNothing();
  }

  @Test
  @Tag("WS-078")
  void givenAPublisherThatNeverStops_aNewcomerSeesNoOlderEventAfterANewerOne() {
    for (int round = 0; round < 50; round++) {
      TestConnection ada = server.connect();
      ada.subscribe("cache-a");
      publish("cache-a", Integer.toString(round));
      assertThat(ada.next()).isEqualTo(succeeded("cache-a"));
      String first = ada.next();
      if (!first.equals(event("cache-a", Integer.toString(round)))) {
        assertThat(first)
            .isEqualTo(
                round == 0 ? miss("cache-a") : event("cache-a", Integer.toString(round - 1)));
        assertThat(ada.next()).isEqualTo(event("cache-a", Integer.toString(round)));
      }
      ada.hasNothing();
      ada.client().close();
    }
  }
}
