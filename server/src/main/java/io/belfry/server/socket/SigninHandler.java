package io.belfry.server.socket;

import io.belfry.protocol.ErrorCode;
import io.belfry.protocol.ProtocolException;
import io.belfry.protocol.Surrogates;
import io.belfry.protocol.UserData;
import io.belfry.protocol.UserId;
import io.belfry.protocol.message.ClientMessage.Signin;
import io.belfry.protocol.message.ServerMessage;
import io.belfry.protocol.sign.StringToSign;
import io.belfry.server.app.App;
import io.belfry.server.app.Limit;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs a user in. The signed text is looked into only after its signature was verified, and is
 * echoed byte for byte. A refusal never closes the connection and never takes an identity away.
 *
 * <p>Thread: stateless; runs on the event loop of the connection.
 *
 * @see "rules WS-034 to WS-040, WS-043"
 */
final class SigninHandler {
  private static final Logger LOG = LoggerFactory.getLogger(SigninHandler.class);

  void handle(Connection connection, Signin signin) {
    App app = connection.app();
    if (!app.settings().features().userAuthentication()) {
      refuse(connection, "User authentication is disabled");
      return;
    }
    String userData = signin.userData();
    if (!app.limits().allows(Limit.MAX_USER_DATA_BYTES, utf8Length(userData))) {
      refuse(connection, "user_data too large", Limit.MAX_USER_DATA_BYTES);
      return;
    }
    if (isSignedByApp(connection, signin)) {
      try {
        int maxIdLength = (int) app.limits().of(Limit.MAX_USER_ID_LENGTH);
        signIn(connection, UserData.parse(userData, maxIdLength), userData);
      } catch (ProtocolException e) {
        if (isReadableWithALongerId(userData)) {
          refuse(connection, e.hint(), Limit.MAX_USER_ID_LENGTH);
        } else {
          refuse(connection, e.hint());
        }
      }
    }
  }

  private static boolean isSignedByApp(Connection connection, Signin signin) {
    if (Surrogates.hasLone(signin.userData())) {
      refuse(connection, "user_data is not a JSON object");
      return false;
    }
    String text = StringToSign.signin(connection.socketId(), signin.userData());
    return switch (connection.app().verify(signin.auth(), text)) {
      case GRANTED -> true;
      case UNKNOWN_KEY -> {
        refuse(connection, "Invalid key in sign-in auth data");
        yield false;
      }
      case BAD_SIGNATURE -> {
        refuse(connection, "Invalid signature");
        yield false;
      }
    };
  }

  private static void signIn(Connection connection, UserData data, String userData) {
    UserId current = connection.user();
    if (current == null) {
      connection.await(
          connection.signIn(data),
          verdict -> {
            switch (verdict) {
              case SIGNED_IN -> succeed(connection, data, userData);
              case TOO_MANY_CONNECTIONS -> {
                connection.signOut();
                refuse(
                    connection,
                    "This user has as many connections as allowed",
                    Limit.MAX_CONNECTIONS_PER_USER);
              }
            }
          });
    } else if (current.equals(data.id())) {
      connection.userInfo(data.userInfo());
      succeed(connection, data, userData);
    } else {
      refuse(connection, "Connection is already signed in as another user");
    }
  }

  private static void succeed(Connection connection, UserData data, String userData) {
    connection.authorized();
    connection.send(new ServerMessage.SigninSuccess(userData));
    connection.receiveUserEvents(true);
    LOG.debug("signed in app={} socket={}", connection.app().id(), connection.socketId());
    WatchlistStart.begin(connection, data.watchlist());
  }

  private static boolean isReadableWithALongerId(String userData) {
    try {
      UserData.parse(userData, Integer.MAX_VALUE);
      return true;
    } catch (ProtocolException e) {
      return false;
    }
  }

  private static void refuse(Connection connection, String hint, Limit limit) {
    connection.countRefusal(limit);
    refuse(connection, hint);
  }

  private static void refuse(Connection connection, String hint) {
    LOG.debug(
        "sign-in refused app={} socket={} reason=\"{}\"",
        connection.app().id(),
        connection.socketId(),
        hint);
    connection.refuse(ErrorCode.SIGNIN_REFUSED, hint);
  }

  private static int utf8Length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
