package io.belfry.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.rest.ChannelAttribute;
import io.belfry.rest.ChannelInfo;
import io.belfry.rest.ChannelState;
import io.belfry.rest.Event;
import io.belfry.rest.PresenceData;
import io.belfry.rest.Pusher;
import io.belfry.rest.TriggerResult;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Batches, counts and questions as the guide shows them, with a real server. */
class BackendQueriesTest {
  private TestBelfry server;
  private Pusher belfry;

  @BeforeEach
  void start() throws IOException {
    server = TestBelfry.start();
    belfry = server.backend();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private TestBelfry.Connection subscribed(String channel) {
    TestBelfry.Connection connection = server.connect();
    assertThat(connection.subscribe(channel, "{\"auth\":\"\"}")).contains("subscription_succeeded");
    return connection;
  }

  @Test
  void givenABatch_eachChannelGetsItsEvent() {
    try (TestBelfry.Connection orders = subscribed("orders");
        TestBelfry.Connection audit = subscribed("audit")) {
      // snippet: trigger-batch
      belfry.triggerBatch(
          List.of(
              Event.of("orders", "order-shipped", "{\"order\":7}"),
              Event.of("audit", "order-touched", "{\"order\":7,\"by\":\"ada\"}")));
      // end

      assertThat(orders.client().next()).contains("order-shipped");
      assertThat(audit.client().next()).contains("order-touched");
    }
  }

  @Test
  void givenAWishForCounts_theyComeBackWithThePublish() {
    try (TestBelfry.Connection orders = subscribed("orders")) {
      // snippet: trigger-info
      Event event = Event.of("orders", "order-shipped", "{\"order\":7}");
      TriggerResult result = belfry.trigger(event.withInfo(ChannelAttribute.SUBSCRIPTION_COUNT));
      long listeners = result.channel("orders").subscriptionCount().orElse(0);
      // end

      assertThat(listeners).isEqualTo(1);
      assertThat(orders.client().next()).contains("order-shipped");
    }
  }

  @Test
  void givenAnIdempotencyKey_theEventGoesOutOnce() {
    try (TestBelfry.Connection orders = subscribed("orders")) {
      triggerOnce();
      triggerOnce();

      assertThat(orders.client().next()).contains("order-shipped");
      assertThat(orders.ask("pusher:ping", "{}")).contains("pusher:pong");
    }
  }

  private void triggerOnce() {
    // snippet: trigger-once
    Event event = Event.of("orders", "order-shipped", "{\"order\":7}");
    belfry.trigger(event.withIdempotencyKey("order-7-shipped"));
    // end
  }

  @Test
  void givenQuestions_theServerAnswersThem() {
    try (TestBelfry.Connection ada = server.connect()) {
      String auth =
          belfry.authorizeChannel(ada.socketId(), "presence-team", PresenceData.of("ada")).toJson();
      assertThat(ada.subscribe("presence-team", auth)).contains("subscription_succeeded");
      belfry.trigger("cache-prices", "price", "{\"eur\":12}");
      // snippet: queries
      Map<String, ChannelInfo> teams =
          belfry.queries().channels("presence-", ChannelAttribute.USER_COUNT);
      ChannelState prices = belfry.queries().channel("cache-prices", ChannelAttribute.CACHE);
      List<String> members = belfry.queries().members("presence-team");
      long connections = belfry.queries().connections();
      // end

      assertThat(teams)
          .hasEntrySatisfying("presence-team", team -> assertThat(team.userCount()).hasValue(1));
      assertThat(prices.isOccupied()).isFalse();
      assertThat(prices.cached())
          .hasValueSatisfying(cached -> assertThat(cached.data()).isEqualTo("{\"eur\":12}"));
      assertThat(members).containsExactly("ada");
      assertThat(connections).isEqualTo(1);
    }
  }
}
