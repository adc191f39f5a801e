package io.belfry.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a stranger's browser may hand to an auth endpoint, and what must never be signed. */
class TokenConfusionTest {
  private static final String SOCKET = "1.2";
  private static final UserData USER = UserData.of("a");
  private static final PresenceData MEMBER = PresenceData.of("a");
  private static final Pusher PUSHER =
      new Pusher(
          RestOptions.of("http://127.0.0.1:1", "1", "key", "secret")
              .withEncryptionMasterKey("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="));

  interface Signer {
    Object sign(String socketId, String channel);
  }

  private static final Map<String, Signer> OF_CHANNELS =
      Map.of(
          "authorizeChannel",
          PUSHER::authorizeChannel,
          "authorizeChannel of a member",
          (socketId, channel) -> PUSHER.authorizeChannel(socketId, channel, MEMBER),
          "authorizeChannelVerbatim",
          (socketId, channel) ->
              PUSHER.authorizeChannelVerbatim(socketId, channel, "{\"user_id\":\"a\"}"),
          "authorizeChannelAsSignedInUser",
          PUSHER::authorizeChannelAsSignedInUser);

  private static final Map<String, Signer> ALL = all();

  private static Map<String, Signer> all() {
    Map<String, Signer> all = new LinkedHashMap<>(OF_CHANNELS);
    all.put("authenticateUser", (socketId, channel) -> PUSHER.authenticateUser(socketId, USER));
    all.put(
        "authenticateUserVerbatim",
        (socketId, channel) -> PUSHER.authenticateUserVerbatim(socketId, "{\"id\":\"a\"}"));
    return all;
  }

  static Stream<String> socketIds() {
    return Stream.of(
        "1.2:private-victim",
        "POST\n/apps/1/events\nauth_key=key&auth_timestamp=1&auth_version=1.0&x=",
        "{\"time_ms\":1,\"events\":[],\"x\":\"",
        "1.2::user::{\"id\":\"root\"}",
        "1.2\n",
        "",
        "１.２",
        "123456789012345678901.2",
        "1." + "2".repeat(201),
        " 1.2",
        "1.2\u0000");
  }

  static Stream<String> channels() {
    return Stream.of(
        ":user::{\"id\":\"root\"}",
        "presence-room:{\"user_id\":\"root\"}",
        "\"}",
        "private-a\n",
        "private-a:private-b",
        "",
        "private-１",
        "private-" + "a".repeat(193),
        "#server-to-user-a",
        "private-a\u0000");
  }

  @ParameterizedTest
  @MethodSource("socketIds")
  @Tag("THR-01")
  @Tag("HTTP-150")
  void givenASocketIdOfAnotherForm_noMethodSignsIt(String socketId) {
    ALL.forEach(
        (name, signer) ->
            assertThatThrownBy(() -> signer.sign(socketId, "private-mine"))
                .as(name)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("socket id"));
  }

  @ParameterizedTest
  @MethodSource("channels")
  @Tag("THR-01")
  @Tag("HTTP-151")
  void givenAChannelOfAnotherForm_noMethodSignsIt(String channel) {
    OF_CHANNELS.forEach(
        (name, signer) ->
            assertThatThrownBy(() -> signer.sign(SOCKET, channel))
                .as(name)
                .isInstanceOf(IllegalArgumentException.class));
  }

  @Test
  @Tag("THR-01")
  void givenTheRightForm_everyMethodSigns() {
    ALL.forEach(
        (name, signer) ->
            assertThat(signer.sign(SOCKET, "private-" + "a".repeat(192)).toString())
                .as(name)
                .contains("***"));
  }

  @ParameterizedTest
  @MethodSource
  @Tag("THR-01")
  @Tag("HTTP-150")
  void givenUserDataThatNamesNobody_nothingIsSigned(String userData) {
    assertThatThrownBy(() -> PUSHER.authenticateUserVerbatim(SOCKET, userData))
        .isInstanceOf(IllegalArgumentException.class);
  }

  static Stream<String> givenUserDataThatNamesNobody_nothingIsSigned() {
    return Stream.of(
        "",
        "{}",
        "{\"id\":null}",
        "{\"id\":7}",
        "{\"id\":\"\"}",
        "{\"id\":\"a\\n\"}",
        "{\"id\":\"a\",\"id\":\"b\"}",
        "{\"id\":\"a\"} x",
        "[\"a\"]",
        "{\"id\":\"" + "a".repeat(129) + "\"}");
  }

  @ParameterizedTest
  @MethodSource
  @Tag("THR-01")
  void givenATypedUserThatNobodyCanBe_itCannotBeMade(String id) {
    assertThatThrownBy(() -> UserData.of(id)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PresenceData.of(id)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> USER.withWatchlist(List.of(id)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  static Stream<String> givenATypedUserThatNobodyCanBe_itCannotBeMade() {
    return Stream.of("", "a\n", "\u0000", "\ud800", "a".repeat(129));
  }

  @ParameterizedTest
  @MethodSource
  void givenUserInfoThatIsNoJson_itIsRefused(String json) {
    assertThatThrownBy(() -> USER.withUserInfo(json)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> MEMBER.withUserInfo(json))
        .isInstanceOf(IllegalArgumentException.class);
  }

  static Stream<String> givenUserInfoThatIsNoJson_itIsRefused() {
    return Stream.of("", "x", "{", "1,\"id\":\"root\"", "1}", "1} {", "\"\\ud800\"", "1,");
  }

  @Test
  void givenMoreThan100WatchedUsers_theyAreRefusedAndNotCut() {
    List<String> ids = Stream.iterate(0, i -> i + 1).limit(101).map(String::valueOf).toList();

    assertThat(USER.withWatchlist(ids.subList(0, 100)).toJson()).contains("\"99\"");
    assertThatThrownBy(() -> USER.withWatchlist(ids))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("101");
  }

  @Test
  @Tag("HTTP-151")
  void givenAPresenceChannel_itNeedsItsMemberOrTheWordThatTheUserIsSignedIn() {
    assertThatThrownBy(() -> PUSHER.authorizeChannel(SOCKET, "presence-a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("authorizeChannelAsSignedInUser");
    assertThat(PUSHER.authorizeChannelAsSignedInUser(SOCKET, "presence-a").channelData()).isEmpty();
    assertThat(PUSHER.authorizeChannel(SOCKET, "presence-a", MEMBER).channelData())
        .contains("{\"user_id\":\"a\"}");
  }

  @Test
  @Tag("HTTP-151")
  void givenAChannelThatNeedsNoToken_nothingIsSigned() {
    for (String channel : List.of("news", "cache-news", "private", "Private-a")) {
      assertThatThrownBy(() -> PUSHER.authorizeChannel(SOCKET, channel))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("private- or presence-");
    }
  }

  @Test
  @Tag("HTTP-152")
  void givenNoMasterKey_anEncryptedChannelGetsNoToken() {
    Pusher without = new Pusher(RestOptions.of("http://127.0.0.1:1", "1", "key", "secret"));

    assertThatThrownBy(() -> without.authorizeChannel(SOCKET, "private-encrypted-a"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("withEncryptionMasterKey");
    assertThat(without.authorizeChannel(SOCKET, "private-a").sharedSecret()).isEmpty();
    assertThat(PUSHER.authorizeChannel(SOCKET, "private-a").sharedSecret()).isEmpty();
  }
}
