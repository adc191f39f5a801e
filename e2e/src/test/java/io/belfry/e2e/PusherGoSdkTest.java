package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The official server library for Go, unmodified, against the server. It ends no connections. */
@Tag("sdk")
class PusherGoSdkTest extends ServerSdkContract<ServerSdk.OfUsers> {
  @AutoClose private static final SdkProgram DRIVER = SdkProgram.compiled("pusher-go");

  PusherGoSdkTest() {
    super(account -> new DrivenServerSdk(DRIVER, account));
  }

  @Test
  @Tag("WS-034")
  @Tag("HTTP-080")
  void givenASignin_eventsThatTheSdkSendsToTheUserArrive() {
    try (WireSubscriber phone = new WireSubscriber(belfry);
        WireSubscriber stranger = new WireSubscriber(belfry)) {
      JsonObject signedIn = phone.signinWith(sdk.authenticateUser(phone.socketId(), ALICE));
      sdk.sendToUser("alice", "paid", Map.of("invoice", "17"));

      assertThat(json(signedIn.get("user_data").getAsString()))
          .isEqualTo(json("{\"id\":\"alice\",\"user_info\":{\"name\":\"Alice Ångström\"}}"));
      assertThat(phone.nextOf("paid")).isEqualTo(json("{\"invoice\":\"17\"}"));
      stranger.hasNothing();
    }
  }
}
