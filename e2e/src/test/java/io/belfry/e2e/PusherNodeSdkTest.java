package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.e2e.ServerSdk.Member;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The official server library for Node.js, unmodified, against the server. */
@Tag("sdk")
class PusherNodeSdkTest extends UserSdkContract {
  @AutoClose private static final SdkProgram DRIVER = SdkProgram.node("pusher-node");

  PusherNodeSdkTest() {
    super(account -> new DrivenServerSdk(DRIVER, account));
  }

  @Test
  @Tag("HTTP-058")
  void givenATriggerThatAsksForCounts_theyAreAnswered() {
    DrivenServerSdk node = new DrivenServerSdk(DRIVER, belfry.account());
    try (WireSubscriber alice = new WireSubscriber(belfry)) {
      enter(alice, ALICE);

      assertThat(
              node.ask(
                  "triggerAsking",
                  Map.of(
                      "channels",
                      List.of(ROOM, "news"),
                      "event",
                      "headline",
                      "data",
                      Map.of(),
                      "info",
                      "user_count,subscription_count")))
          .isEqualTo(
              json(
                  """
                  {"channels": {
                    "presence-room": {"user_count": 1, "subscription_count": 1},
                    "news": {"subscription_count": 0}}}"""));
    }
  }

  @Test
  @Tag("HTTP-074")
  void givenABatchThatAsksForCounts_theyStandInItsOrder() {
    DrivenServerSdk node = new DrivenServerSdk(DRIVER, belfry.account());
    try (WireSubscriber reader = new WireSubscriber(belfry).join("news")) {
      Map<String, String> plain = Map.of("channel", "sports", "name", "goal", "data", "1:0");
      Map<String, String> asking =
          Map.of("channel", "news", "name", "rain", "data", "{}", "info", "subscription_count");

      assertThat(node.ask("triggerBatch", Map.of("batch", List.of(plain, asking))))
          .isEqualTo(json("{\"batch\": [{}, {\"subscription_count\": 1}]}"));
      reader.nextOf("rain");
    }
  }

  // The library signs the path as it is and sends it percent-encoded.
  @Test
  @Tag("HTTP-143")
  void givenAUserIdWithOddLetters_thatUserIsTerminated() {
    Member user = new Member("Åsa B+C", "Åsa");
    try (WireSubscriber phone = new WireSubscriber(belfry)) {
      phone.signinWith(sdk.authenticateUser(phone.socketId(), user));
      sdk.terminate(user.id());

      assertThat(phone.endCode()).isEqualTo(4009);
    }
  }
}
