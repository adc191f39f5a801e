package io.belfry.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.rest.RecordingServer.Answer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is heard of calls when they have ended. */
class CallListenerTest {
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

  private Pusher listening(String url) {
    return new Pusher(
        RestOptions.of(url, "1", "key", RecordingServer.SECRET)
            .withCallListener(
                (operation, status, took) ->
                    heard.add(operation + " " + status + " " + !took.isNegative())));
  }

  private String next() throws InterruptedException {
    return String.valueOf(heard.poll(20, TimeUnit.SECONDS));
  }

  @Test
  @Tag("HTTP-237")
  void givenCalls_theirOperationAndStatusAreHeard() throws InterruptedException {
    try (RecordingServer server = RecordingServer.answering(new Answer(200, "{}"));
        Pusher pusher = listening(server.url())) {
      pusher.trigger("events", "name", "{}");
      assertThat(next()).isEqualTo("events 200 true");
      pusher.terminateUserConnections("events");
      assertThat(next()).isEqualTo("terminate_connections 200 true");
      pusher.get("/channels/events");
      assertThat(next()).isEqualTo("channels 200 true");
      pusher.get("/something/events");
      assertThat(next()).isEqualTo("other 200 true");
    }
  }

  @Test
  @Tag("HTTP-237")
  void givenARefusal_andNoServer_thatIsHeard() throws InterruptedException {
    String url;
    try (RecordingServer server = RecordingServer.answering(new Answer(403, "{}"));
        Pusher pusher = listening(server.url())) {
      url = server.url();
      assertThatThrownBy(() -> pusher.get("/channels")).isInstanceOf(ApiException.class);
      assertThat(next()).isEqualTo("channels 403 true");
    }
    try (Pusher pusher = listening(url)) {
      assertThatThrownBy(() -> pusher.get("/channels")).isInstanceOf(ApiException.class);
      assertThat(next()).isEqualTo("channels 0 true");
    }
  }

  @Test
  @Tag("HTTP-150")
  @Tag("HTTP-234")
  void givenSessionAndDevice_theyAreSigned_andAMemberHasIdAndInfoAlone() {
    UserData user =
        UserData.of("ada").withUserInfo("{\"name\":\"Ada\"}").withSession("s").withDevice("d");

    assertThat(user.toJson())
        .isEqualTo(
            "{\"id\":\"ada\",\"user_info\":{\"name\":\"Ada\"},\"session\":\"s\",\"device\":\"d\"}");
    assertThat(PresenceData.of(user).toJson())
        .isEqualTo("{\"user_id\":\"ada\",\"user_info\":{\"name\":\"Ada\"}}");
    assertThatThrownBy(() -> user.withSession("\n")).hasMessageContaining("session");
    assertThatThrownBy(() -> user.withDevice("x".repeat(65))).hasMessageContaining("device");
  }
}
