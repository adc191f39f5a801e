package io.belfry.bench;

import io.belfry.protocol.sign.AuthToken;
import io.belfry.protocol.sign.StringToSign;
import io.belfry.server.socket.Connection;
import java.nio.charset.StandardCharsets;

/**
 * What a sign-in says.
 *
 * <p>Thread: immutable.
 */
public enum Saying {
  /** The id of the user, and no more. */
  PLAIN("{\"id\":\"user-%1$07d\"}"),
  /** Also until when it holds, and its login session and device. */
  DESCRIBED(
      "{\"id\":\"user-%1$07d\",\"exp\":99999999999,"
          + "\"session\":\"login-%1$022d\",\"device\":\"Firefox on Linux\"}");

  private final String userData;

  Saying(String userData) {
    this.userData = userData;
  }

  /** The text of the message, signed for that connection. */
  byte[] text(Connection connection, int user) {
    String said = userData.formatted(user);
    String auth =
        AuthToken.sign(
            BenchSettings.KEY,
            BenchSettings.SECRET,
            StringToSign.signin(connection.socketId(), said));
    return "{\"event\":\"pusher:signin\",\"data\":{\"auth\":\"%s\",\"user_data\":\"%s\"}}"
        .formatted(auth, said.replace("\"", "\\\""))
        .getBytes(StandardCharsets.UTF_8);
  }
}
