package io.belfry.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.rest.RecordingServer.Received;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueriesTest {
  @Test
  @Tag("HTTP-159")
  void givenAPrefixAndAttributes_theyAreEscapedOnTheWireAndSignedUnescaped() {
    try (RecordingServer server =
        RecordingServer.answering("{\"channels\":{\"presence-a\":{\"user_count\":2},\"b\":{}}}")) {
      assertThat(
              server
                  .pusher()
                  .queries()
                  .channels(
                      "presence-a b+ë&=/%20",
                      ChannelAttribute.USER_COUNT, ChannelAttribute.SUBSCRIPTION_COUNT))
          .containsEntry("presence-a", new ChannelInfo(OptionalLong.empty(), OptionalLong.of(2)))
          .containsEntry("b", ChannelInfo.NONE)
          .hasSize(2);

      Received request = server.next();
      assertThat(request.method()).isEqualTo("GET");
      assertThat(request.rawPath()).isEqualTo("/apps/7/channels");
      assertThat(request.rawTarget())
          .contains("filter_by_prefix=presence-a%20b%2B%C3%AB%26%3D%2F%2520")
          .contains("info=user_count%2Csubscription_count")
          .doesNotContain("body_md5");
      assertThat(request.isSigned()).isTrue();
      assertThat(request.headers()).containsKeys("X-Pusher-Library", "Content-Type");
    }
  }

  @Test
  void givenNoPrefix_allChannelsAreAskedFor() {
    try (RecordingServer server = RecordingServer.answering("{\"channels\":{}}")) {
      assertThat(server.pusher().queries().channels("")).isEmpty();
      assertThat(server.next().query()).doesNotContainKeys("filter_by_prefix", "info");
    }
  }

  @Test
  void givenOneChannel_itsStateIsTyped() {
    try (RecordingServer server =
        RecordingServer.answering(
            "{\"occupied\":true,\"subscription_count\":51,\"cache\":{\"data\":\"{}\",\"ttl\":60}}")) {
      ChannelState state =
          server.pusher().queries().channel("cache-a=@,.;", ChannelAttribute.CACHE);

      assertThat(state)
          .isEqualTo(
              new ChannelState(
                  true,
                  new ChannelInfo(OptionalLong.of(51), OptionalLong.empty()),
                  Optional.of(new ChannelState.Cached("{}", Duration.ofSeconds(60)))));
      Received request = server.next();
      assertThat(request.rawPath()).isEqualTo("/apps/7/channels/cache-a%3D%40%2C.%3B");
      assertThat(request.isSigned()).isTrue();
    }
  }

  @Test
  void givenAChannelNobodyIsSubscribedTo_itIsNoError() {
    try (RecordingServer server =
        RecordingServer.answering("{\"occupied\":false,\"cache\":null}")) {
      assertThat(server.pusher().queries().channel("a"))
          .isEqualTo(new ChannelState(false, ChannelInfo.NONE, Optional.empty()));
    }
  }

  @Test
  void givenAPresenceChannel_itsMembersAreIds() {
    try (RecordingServer server =
        RecordingServer.answering("{\"users\":[{\"id\":\"1\"},{\"id\":\"ë\",\"x\":1}]}")) {
      assertThat(server.pusher().queries().members("presence-a")).containsExactly("1", "ë");
      assertThat(server.next().rawPath()).isEqualTo("/apps/7/channels/presence-a/users");
    }
  }

  @Test
  @Tag("HTTP-164")
  void givenTheConnections_theyAreCountedInBothForms() {
    try (RecordingServer server = RecordingServer.answering("{\"connections\":12}")) {
      Queries queries = server.pusher().queries();

      assertThat(queries.connections()).isEqualTo(12);
      assertThat(queries.connectionsAsync().toCompletableFuture().join()).isEqualTo(12);
      assertThat(server.next().rawPath()).isEqualTo("/apps/7/connections");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "OK",
        "[]",
        "{\"connections\":\"many\"}",
        "{\"connections\":1.5}",
        "{}",
        "{\"connections\":12"
      })
  @Tag("HTTP-160")
  void givenASuccessThatIsNotTheAnswer_itIsATypedErrorAndNotRetryable(String body) {
    try (RecordingServer server = RecordingServer.answering(body)) {
      assertThatThrownBy(() -> server.pusher().queries().connections())
          .isInstanceOfSatisfying(
              ApiException.class,
              e -> {
                assertThat(e.status()).isEqualTo(200);
                assertThat(e.body()).isEqualTo(body);
                assertThat(e.isRetryable()).isFalse();
              });
    }
  }

  @Test
  void givenAMalformedName_nothingIsAsked() {
    try (RecordingServer server = RecordingServer.answering("{}")) {
      Queries queries = server.pusher().queries();

      assertThatThrownBy(() -> queries.channel("a b")).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> queries.members("../users"))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> queries.channels("", ChannelAttribute.CACHE))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(server.left()).isEmpty();
    }
  }
}
