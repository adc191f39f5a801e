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
import io.belfry.server.metrics.Metric;
import io.belfry.server.refusal.Attempt;
import io.belfry.server.refusal.Kind;
import io.belfry.server.refusal.Reason;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
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
      refuse(connection, new Refused(Reason.SIGNIN_DISABLED, "User authentication is disabled"));
      return;
    }
    String userData = signin.userData();
    if (!app.limits().allows(Limit.MAX_USER_DATA_BYTES, utf8Length(userData))) {
      refuse(
          connection,
          new Refused(Reason.USER_DATA_TOO_LARGE, "user_data too large"),
          Limit.MAX_USER_DATA_BYTES);
      return;
    }
    if (isSignedByApp(connection, signin)) {
      try {
        int maxIdLength = (int) app.limits().of(Limit.MAX_USER_ID_LENGTH);
        signIn(connection, UserData.parse(userData, maxIdLength), userData);
      } catch (ProtocolException e) {
        if (isReadableWithALongerId(userData)) {
          Refused tooLong = new Refused(Reason.ID_INVALID, e.hint());
          refuse(connection, tooLong, Limit.MAX_USER_ID_LENGTH);
        } else {
          refuse(connection, Refused.of(e));
        }
      }
    }
  }

  private static boolean isSignedByApp(Connection connection, Signin signin) {
    if (Surrogates.hasLone(signin.userData())) {
      refuse(connection, new Refused(Reason.USER_DATA_INVALID, "user_data is not a JSON object"));
      return false;
    }
    String text = StringToSign.signin(connection.socketId(), signin.userData());
    Attempt attempt = Attempt.signin(signin.auth(), connection.socketId(), signin.userData());
    return switch (connection.app().verify(signin.auth(), text)) {
      case GRANTED -> true;
      case UNKNOWN_KEY -> {
        Reason reason =
            connection.app().hasKey(attempt.key()) ? Reason.KEY_INACTIVE : Reason.KEY_UNKNOWN;
        refuse(connection, new Refused(reason, "Invalid key in sign-in auth data", attempt));
        yield false;
      }
      case BAD_SIGNATURE -> {
        refuse(connection, new Refused(Reason.SIGNATURE_WRONG, "Invalid signature", attempt));
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
                    new Refused(
                        Reason.TOO_MANY_CONNECTIONS,
                        "This user has as many connections as allowed"),
                    Limit.MAX_CONNECTIONS_PER_USER);
              }
            }
          });
    } else if (current.equals(data.id())) {
      connection.userInfo(data.userInfo());
      succeed(connection, data, userData);
    } else {
      refuse(
          connection,
          new Refused(Reason.OTHER_USER, "Connection is already signed in as another user"));
    }
  }

  private static void succeed(Connection connection, UserData data, String userData) {
    connection.authorized();
    connection.send(new ServerMessage.SigninSuccess(userData));
    connection.receiveUserEvents(true);
    connection.metrics().count(Metric.SIGNINS, connection.app().id(), "accepted", "signed_in");
    LOG.debug(
        "signed in app={} user={} socket={}",
        connection.app().id(),
        data.id(),
        connection.socketId());
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

  /**
   * A sign-in that does not come about.
   *
   * @param reason for the operator
   * @param hint for the client
   * @param attempt its token; null where it is right or missing
   */
  private record Refused(Reason reason, String hint, @Nullable Attempt attempt) {
    Refused(Reason reason, String hint) {
      this(reason, hint, null);
    }

    static Refused of(ProtocolException unreadable) {
      String hint = unreadable.hint();
      Reason reason =
          switch (hint) {
            case "Missing parameter: data.auth" -> Reason.AUTH_MISSING;
            case "Missing parameter: data.user_data" -> Reason.USER_DATA_MISSING;
            case "user_data must contain a non-empty string id" -> Reason.ID_INVALID;
            default -> Reason.USER_DATA_INVALID;
          };
      return new Refused(reason, hint);
    }
  }

  /** Answers a sign-in that lacks what it needs. */
  static void unreadable(Connection connection, ProtocolException problem) {
    refuse(connection, Refused.of(problem));
  }

  private static void refuse(Connection connection, Refused refused, Limit limit) {
    connection.countRefusal(limit.key());
    refuse(connection, refused);
  }

  private static void refuse(Connection connection, Refused refused) {
    Attempt attempt = refused.attempt();
    String key = attempt == null ? null : attempt.key();
    connection.note(Denied.wish(connection, Kind.SIGN_IN, refused.reason(), key).with(attempt));
    connection.refuse(ErrorCode.SIGNIN_REFUSED, refused.hint());
  }

  private static int utf8Length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
