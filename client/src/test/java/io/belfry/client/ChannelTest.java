package io.belfry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.client.channel.Channel;
import io.belfry.client.channel.PresenceChannel;
import io.belfry.client.channel.PrivateChannel;
import io.belfry.testkit.ServerSide;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelTest {
  private static String subscribe(String channel, String auth) {
    return "{\"event\":\"pusher:subscribe\",\"data\":{\"auth\":\""
        + auth
        + "\",\"channel\":\""
        + channel
        + "\"}}";
  }

  @Test
  void givenASubscribedChannel_eventsReachItsListeners() {
    try (Scene scene = Scene.open()) {
      Channel news = scene.pusher().subscribe("news", scene.recorder(), "hello");
      Recorder all = new Recorder();
      news.bindGlobal(all);
      assertThat(scene.pusher().subscribe("news")).isSameAs(news);
      ServerSide side = scene.connect("1.1");
      assertThat(side.next()).isEqualTo(subscribe("news", ""));
      side.send(Scene.succeeded("news"));
      scene.recorder().await("subscribed news");
      assertThat(news.isSubscribed()).isTrue();
      side.send(Scene.event("hello", "other", "0"));
      side.send(Scene.event("pusher_internal:odd", "news", "0"));
      side.send(Scene.event("pusher_internal:subscription_count", "news", "{}"));
      side.send(Scene.event("hello", "news", "1"));

      assertThat(scene.recorder().next()).isEqualTo("event hello 1");
      assertThat(all.await("event hello 1"))
          .containsExactly(
              "event pusher:subscription_succeeded {}", "event pusher:subscription_count {}");
    }
  }

  @Test
  void givenAnUnboundListener_itHearsNoMore() {
    try (Scene scene = Scene.open()) {
      Channel news = scene.pusher().subscribe("news");
      Recorder gone = new Recorder();
      news.bind("hello", gone);
      news.bindGlobal(gone);
      scene.pusher().bind("hello", gone);
      news.unbind("hello", gone);
      news.unbindGlobal(gone);
      scene.pusher().unbind("hello", gone);
      news.bind("hello", scene.recorder());
      ServerSide side = scene.connect("1.1");
      side.next();
      side.send(Scene.succeeded("news"));
      side.send(Scene.event("hello", "news", "1"));
      scene.recorder().await("event hello 1");

      gone.note("end");
      assertThat(gone.next()).isEqualTo("end");
    }
  }

  @Test
  @Tag("CL-005")
  void givenAReconnect_allChannelsAreSubscribedForTheNewSocketId() {
    try (Scene scene = Scene.open()) {
      scene.pusher().subscribe("news");
      scene.pusher().subscribePrivate("private-a");
      ServerSide first = scene.connect("1.1");
      assertThat(List.of(first.next(), first.next()))
          .containsExactly(subscribe("news", ""), subscribe("private-a", "k:1.1"));
      first.leave();

      ServerSide second = scene.reconnect("2.2");
      assertThat(List.of(second.next(), second.next()))
          .containsExactly(subscribe("news", ""), subscribe("private-a", "k:2.2"));
    }
  }

  @Test
  void givenAnUnsubscribedChannel_theServerIsTold() {
    try (Scene scene = Scene.open()) {
      scene.pusher().subscribe("news", scene.recorder());
      ServerSide side = scene.connect("1.1");
      side.next();
      side.send(Scene.succeeded("news"));
      scene.recorder().await("subscribed news");
      scene.pusher().unsubscribe("news");

      assertThat(side.next())
          .isEqualTo("{\"event\":\"pusher:unsubscribe\",\"data\":{\"channel\":\"news\"}}");
      assertThat(scene.pusher().getChannel("news")).isNull();
    }
  }

  @Test
  void givenAChannelGivenUpBeforeTheAnswer_itIsUnsubscribedWithTheAnswer() {
    try (Scene scene = Scene.open()) {
      scene.pusher().subscribe("news");
      ServerSide side = scene.connect("1.1");
      side.next();
      scene.pusher().unsubscribe("news");
      side.send("{\"event\":\"pusher:ping\",\"data\":\"{}\"}");
      assertThat(side.next()).contains("pusher:pong");
      side.send(Scene.succeeded("news"));

      assertThat(side.next()).contains("pusher:unsubscribe");
    }
  }

  @Test
  @Tag("CL-022")
  void givenAPrivateChannel_itSendsClientEventsOnlyWhenSubscribed() {
    try (Scene scene = Scene.open()) {
      PrivateChannel channel = scene.pusher().subscribePrivate("private-a", scene.recorder());
      ServerSide side = scene.connect("1.1");
      side.next();
      assertThatThrownBy(() -> channel.trigger("client-x", "{}"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("not subscribed");
      side.send(Scene.succeeded("private-a"));
      scene.recorder().await("subscribed private-a");
      assertThatThrownBy(() -> channel.trigger("x", "{}"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("client-");
      channel.trigger("client-x", "{\"n\":1}");

      assertThat(side.next())
          .isEqualTo(
              "{\"event\":\"client-x\",\"channel\":\"private-a\",\"data\":\"{\\\"n\\\":1}\"}");
    }
  }

  @Test
  @Tag("CL-022")
  void givenAPublicOrEncryptedChannel_itOffersNoClientEvents() {
    try (Pusher pusher = new Pusher("key", new PusherOptions().setHost("127.0.0.1"))) {
      assertThat(pusher.subscribe("news")).isNotInstanceOf(PrivateChannel.class);
      assertThatThrownBy(() -> pusher.subscribePrivate("news"))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(pusher.subscribe("private-encrypted-a")).isNotInstanceOf(PrivateChannel.class);
      assertThatThrownBy(() -> pusher.subscribePrivate("private-encrypted-a"))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a:b", "#server-to-user-u7", "grüße"})
  void givenANameThatNoChannelHas_itIsRefused(String name) {
    try (Pusher pusher = new Pusher("key", new PusherOptions().setHost("127.0.0.1"))) {
      assertThatThrownBy(() -> pusher.subscribe(name)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  @Tag("CL-023")
  void givenARefusedSubscription_itIsToldOnceAndMayBeTriedAgain() {
    try (Scene scene = Scene.open()) {
      Recorder hearer = new Recorder();
      PrivateChannel channel = scene.pusher().subscribePrivate("private-a", hearer);
      ServerSide side = scene.connect("1.1");
      side.next();
      side.send(
          "{\"event\":\"pusher:subscription_error\",\"channel\":\"private-a\",\"data\":{\"type\":"
              + "\"AuthError\",\"error\":\"Invalid signature\",\"status\":401}}");
      assertThat(hearer.next()).isEqualTo("refused AuthorizationFailureException");
      assertThat(hearer.lastFailure())
          .isInstanceOfSatisfying(
              AuthorizationFailureException.class, e -> assertThat(e.status()).hasValue(401));

      assertThat(scene.pusher().subscribePrivate("private-a")).isSameAs(channel);
      assertThat(side.next()).isEqualTo(subscribe("private-a", "k:1.1"));
      side.send(Scene.succeeded("private-a"));
      assertThat(hearer.next()).isEqualTo("subscribed private-a");
    }
  }

  @Test
  @Tag("CL-023")
  void givenAnAuthorizerThatRefuses_nothingIsSent() {
    ChannelAuthorizer refusing =
        (channel, socketId) -> {
          throw new AuthorizationFailureException("no", 403);
        };
    try (Scene scene = Scene.open(o -> o.setChannelAuthorizer(refusing))) {
      scene.pusher().subscribePrivate("private-a");
      ServerSide side = scene.connect("1.1");
      scene.recorder().await("error null AuthorizationFailureException");

      side.send("{\"event\":\"pusher:ping\",\"data\":\"{}\"}");
      assertThat(side.next()).contains("pusher:pong");
    }
  }

  @Test
  @Tag("CL-013")
  void givenAPresenceAnswerWithoutMember_itJoinsAsTheSignedInUser() {
    try (Scene scene = Scene.open()) {
      PresenceChannel room = scene.pusher().subscribePresence("presence-room", scene.recorder());
      scene.pusher().signin();
      ServerSide side = scene.connect("1.1");
      assertThat(side.next()).contains("pusher:signin");
      side.send(Scene.signedIn());
      assertThat(List.of(side.next(), side.next()))
          .containsExactlyInAnyOrder(
              subscribe("#server-to-user-u7", ""), subscribe("presence-room", "k:1.1"));
      side.send(
          Scene.event(
              "pusher_internal:subscription_succeeded",
              "presence-room",
              "{\"presence\":{\"ids\":[\"u7\"],\"hash\":{\"u7\":null},\"count\":1}}"));
      scene.recorder().await("users [u7=null]");

      assertThat(room.getMe()).isEqualTo(new io.belfry.client.channel.User("u7", null));
    }
  }

  @Test
  @Tag("CL-013")
  void givenNobodySignedIn_presenceWithoutMemberFailsLocally() {
    try (Scene scene = Scene.open()) {
      Recorder room = new Recorder();
      scene.pusher().subscribePresence("presence-room", room);
      ServerSide side = scene.connect("1.1");
      room.await("refused AuthorizationFailureException");

      side.send("{\"event\":\"pusher:ping\",\"data\":\"{}\"}");
      assertThat(side.next()).contains("pusher:pong");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"Ada\"",
        "\"A \\\"b\\\" \\u00e9\"",
        "\"\"",
        "7",
        "1.50",
        "true",
        "[1, \"x\"]",
        "{\"name\": \"Ada\"}"
      })
  @Tag("CL-028")
  void givenAnyInformation_itIsTheSameJsonTextInTheListAndOfANewcomer(String info) {
    try (Scene scene = Scene.open()) {
      PresenceChannel room = scene.pusher().subscribePresence("presence-room", scene.recorder());
      scene.pusher().signin();
      ServerSide side = scene.connect("1.1");
      assertThat(side.next()).contains("pusher:signin");
      side.send(Scene.signedIn());
      assertThat(side.next()).contains("pusher:subscribe");
      assertThat(side.next()).contains("pusher:subscribe");
      side.send(
          Scene.event(
              "pusher_internal:subscription_succeeded",
              "presence-room",
              "{\"presence\":{\"ids\":[\"u7\"],\"hash\":{\"u7\":" + info + "},\"count\":1}}"));
      scene.recorder().await("users [u7=" + info + "]");
      side.send(
          Scene.event(
              "pusher_internal:member_added",
              "presence-room",
              "{\"user_id\":\"u8\",\"user_info\":" + info + "}"));

      assertThat(scene.recorder().next()).isEqualTo("joined u8=" + info);
      assertThat(room.getUsers())
          .allSatisfy(user -> assertThat(user.getInfo()).isEqualTo(info))
          .hasSize(2);
    }
  }

  @Test
  @Tag("CL-024")
  void givenIdsOfAnyJsonType_membersAreKnownByText() {
    ChannelAuthorizer numbers =
        (channel, socketId) ->
            "{\"auth\":\"k:s\",\"channel_data\":\"{\\\"user_id\\\":10,\\\"user_info\\\":{}}\"}";
    try (Scene scene = Scene.open(o -> o.setChannelAuthorizer(numbers))) {
      PresenceChannel room = scene.pusher().subscribePresence("presence-room", scene.recorder());
      ServerSide side = scene.connect("1.1");
      assertThat(side.next()).contains("channel_data");
      side.send(
          Scene.event(
              "pusher_internal:subscription_succeeded",
              "presence-room",
              "{\"presence\":{\"count\":1,\"ids\":[10],\"hash\":{\"10\":{\"name\":\"Ada\"}}}}"));
      scene.recorder().await("users [10={\"name\":\"Ada\"}]");
      side.send(Scene.event("pusher_internal:member_added", "presence-room", "{\"user_id\":11}"));
      side.send(
          Scene.event("pusher_internal:member_added", "presence-room", "{\"user_id\":\"11\"}"));
      side.send(
          Scene.event("pusher_internal:member_removed", "presence-room", "{\"user_id\":\"11\"}"));

      assertThat(scene.recorder().next()).isEqualTo("joined 11");
      assertThat(scene.recorder().next()).isEqualTo("gone 11");
      assertThat(room.getUsers()).isEqualTo(Set.of(java.util.Objects.requireNonNull(room.getMe())));
    }
  }
}
