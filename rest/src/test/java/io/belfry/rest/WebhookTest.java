package io.belfry.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.crypto.MasterKey;
import io.belfry.protocol.sign.Secret;
import io.belfry.protocol.sign.WebhookSignature;
import io.belfry.protocol.webhook.WebhookEvent;
import io.belfry.protocol.webhook.WebhookEvent.ChannelOccupied;
import io.belfry.protocol.webhook.WebhookEvent.ClientEvent;
import io.belfry.rest.Webhook.Problem;
import io.belfry.rest.internal.ChannelCipher;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookTest {
  private static final String KEY = "278d425bdf160c739803";
  private static final String SECRET = "7ad3773142a6692b25b8";
  private static final String MASTER_KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
  private static final long TIME_MS = 1_327_078_148_132L;
  private static final byte[] BODY =
      body("{\"name\":\"channel_occupied\",\"channel\":\"my-channel\"}");

  private static final RestOptions OPTIONS =
      RestOptions.of("http://127.0.0.1:1", "3", KEY, SECRET)
          .withClock(InstantSource.fixed(Instant.ofEpochMilli(TIME_MS).plusSeconds(1)));
  private static final Pusher PUSHER = new Pusher(OPTIONS);

  @TestFactory
  @Tag("HTTP-162")
  @Tag("HOOK-082")
  @Tag("HOOK-084")
  Stream<DynamicTest> givenAVector_itIsValidAndItsEventsAreRead() {
    return Vectors.ofHttp("webhook_signature")
        .map(vector -> dynamicTest(Vectors.text(vector, "id"), () -> check(vector)));
  }

  private static void check(Map<String, String> vector) {
    byte[] body = Vectors.text(vector, "body").getBytes(StandardCharsets.UTF_8);
    Map<String, String> headers = Vectors.members(Vectors.text(vector, "headers"));

    Webhook webhook = PUSHER.webhook(headers, body, WebhookToken.of("otherkey", "othersecret"));

    assertThat(webhook.isValid()).as(webhook.reason()).isTrue();
    assertThat(webhook.time()).isEqualTo(Instant.ofEpochMilli(TIME_MS));
    assertThat(webhook.events()).hasSize(1).noneMatch(WebhookEvent.Unknown.class::isInstance);
  }

  @Test
  @Tag("HTTP-162")
  void givenAWebhook_itSaysWhatHappenedAndWhichDeliveryItIs() {
    Map<String, Object> headers = new HashMap<>(signed(BODY));
    headers.put("X-Belfry-Delivery", List.of("0198c0de-0000-7000-8000-000000000001"));
    headers.put("X-Belfry-Sequence", "7");

    Webhook webhook = PUSHER.webhook(headers, BODY);

    assertThat(webhook.events()).containsExactly(new ChannelOccupied("my-channel"));
    assertThat(webhook.deliveryId()).contains("0198c0de-0000-7000-8000-000000000001");
    assertThat(webhook.sequence()).isEqualTo(OptionalLong.of(7));
    assertThat(webhook.problem()).isEmpty();
    assertThat(webhook.reason()).isEmpty();
  }

  @Test
  @Tag("HOOK-080")
  void givenNamesInAnySpelling_theyAreFoundInEachFormOfFields() {
    String signature = WebhookSignature.of(Secret.of(SECRET), BODY);
    List<Map<String, ?>> forms =
        List.of(
            Map.of("x-pusher-key", KEY, "X-PUSHER-SIGNATURE", signature),
            Map.of("X-pusher-key", List.of(KEY), "x-Pusher-signature", List.of(signature)),
            Map.of("x-pusher-key", new String[] {KEY}, "x-pusher-signature", List.of(signature)));

    for (Map<String, ?> headers : forms) {
      assertThat(PUSHER.webhook(headers, BODY).isValid()).isTrue();
    }
    assertThat(PUSHER.webhook(name -> field(name, signature), BODY).isValid()).isTrue();
  }

  private static @Nullable String field(String name, String signature) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "x-pusher-key" -> KEY;
      case "x-pusher-signature" -> signature;
      default -> null;
    };
  }

  @Test
  @Tag("HOOK-081")
  void givenAnotherKey_itIsUnknownUnlessItIsAmongTheExtraOnes() {
    Map<String, String> headers =
        Map.of(
            "X-Pusher-Key",
            "otherkey",
            "X-Pusher-Signature",
            WebhookSignature.of(Secret.of("othersecret"), BODY));

    assertThat(PUSHER.webhook(headers, BODY).problem()).contains(Problem.UNKNOWN_KEY);
    assertThat(PUSHER.webhook(headers, BODY, WebhookToken.of("third", "secret")).problem())
        .contains(Problem.UNKNOWN_KEY);
    assertThat(
            PUSHER
                .webhook(
                    headers,
                    BODY,
                    WebhookToken.of("third", "secret"),
                    WebhookToken.of("otherkey", "othersecret"))
                .isValid())
        .isTrue();
    assertThat(PUSHER.webhook(headers, BODY, WebhookToken.of("otherkey", SECRET)).problem())
        .contains(Problem.WRONG_SIGNATURE);
  }

  @Test
  @Tag("HOOK-082")
  void givenAnyChangedByte_theSignatureIsWrong() {
    Map<String, String> headers = signed(BODY);
    for (int i = 0; i < BODY.length; i++) {
      byte[] changed = BODY.clone();
      changed[i] ^= 1;
      assertThat(PUSHER.webhook(headers, changed).problem()).contains(Problem.WRONG_SIGNATURE);
    }
    assertThat(PUSHER.webhook(headers, new byte[0]).problem()).contains(Problem.WRONG_SIGNATURE);
    assertThat(PUSHER.webhook(headers, Arrays.copyOf(BODY, BODY.length + 1)).isValid()).isFalse();
  }

  @Test
  @Tag("HOOK-082")
  void givenASignatureInUpperCase_itIsTaken() {
    Map<String, String> headers = new HashMap<>(signed(BODY));
    headers.computeIfPresent("X-Pusher-Signature", (name, hex) -> hex.toUpperCase(Locale.ROOT));

    assertThat(PUSHER.webhook(headers, BODY).isValid()).isTrue();
  }

  @Test
  @Tag("HOOK-083")
  void givenABodyThatIsNoJson_aWrongSignatureIsWhatIsSaid() {
    byte[] broken = "{".getBytes(StandardCharsets.UTF_8);

    assertThat(PUSHER.webhook(signed(BODY), broken).problem()).contains(Problem.WRONG_SIGNATURE);
    assertThat(PUSHER.webhook(signed(broken), broken).problem()).contains(Problem.MALFORMED);
  }

  @Test
  @Tag("HOOK-085")
  void givenAnAge_whatIsOlderIsRefusedUnlessThatIsSwitchedOff() {
    Instant raised = Instant.ofEpochMilli(TIME_MS);
    RestOptions atTheBound = OPTIONS.withClock(InstantSource.fixed(raised.plusSeconds(300)));
    RestOptions beyond = OPTIONS.withClock(InstantSource.fixed(raised.plusMillis(300_001)));

    assertThat(judged(atTheBound).isValid()).isTrue();
    assertThat(judged(beyond).problem()).contains(Problem.TOO_OLD);
    assertThat(judged(beyond.withMaxWebhookAge(Duration.ofHours(1))).isValid()).isTrue();
    assertThat(judged(beyond.withoutMaxWebhookAge()).isValid()).isTrue();
    assertThat(judged(atTheBound.withMaxWebhookAge(Duration.ofMillis(1))).problem())
        .contains(Problem.TOO_OLD);
  }

  @ParameterizedTest
  @Tag("HOOK-085")
  @ValueSource(strings = {"PT0S", "PT-1S", "P367D", "PT2562047788015215H"})
  void givenAnAgeThatIsNone_itIsRefused(String age) {
    assertThatThrownBy(() -> OPTIONS.withMaxWebhookAge(Duration.parse(age)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("366 days");
  }

  private static Webhook judged(RestOptions options) {
    return new Pusher(options).webhook(signed(BODY), BODY);
  }

  @Test
  @Tag("HOOK-086")
  void givenAMasterKey_clientEventsOfEncryptedChannelsAreDecipheredOneByOne() {
    String channel = "private-encrypted-x";
    ChannelCipher cipher = new ChannelCipher(MasterKey.parse(MASTER_KEY), new SecureRandom());
    String sealed = cipher.encrypt(ChannelName.parse(channel).orElseThrow(), "{\"a\":\"ü\"}");
    byte[] body =
        body(
            said(channel, sealed),
            said("private-encrypted-other", sealed),
            said(channel, "no ciphertext"),
            "{\"name\":\"client_event\",\"channel\":\"" + channel + "\",\"event\":\"client-a\"}",
            "{\"name\":\"channel_occupied\",\"channel\":\"" + channel + "\"}",
            said("private-x", sealed));

    List<WebhookEvent> events =
        new Pusher(OPTIONS.withEncryptionMasterKey(MASTER_KEY))
            .webhook(signed(body), body)
            .events();

    assertThat(events.get(0)).isEqualTo(clientEvent(channel, Optional.of("{\"a\":\"ü\"}")));
    assertThat(events.get(1))
        .isInstanceOfSatisfying(
            WebhookEvent.Undeciphered.class,
            undeciphered ->
                assertThat(undeciphered.event())
                    .isEqualTo(clientEvent("private-encrypted-other", Optional.of(sealed))));
    assertThat(events.get(2)).isInstanceOf(WebhookEvent.Undeciphered.class);
    assertThat(events.get(3))
        .isEqualTo(
            new ClientEvent(
                channel, "client-a", Optional.empty(), Optional.empty(), Optional.empty()));
    assertThat(events.get(4)).isEqualTo(new ChannelOccupied(channel));
    assertThat(events.get(5)).isEqualTo(clientEvent("private-x", Optional.of(sealed)));
    assertThat(PUSHER.webhook(signed(body), body).events().get(0))
        .isEqualTo(clientEvent(channel, Optional.of(sealed)));
  }

  private static ClientEvent clientEvent(String channel, Optional<String> data) {
    return new ClientEvent(channel, "client-a", data, Optional.of("1.2"), Optional.empty());
  }

  private static String said(String channel, String data) {
    return "{\"name\":\"client_event\",\"channel\":\"%s\",\"event\":\"client-a\",\"data\":%s,\"socket_id\":\"1.2\"}"
        .formatted(channel, Pusher.jsonString(data));
  }

  @Test
  @Tag("HOOK-087")
  void givenAnUnknownEventAndAnUnknownField_theirTextsAreThere() {
    String unknown = "{\"name\":\"channel_moved\",\"to\":[1]}";
    String known = "{\"name\":\"cache_miss\",\"channel\":\"cache-a\",\"since\":5}";
    byte[] body = body(unknown, known);

    Webhook webhook = PUSHER.webhook(signed(body), body);

    assertThat(webhook.events().get(0))
        .isEqualTo(
            new WebhookEvent.Unknown("channel_moved", Optional.empty(), Optional.empty(), unknown));
    assertThat(webhook.entries().get(1).json()).isEqualTo(known);
  }

  @Test
  @Tag("HOOK-088")
  void givenAMissingOrDoubledField_itIsInvalidAndNoException() {
    Map<String, String> both = signed(BODY);
    for (String name : List.of("X-Pusher-Key", "X-Pusher-Signature")) {
      Map<String, Object> headers = new HashMap<>(both);
      headers.remove(name);
      assertThat(PUSHER.webhook(headers, BODY).problem()).contains(Problem.HEADER_MISSING);
      headers.put(name, List.of());
      assertThat(PUSHER.webhook(headers, BODY).problem()).contains(Problem.HEADER_MISSING);
      headers.put(name, List.of(Vectors.text(both, name), "another"));
      assertThat(PUSHER.webhook(headers, BODY).problem()).contains(Problem.HEADER_MISSING);
    }
    assertThat(PUSHER.webhook(name -> null, BODY).problem()).contains(Problem.HEADER_MISSING);
    assertThat(
            PUSHER.webhook(Map.of("X-Pusher-Key", KEY, "X-Pusher-Signature", "ä"), BODY).problem())
        .contains(Problem.WRONG_SIGNATURE);
  }

  @Test
  @Tag("HOOK-088")
  void givenAnInvalidWebhook_itSaysNothing() {
    Webhook webhook = PUSHER.webhook(Map.of(), BODY);

    assertThat(webhook.isValid()).isFalse();
    assertThatThrownBy(webhook::events).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(webhook::entries).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(webhook::time).isInstanceOf(IllegalStateException.class);
    assertThat(webhook.deliveryId()).isEmpty();
  }

  @Test
  @Tag("HTTP-163")
  void givenAnyOutcome_noTextShowsASecretOrWhatWasSaid() {
    WebhookToken extra = WebhookToken.of("otherkey", "othersecret");
    for (Webhook webhook :
        List.of(
            PUSHER.webhook(signed(BODY), BODY, extra),
            PUSHER.webhook(Map.of(), BODY, extra),
            PUSHER.webhook(signed(BODY), new byte[5], extra))) {
      assertThat(webhook + webhook.reason() + extra)
          .doesNotContain(SECRET, "othersecret", "my-channel");
    }
  }

  private static byte[] body(String... events) {
    return ("{\"time_ms\":" + TIME_MS + ",\"events\":[" + String.join(",", events) + "]}")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static Map<String, String> signed(byte[] body) {
    return Map.of(
        "Content-Type",
        "application/json",
        "X-Pusher-Key",
        KEY,
        "X-Pusher-Signature",
        WebhookSignature.of(Secret.of(SECRET), body));
  }
}
