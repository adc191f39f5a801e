package io.belfry.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.crypto.MasterKey;
import io.belfry.protocol.crypto.SecretBox;
import io.belfry.protocol.crypto.SharedSecret;
import io.belfry.rest.RecordingServer.Received;
import io.belfry.testkit.ManualClock;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TriggerTest {
  private static final String MASTER_KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

  private final RecordingServer server = RecordingServer.answering("{}");
  private final Pusher pusher = server.pusher();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  @Tag("HTTP-154")
  @Tag("HTTP-159")
  @Tag("HTTP-166")
  void givenAnEvent_itIsSentSignedAndNamesItsLibrary() {
    ManualClock clock = new ManualClock();

    new Pusher(server.options().withClock(clock)).trigger("orders", "created", "{\"id\":7}");

    Received request = server.next();
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.rawPath()).isEqualTo("/apps/7/events");
    assertThat(request.body())
        .isEqualTo("{\"name\":\"created\",\"channels\":[\"orders\"],\"data\":\"{\\\"id\\\":7}\"}");
    assertThat(request.isSigned()).isTrue();
    assertThat(request.query())
        .containsEntry("auth_key", "app-key")
        .containsEntry("auth_version", "1.0")
        .containsEntry("auth_timestamp", Long.toString(clock.instant().getEpochSecond()))
        .containsKeys("body_md5", "auth_signature");
    assertThat(request.headers().get("Content-Type")).isEqualTo("application/json");
    assertThat(request.headers().get("X-Pusher-Library")).matches("belfry-rest [0-9].*");
    assertThat(request.headers()).doesNotContainKeys("X-Idempotency-Key", "Upgrade");
  }

  @Test
  @Tag("HTTP-154")
  void givenSeveralChannelsAnExcludedSocketAndInfo_theyAreSent() {
    pusher.trigger(
        Event.of(List.of("a", "presence-b"), "e", "d")
            .excluding("1.2")
            .withInfo(ChannelAttribute.SUBSCRIPTION_COUNT, ChannelAttribute.USER_COUNT));

    Received request = server.next();
    assertThat(request.body())
        .isEqualTo(
            "{\"name\":\"e\",\"channels\":[\"a\",\"presence-b\"],\"data\":\"d\","
                + "\"socket_id\":\"1.2\",\"info\":\"subscription_count,user_count\"}");
    assertThat(request.isSigned()).isTrue();
  }

  @Test
  @Tag("HTTP-154")
  void givenCountsInTheAnswer_theyAreTyped() {
    try (RecordingServer counting =
        RecordingServer.answering(
            "{\"channels\":{\"presence-a\":{\"user_count\":42,\"subscription_count\":51},\"b\":{},"
                + "\"c\":{\"subscription_count\":null,\"new\":[1]}},\"more\":{}}")) {
      TriggerResult result = counting.pusher().trigger(Event.of("presence-a", "e", "d"));

      assertThat(result.channel("presence-a"))
          .isEqualTo(new ChannelInfo(OptionalLong.of(51), OptionalLong.of(42)));
      assertThat(result.channel("b")).isEqualTo(ChannelInfo.NONE);
      assertThat(result.channel("c")).isEqualTo(ChannelInfo.NONE);
      assertThat(result.channel("unknown")).isEqualTo(ChannelInfo.NONE);
      assertThat(result.channels()).containsOnlyKeys("presence-a", "b", "c");
    }
  }

  @Test
  @Tag("HTTP-164")
  void givenTheAsynchronousCalls_theySendTheSame() {
    pusher.triggerAsync(Event.of("a", "e", "d")).toCompletableFuture().join();
    pusher.sendToUserAsync("u", "e", "d").toCompletableFuture().join();
    pusher.terminateUserConnectionsAsync("u").toCompletableFuture().join();
    pusher.triggerBatchAsync(List.of(Event.of("a", "e", "d"))).toCompletableFuture().join();

    assertThat(List.of(server.next(), server.next(), server.next(), server.next()))
        .allMatch(Received::isSigned)
        .extracting(Received::rawPath)
        .containsExactly(
            "/apps/7/events",
            "/apps/7/events",
            "/apps/7/users/u/terminate_connections",
            "/apps/7/batch_events");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "plain", "{\"a\":\"</ë😀\\u00eb\u2028\"}", "\"\\/\"", "\n\u0000"})
  @Tag("HTTP-156")
  void givenAnyData_itArrivesAsItIs(String data) {
    pusher.trigger("a", "e", data);

    assertThat(Vectors.members(server.next().body())).containsEntry("data", data);
  }

  @Test
  @Tag("HTTP-156")
  void givenPlainText_aSeparateMethodMakesAJsonStringOfIt() {
    pusher.trigger(Event.ofText("a", "e", "say \"hi\"\n</ë>"));

    assertThat(Vectors.members(server.next().body()))
        .containsEntry("data", "\"say \\\"hi\\\"\\n</ë>\"");
    assertThatThrownBy(() -> Pusher.jsonString("\ud800"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "a/b, a%2Fb",
    "a b, a%20b",
    "%2F, %252F",
    "ë, %C3%AB",
    "😀, %F0%9F%98%80",
    "a+b@example.com, a%2Bb%40example.com",
    "auth0|5f7c, auth0%7C5f7c",
    "a*b~c, a%2Ab~c",
    "?#&=, %3F%23%26%3D",
    ".., %2E%2E",
    "., %2E"
  })
  @Tag("HTTP-157")
  void givenAnOddUserId_itIsEscapedInThePathAndSignedAsSent(String userId, String escaped) {
    pusher.terminateUserConnections(userId);

    Received request = server.next();
    assertThat(request.rawPath()).isEqualTo("/apps/7/users/" + escaped + "/terminate_connections");
    assertThat(request.body()).isEqualTo("{}");
    assertThat(request.isSigned()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b", "a b", "%2F", "ë", "😀", "#server-to-user-a"})
  @Tag("HTTP-157")
  void givenAnOddUserId_anEventForItGoesToItsChannel(String userId) {
    pusher.sendToUser(userId, "e", "d");

    assertThat(Vectors.members(server.next().body()))
        .containsEntry("channels", "[\"#server-to-user-" + userId + "\"]");
  }

  @Test
  @Tag("HTTP-155")
  void givenABatch_itIsSentAsOneRequestInOrder() {
    try (RecordingServer counting =
        RecordingServer.answering("{\"batch\":[{\"subscription_count\":3},{}]}")) {
      List<ChannelInfo> counts =
          counting
              .pusher()
              .triggerBatch(
                  List.of(
                      Event.of("a", "e1", "1").withInfo(ChannelAttribute.SUBSCRIPTION_COUNT),
                      Event.of("b", "e2", "{}").excluding("1.2")));

      Received request = counting.next();
      assertThat(request.rawPath()).isEqualTo("/apps/7/batch_events");
      assertThat(request.body())
          .isEqualTo(
              "{\"batch\":[{\"name\":\"e1\",\"channel\":\"a\",\"data\":\"1\","
                  + "\"info\":\"subscription_count\"},"
                  + "{\"name\":\"e2\",\"channel\":\"b\",\"data\":\"{}\",\"socket_id\":\"1.2\"}]}");
      assertThat(request.isSigned()).isTrue();
      assertThat(counts)
          .containsExactly(
              new ChannelInfo(OptionalLong.of(3), OptionalLong.empty()), ChannelInfo.NONE);
    }
  }

  @Test
  @Tag("HTTP-155")
  void givenABatchAboveTheLimit_nothingIsSent() {
    List<Event> eleven = IntStream.range(0, 11).mapToObj(i -> Event.of("a", "e", "" + i)).toList();

    assertThatThrownBy(() -> pusher.triggerBatch(eleven))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("11 events");
    assertThatThrownBy(() -> pusher.triggerBatch(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(server.left()).isEmpty();
    new Pusher(server.options().withMaxBatchSize(11)).triggerBatch(eleven);
    assertThat(server.next().isSigned()).isTrue();
  }

  @Test
  @Tag("HTTP-155")
  void givenAnEventThatFitsNoBatch_nothingIsSent() {
    for (Event event :
        List.of(
            Event.of(List.of("a", "b"), "e", "d"),
            Event.of("a", "e", "d").withIdempotencyKey("k"))) {
      assertThatThrownBy(() -> pusher.triggerBatch(List.of(event)))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(server.left()).isEmpty();
  }

  @Test
  @Tag("HTTP-161")
  void givenAnIdempotencyKey_itIsSentWithTheRequest() {
    pusher.trigger(Event.of("a", "e", "d").withIdempotencyKey("order-7"));
    pusher
        .triggerBatchAsync(List.of(Event.of("a", "e", "d")), "batch-7")
        .toCompletableFuture()
        .join();

    assertThat(server.next().headers()).containsEntry("X-Idempotency-Key", "order-7");
    assertThat(server.next().headers()).containsEntry("X-Idempotency-Key", "batch-7");
    for (String bad : List.of("", "a b", "a\r\nX-Evil: 1", "ë", "a".repeat(129))) {
      assertThatThrownBy(() -> Event.of("a", "e", "d").withIdempotencyKey(bad))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  @Tag("HTTP-158")
  void givenAnEncryptedChannel_itsEventsAreSealedEachWithANonceOfItsOwn() {
    Pusher encrypting = new Pusher(server.options().withEncryptionMasterKey(MASTER_KEY));
    Set<String> nonces = new HashSet<>();

    for (int i = 0; i < 3; i++) {
      encrypting.trigger("private-encrypted-x", "e", "{\"m\":\"ë\"}");
      String sent = Vectors.text(Vectors.members(server.next().body()), "data");
      nonces.add(Vectors.members(sent).get("nonce"));
      assertThat(sent).doesNotContain("ë");
      assertThat(opened("private-encrypted-x", sent)).isEqualTo("{\"m\":\"ë\"}");
    }
    assertThat(nonces).hasSize(3);
  }

  @Test
  @Tag("HTTP-158")
  void givenABatchWithSeveralEncryptedChannels_eachIsSealedWithItsOwnSecret() {
    Pusher encrypting = new Pusher(server.options().withEncryptionMasterKey(MASTER_KEY));

    encrypting.triggerBatch(
        List.of(
            Event.of("private-encrypted-a", "e", "1"),
            Event.of("b", "e", "2"),
            Event.of("private-encrypted-cache-c", "e", "3")));

    String body = server.next().body();
    List<String> data =
        List.of(body.split("\"data\":", -1)).stream()
            .skip(1)
            .map(rest -> Vectors.text(Vectors.members("{\"v\":" + upTo(rest)), "v"))
            .toList();
    assertThat(opened("private-encrypted-a", data.get(0))).isEqualTo("1");
    assertThat(data.get(1)).isEqualTo("2");
    assertThat(opened("private-encrypted-cache-c", data.get(2))).isEqualTo("3");
  }

  private static String upTo(String rest) {
    return rest.substring(
        0, rest.indexOf('}', rest.startsWith("\"{") ? rest.indexOf('}') + 1 : 0) + 1);
  }

  private static String opened(String channel, String data) {
    Map<String, String> payload = Vectors.members(data);
    assertThat(payload).containsOnlyKeys("nonce", "ciphertext");
    SharedSecret secret =
        SharedSecret.of(ChannelName.parse(channel).orElseThrow(), MasterKey.parse(MASTER_KEY));
    byte[] message =
        new SecretBox(secret)
            .open(bytes(payload, "nonce"), bytes(payload, "ciphertext"))
            .orElseThrow();
    return new String(message, StandardCharsets.UTF_8);
  }

  private static byte[] bytes(Map<String, String> payload, String name) {
    return Base64.getDecoder().decode(Vectors.text(payload, name));
  }

  @Test
  @Tag("HTTP-158")
  void givenSeveralChannelsAndOneEncrypted_noEventIsMade() {
    assertThatThrownBy(() -> pusher.trigger(List.of("a", "private-encrypted-b"), "e", "d"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("own key");
    assertThatThrownBy(
            () -> Event.of(List.of("private-encrypted-a", "private-encrypted-cache-b"), "e", "d"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(server.left()).isEmpty();
  }

  @Test
  @Tag("HTTP-158")
  void givenNoMasterKey_nothingGoesToAnEncryptedChannel() {
    assertThatThrownBy(() -> pusher.trigger("private-encrypted-a", "e", "plain"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("withEncryptionMasterKey");
    assertThat(server.left()).isEmpty();
  }

  @Test
  @Tag("HTTP-154")
  void givenAnEventThatNoServerTakes_itCannotBeMade() {
    List<String> tooMany = IntStream.range(0, 101).mapToObj(i -> "c" + i).toList();

    assertThat(Event.of(tooMany.subList(0, 100), "e", "d").channels()).hasSize(100);
    for (Runnable wrong :
        List.<Runnable>of(
            () -> Event.of(tooMany, "e", "d"),
            () -> Event.of(List.of(), "e", "d"),
            () -> Event.of("a b", "e", "d"),
            () -> Event.of("#server-to-user-", "e", "d"),
            () -> Event.of("a", "", "d"),
            () -> Event.of("a", "e".repeat(201), "d"),
            () -> Event.of("a", "pusher:e", "d"),
            () -> Event.of("a", "pusher_internal:e", "d"),
            () -> Event.of("a", "\ud800", "d"),
            () -> Event.of("a", "e", "\ud800"),
            () -> Event.of("a", "e", "d").excluding("1.2\n"),
            () -> Event.of("a", "e", "d").withInfo(ChannelAttribute.CACHE),
            () -> pusher.sendToUser("", "e", "d"),
            () -> pusher.terminateUserConnections("a\n"))) {
      assertThatThrownBy(wrong::run).isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(server.left()).isEmpty();
  }
}
