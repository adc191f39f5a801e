package io.belfry.protocol.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.protocol.webhook.WebhookEvent.CacheMiss;
import io.belfry.protocol.webhook.WebhookEvent.ChannelOccupied;
import io.belfry.protocol.webhook.WebhookEvent.ChannelVacated;
import io.belfry.protocol.webhook.WebhookEvent.ClientEvent;
import io.belfry.protocol.webhook.WebhookEvent.MemberAdded;
import io.belfry.protocol.webhook.WebhookEvent.MemberRemoved;
import io.belfry.protocol.webhook.WebhookEvent.Raised;
import io.belfry.protocol.webhook.WebhookEvent.SubscriptionCount;
import io.belfry.protocol.webhook.WebhookEvent.UserOffline;
import io.belfry.protocol.webhook.WebhookEvent.UserOnline;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class WebhookWriterTest {
  private static final Map<Raised, String> TEXTS =
      Map.ofEntries(
          Map.entry(
              new ChannelOccupied("my-channel"),
              "{\"name\":\"channel_occupied\",\"channel\":\"my-channel\"}"),
          Map.entry(
              new ChannelVacated("my-channel"),
              "{\"name\":\"channel_vacated\",\"channel\":\"my-channel\"}"),
          Map.entry(
              new MemberAdded("presence-a", "7"),
              "{\"name\":\"member_added\",\"channel\":\"presence-a\",\"user_id\":\"7\"}"),
          Map.entry(
              new MemberRemoved("presence-a", "ü\""),
              "{\"name\":\"member_removed\",\"channel\":\"presence-a\",\"user_id\":\"ü\\\"\"}"),
          Map.entry(
              said("presence-a", "{\"x\":1}", Optional.of("7")),
              "{\"name\":\"client_event\",\"channel\":\"presence-a\",\"event\":\"client-a\","
                  + "\"data\":\"{\\\"x\\\":1}\",\"socket_id\":\"1.2\",\"user_id\":\"7\"}"),
          Map.entry(
              said("private-x", "[1]", Optional.empty()),
              "{\"name\":\"client_event\",\"channel\":\"private-x\",\"event\":\"client-a\","
                  + "\"data\":\"[1]\",\"socket_id\":\"1.2\"}"),
          Map.entry(new CacheMiss("cache-a"), "{\"name\":\"cache_miss\",\"channel\":\"cache-a\"}"),
          Map.entry(
              new SubscriptionCount("x", 3),
              "{\"name\":\"subscription_count\",\"channel\":\"x\",\"subscription_count\":3}"),
          Map.entry(
              new UserOnline("u7", 1_795_394_428_000L),
              "{\"name\":\"user_online\",\"user_id\":\"u7\",\"at_ms\":1795394428000}"),
          Map.entry(
              new UserOffline("u7", 1_795_394_428_000L, OptionalLong.of(3_605_000)),
              "{\"name\":\"user_offline\",\"user_id\":\"u7\",\"at_ms\":1795394428000,"
                  + "\"online_ms\":3605000}"),
          Map.entry(
              new UserOffline("u7", 5, OptionalLong.empty()),
              "{\"name\":\"user_offline\",\"user_id\":\"u7\",\"at_ms\":5}"),
          Map.entry(
              new WebhookEvent.SessionStarted(
                  new WebhookEvent.Session(
                      "u7", "123.456", Optional.of("web-51"), Optional.of("Ada's phone")),
                  7),
              "{\"name\":\"session_started\",\"user_id\":\"u7\",\"socket_id\":\"123.456\","
                  + "\"session\":\"web-51\",\"device\":\"Ada's phone\",\"at_ms\":7}"),
          Map.entry(
              new WebhookEvent.SessionEnded(
                  new WebhookEvent.Session("u7", "123.456", Optional.empty(), Optional.empty()),
                  9,
                  4009),
              "{\"name\":\"session_ended\",\"user_id\":\"u7\",\"socket_id\":\"123.456\","
                  + "\"at_ms\":9,\"code\":4009}"));

  private static ClientEvent said(String channel, String data, Optional<String> user) {
    return new ClientEvent(channel, "client-a", Optional.of(data), Optional.of("1.2"), user);
  }

  @Test
  @Tag("HOOK-020")
  @Tag("HOOK-021")
  @Tag("HOOK-022")
  @Tag("HOOK-023")
  @Tag("USR-063")
  void givenAnEventOfEachType_itHasTheFieldsOfItsTypeAndNoOther() {
    TEXTS.forEach((event, text) -> assertThat(text(WebhookWriter.event(event))).isEqualTo(text));

    assertThat(TEXTS.keySet().stream().map(Raised::type).distinct())
        .containsExactlyInAnyOrder(WebhookEvent.Type.values());
  }

  @Test
  @Tag("HOOK-025")
  void givenAClientEventOnAnEncryptedChannel_itsDataIsTheCiphertextAsItCame() {
    String ciphertext = "{\"nonce\":\"bm9uY2U=\",\"ciphertext\":\"Y2lwaGVy/+8=\"}";

    assertThat(text(WebhookWriter.event(said("private-encrypted-x", ciphertext, Optional.empty()))))
        .contains(
            "\"data\":\"{\\\"nonce\\\":\\\"bm9uY2U=\\\",\\\"ciphertext\\\":\\\"Y2lwaGVy/+8=\\\"}\"");
  }

  @Test
  @Tag("HOOK-004")
  void givenEvents_theBodyHasTheirTextsInOrder() {
    byte[] occupied = WebhookWriter.event(new ChannelOccupied("a"));
    byte[] vacated = WebhookWriter.event(new ChannelVacated("a"));

    assertThat(text(WebhookWriter.body(1_327_078_148_132L, List.of(occupied, vacated))))
        .isEqualTo(
            "{\"time_ms\":1327078148132,\"events\":["
                + "{\"name\":\"channel_occupied\",\"channel\":\"a\"},"
                + "{\"name\":\"channel_vacated\",\"channel\":\"a\"}]}");
  }

  @Test
  @Tag("HOOK-004")
  void givenNoEvent_itIsNoBody() {
    assertThatThrownBy(() -> WebhookWriter.body(1, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @Tag("HOOK-059")
  void givenTheSizeOfEvents_theBodyIsNoLargerThanWasSaid() {
    byte[] event = WebhookWriter.event(new ChannelOccupied("a"));

    byte[] body = WebhookWriter.body(Long.MIN_VALUE, List.of(event, event, event));

    assertThat((long) body.length)
        .isLessThanOrEqualTo(WebhookWriter.longestBody(3, 3L * event.length))
        .isGreaterThan(3L * event.length);
  }

  private static String text(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }
}
