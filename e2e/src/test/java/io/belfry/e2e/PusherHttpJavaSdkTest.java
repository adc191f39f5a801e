package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.rest.UserData;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The official server library for Java, unmodified, against the server. */
class PusherHttpJavaSdkTest extends ServerSdkContract<PusherHttpJava> {
  PusherHttpJavaSdkTest() {
    super(PusherHttpJava::new);
  }

  @Test
  @Tag("HTTP-140")
  void givenATerminationByThePathOfTheApi_theConnectionsOfTheUserAreClosed() {
    try (WireSubscriber phone = new WireSubscriber(belfry)) {
      String auth =
          belfry.backend().authenticateUser(phone.socketId(), UserData.of("alice")).toJson();
      phone.signinWith(json(auth));
      sdk.post("/users/alice/terminate_connections", "{}");

      assertThat(phone.endCode()).isEqualTo(4009);
    }
  }
}
