package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.pusher.rest.Pusher;
import com.pusher.rest.data.Result;
import io.belfry.e2e.BackendScene.Connection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The official Java server library, unmodified, against a real server. */
class OfficialServerLibraryTest {
  private final BackendScene scene = new BackendScene();
  private final Pusher pusher = new Pusher("1", BackendScene.KEY, BackendScene.SECRET);

  OfficialServerLibraryTest() {
    pusher.setHost("127.0.0.1:" + scene.port());
  }

  @AfterEach
  void close() throws Exception {
    pusher.close();
    scene.close();
  }

  @Test
  void givenATriggerOfOneChannel_itsSubscribersGetIt() {
    Connection ada = scene.subscribed("orders");

    Result result = pusher.trigger("orders", "created", Map.of("n", "ë"));

    assertThat(result.getStatus()).isEqualTo(Result.Status.SUCCESS);
    ada.gets("orders", "created", "{\"n\":\"ë\"}");
    ada.hasNothing();
  }

  @Test
  void givenATriggerOfSeveralChannels_theSubscribersOfEachGetIt() {
    Connection ada = scene.subscribed("a");
    Connection bob = scene.subscribed("b");

    Result result = pusher.trigger(List.of("a", "b"), "e", List.of(1, 2));

    assertThat(result.getStatus()).isEqualTo(Result.Status.SUCCESS);
    ada.gets("a", "e", "[1,2]");
    bob.gets("b", "e", "[1,2]");
  }

  @Test
  void givenAnExcludedSocketId_thatConnectionGetsNothing() {
    Connection ada = scene.subscribed("a");
    Connection sender = scene.subscribed("a");

    Result result = pusher.trigger("a", "e", "plain", sender.socketId());

    assertThat(result.getStatus()).isEqualTo(Result.Status.SUCCESS);
    ada.gets("a", "e", "\"plain\"");
    sender.hasNothing();
  }

  @Test
  void givenDataAboveTheLimit_theLibrarySaysSoAndNobodyGetsIt() {
    Connection ada = scene.subscribed("a");

    Result result = pusher.trigger("a", "e", "x".repeat(10_241));

    assertThat(result.getHttpStatus()).isEqualTo(413);
    assertThat(result.getStatus()).isEqualTo(Result.Status.UNKNOWN_ERROR);
    assertThat(result.getMessage()).contains("payload_too_large");
    ada.hasNothing();
  }

  @Test
  void givenAWrongSecret_theLibrarySaysThatAuthenticationFailed() throws Exception {
    Pusher wrong = new Pusher("1", BackendScene.KEY, "another secret");
    wrong.setHost("127.0.0.1:" + scene.port());

    Result result = wrong.trigger("a", "e", "1");
    wrong.close();

    assertThat(result.getStatus()).isEqualTo(Result.Status.AUTHENTICATION_ERROR);
  }
}
