package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.belfry.e2e.ServerSdk.Factory;
import io.belfry.e2e.ServerSdk.Member;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What every official server SDK that knows users has to be able to do with the server. */
abstract class UserSdkContract extends ServerSdkContract<ServerSdk.OfUsers> {
  private static final Member BOB = new Member("bob", "Bob");

  UserSdkContract(Factory<ServerSdk.OfUsers> factory) {
    super(factory);
  }

  @Test
  @Tag("WS-034")
  void givenASignin_theUserIsWhoTheSdkSays() {
    try (WireSubscriber connection = new WireSubscriber(belfry)) {
      JsonObject user = json(signin(connection, ALICE).get("user_data").getAsString());

      assertThat(user)
          .isEqualTo(json("{\"id\":\"alice\",\"user_info\":{\"name\":\"Alice Ångström\"}}"));
    }
  }

  @Test
  @Tag("HTTP-080")
  void givenAnEventToAUser_onlyTheConnectionsOfThatUserGetIt() {
    try (WireSubscriber phone = new WireSubscriber(belfry);
        WireSubscriber laptop = new WireSubscriber(belfry);
        WireSubscriber bob = new WireSubscriber(belfry)) {
      signin(phone, ALICE);
      signin(laptop, ALICE);
      signin(bob, BOB);
      sdk.sendToUser("alice", "paid", Map.of("invoice", "17"));

      assertThat(phone.nextOf("paid")).isEqualTo(json("{\"invoice\":\"17\"}"));
      assertThat(laptop.nextOf("paid")).isEqualTo(json("{\"invoice\":\"17\"}"));
      bob.hasNothing();
    }
  }

  @Test
  @Tag("HTTP-140")
  void givenATermination_onlyTheConnectionsOfThatUserAreClosed() {
    try (WireSubscriber phone = new WireSubscriber(belfry);
        WireSubscriber laptop = new WireSubscriber(belfry);
        WireSubscriber bob = new WireSubscriber(belfry)) {
      signin(phone, ALICE);
      signin(laptop, ALICE);
      signin(bob, BOB);
      sdk.terminate("alice");

      assertThat(phone.endCode()).isEqualTo(4009);
      assertThat(laptop.endCode()).isEqualTo(4009);
      bob.hasNothing();
    }
  }

  @Test
  @Tag("HTTP-082")
  @Tag("HTTP-142")
  void givenAUserWhoIsNotThere_sendingAndTerminatingSucceed() {
    sdk.sendToUser("carol", "paid", Map.of());
    sdk.terminate("carol");
    sdk.terminate("carol");

    assertThat(belfry.connections()).isZero();
  }

  private JsonObject signin(WireSubscriber connection, Member user) {
    return connection.signinWith(sdk.authenticateUser(connection.socketId(), user));
  }
}
