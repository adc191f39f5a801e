package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.belfry.e2e.ServerSdk.Account;
import io.belfry.e2e.ServerSdk.Factory;
import io.belfry.e2e.ServerSdk.Member;
import io.belfry.e2e.ServerSdk.RefusedException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What every official server SDK has to be able to do with the server, the smallest too. */
abstract class PublishingSdkContract<S extends ServerSdk> {
  static final String ROOM = "presence-room";
  static final Member ALICE = new Member("alice", "Alice Ångström");

  private static final Member BOB = new Member("bob", "Bob");
  static final String ODD_TEXT = "é \u2028 \uD83D\uDE00 \" \\ / </script> \u0001 + % & =";

  @AutoClose final Belfry belfry = Belfry.start("subscription_count: {enabled: true}");
  final S sdk;

  private final Factory<S> factory;

  PublishingSdkContract(Factory<S> factory) {
    this.factory = factory;
    sdk = factory.open(belfry.account());
  }

  @Test
  void givenATrigger_theSubscribersOfTheChannelGetIt() {
    try (WireSubscriber reader = new WireSubscriber(belfry).join("news");
        WireSubscriber other = new WireSubscriber(belfry).join("sports")) {
      sdk.trigger(List.of("news"), "headline", Map.of("title", "Rain"));

      JsonObject frame = reader.next();
      assertThat(frame.keySet()).containsExactly("event", "channel", "data");
      assertThat(json(frame.get("data").getAsString())).isEqualTo(json("{\"title\":\"Rain\"}"));
      other.hasNothing();
    }
  }

  @Test
  @Tag("HTTP-045")
  void givenOddText_itArrivesAsItWas() {
    try (WireSubscriber reader = new WireSubscriber(belfry).join("news")) {
      sdk.trigger(List.of("news"), "headline", Map.of("title", ODD_TEXT));

      assertThat(reader.nextOf("headline").get("title").getAsString()).isEqualTo(ODD_TEXT);
    }
  }

  @Test
  @Tag("HTTP-040")
  void givenSeveralChannels_theSubscribersOfEachGetIt() {
    try (WireSubscriber news = new WireSubscriber(belfry).join("news");
        WireSubscriber sports = new WireSubscriber(belfry).join("sports")) {
      sdk.trigger(List.of("news", "sports"), "headline", Map.of());

      assertThat(news.next().get("channel").getAsString()).isEqualTo("news");
      assertThat(sports.next().get("channel").getAsString()).isEqualTo("sports");
    }
  }

  @Test
  @Tag("HTTP-055")
  void givenAnExcludedSocketId_onlyTheOthersGetIt() {
    try (WireSubscriber sender = new WireSubscriber(belfry).join("news");
        WireSubscriber reader = new WireSubscriber(belfry).join("news")) {
      sdk.triggerExcept(sender.socketId(), "news", "headline", Map.of());

      reader.nextOf("headline");
      sender.hasNothing();
    }
  }

  @Test
  @Tag("HTTP-100")
  void givenChannelsInUse_theyAreListedByPrefix() {
    try (WireSubscriber alice = new WireSubscriber(belfry).join("news");
        WireSubscriber bob = new WireSubscriber(belfry)) {
      enter(alice, ALICE);
      enter(bob, BOB);

      assertThat(sdk.channels("presence-", "user_count"))
          .isEqualTo(json("{\"channels\":{\"presence-room\":{\"user_count\":2}}}"));
      assertThat(sdk.channels("absent-", "subscription_count"))
          .isEqualTo(json("{\"channels\":{}}"));
    }
  }

  @Test
  @Tag("HTTP-110")
  void givenAChannelInUse_itsCountsAreAnswered() {
    try (WireSubscriber phone = new WireSubscriber(belfry);
        WireSubscriber laptop = new WireSubscriber(belfry)) {
      enter(phone, ALICE);
      enter(laptop, ALICE);

      assertThat(sdk.channel(ROOM, "user_count,subscription_count"))
          .isEqualTo(json("{\"occupied\":true,\"user_count\":1,\"subscription_count\":2}"));
    }
  }

  @Test
  @Tag("HTTP-111")
  void givenAChannelOutOfUse_itIsNotOccupied() {
    JsonObject answer = sdk.channel("news", "subscription_count");

    assertThat(answer).isEqualTo(json("{\"occupied\":false,\"subscription_count\":0}"));
  }

  @Test
  @Tag("HTTP-122")
  void givenMembersOfAPresenceChannel_theirIdsAreAnswered() {
    try (WireSubscriber alice = new WireSubscriber(belfry);
        WireSubscriber bob = new WireSubscriber(belfry)) {
      enter(alice, ALICE);
      enter(bob, BOB);

      JsonArray users = sdk.users(ROOM).getAsJsonArray("users");
      assertThat(users)
          .containsExactlyInAnyOrder(json("{\"id\":\"alice\"}"), json("{\"id\":\"bob\"}"));
    }
  }

  @Test
  void givenAPrivateChannel_whatTheSdkSignsLetsAConnectionIn() {
    try (WireSubscriber reader = new WireSubscriber(belfry)) {
      reader.joinWith("private-news", sdk.authorize(reader.socketId(), "private-news"));
      sdk.trigger(List.of("private-news"), "headline", Map.of());

      reader.nextOf("headline");
    }
  }

  @Test
  @Tag("WS-064")
  @Tag("WS-065")
  void givenAPresenceChannel_whatTheSdkSignsSaysWhoTheMemberIs() {
    try (WireSubscriber alice = new WireSubscriber(belfry);
        WireSubscriber bob = new WireSubscriber(belfry)) {
      JsonObject roster = enter(alice, ALICE).getAsJsonObject("presence");
      enter(bob, BOB);

      assertThat(roster.getAsJsonObject("hash"))
          .isEqualTo(json("{\"alice\":{\"name\":\"Alice Ångström\"}}"));
      assertThat(alice.nextOf("pusher_internal:member_added"))
          .isEqualTo(json("{\"user_id\":\"bob\",\"user_info\":{\"name\":\"Bob\"}}"));
    }
  }

  @Test
  @Tag("HTTP-180")
  void givenAWrongSecret_theSdkSaysThatItWasRefused() {
    Account stranger = belfry.account().withSecret("a secret of another app");
    ServerSdk other = factory.open(stranger);

    assertThatThrownBy(() -> other.trigger(List.of("news"), "headline", Map.of()))
        .isInstanceOf(RefusedException.class)
        .hasMessageStartingWith("401")
        .hasMessageContaining("auth_signature_invalid");
  }

  final JsonObject enter(WireSubscriber connection, Member member) {
    JsonObject auth = sdk.authorizeMember(connection.socketId(), ROOM, member);
    return connection.joinWith(ROOM, auth);
  }

  static JsonObject json(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
  }
}
