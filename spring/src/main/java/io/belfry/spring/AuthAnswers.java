package io.belfry.spring;

import io.belfry.protocol.ChannelKind;
import io.belfry.protocol.ChannelName;
import io.belfry.rest.AuthRequest;
import io.belfry.rest.ChannelAuth;
import io.belfry.rest.PresenceData;
import io.belfry.rest.Pusher;
import io.belfry.rest.UserData;
import jakarta.servlet.http.HttpSession;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/**
 * Decides what clients are answered: who the user is, and whether the user may join a channel. Who
 * it is comes from the application's own log-in, never from the request.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules HTTP-231 to HTTP-234"
 */
final class AuthAnswers {
  private static final int BAD_REQUEST = 400;
  private static final int FORBIDDEN = 403;
  private static final int FAULT = 500;
  static final AuthAnswer NOBODY =
      AuthAnswer.refused(
          FORBIDDEN, "Nobody is logged in, so nothing is signed. Log in to the application first.");

  private final SpacedLog log = SpacedLog.of(AuthAnswers.class);
  private final Pusher pusher;
  private final UserDataProvider users;
  private final ChannelAuthorizers authorizers;

  AuthAnswers(Pusher pusher, UserDataProvider users, ChannelAuthorizers authorizers) {
    this.pusher = pusher;
    this.users = users;
    this.authorizers = authorizers;
  }

  /** Who asks: what the endpoints know of it. */
  interface Question {
    AuthAnswer ask(@Nullable Principal who, AuthRequest request, @Nullable HttpSession session);
  }

  AuthAnswer user(@Nullable Principal who, AuthRequest request, @Nullable HttpSession session) {
    if (who == null) {
      return NOBODY;
    }
    try {
      UserData told = users.checkedUserData(who, request);
      UserData user = session == null ? told : named(told, session);
      return AuthAnswer.signed(pusher.authenticateUser(request.socketId(), user).toJson());
    } catch (IllegalArgumentException e) {
      return AuthAnswer.refused(BAD_REQUEST, String.valueOf(e.getMessage()));
    }
  }

  private static UserData named(UserData user, HttpSession session) {
    return LoginSessions.named(user, session.getId(), session::getAttribute, session::setAttribute);
  }

  AuthAnswer channel(@Nullable Principal who, AuthRequest request, @Nullable HttpSession session) {
    if (who == null) {
      return NOBODY;
    }
    String channel = request.channelName().orElse("");
    if (ChannelName.parse(channel).isEmpty()
        || !ChannelKind.of(channel).has(ChannelKind.Trait.AUTHORIZED)) {
      return AuthAnswer.refused(
          BAD_REQUEST,
          "The request has no channel_name of a channel that needs a token. Expected one that"
              + " begins with private- or presence-.");
    }
    if (!authorizers.mayJoin(who, channel, request)) {
      return AuthAnswer.refused(FORBIDDEN, "The application does not let this user join.");
    }
    return joined(who, request, channel);
  }

  private AuthAnswer joined(Principal who, AuthRequest request, String channel) {
    boolean hasMembers = ChannelKind.of(channel).has(ChannelKind.Trait.ROSTER);
    try {
      PresenceData member =
          hasMembers ? PresenceData.of(users.checkedUserData(who, request)) : null;
      ChannelAuth auth =
          member == null
              ? pusher.authorizeChannel(request.socketId(), channel)
              : pusher.authorizeChannel(request.socketId(), channel, member);
      return AuthAnswer.signed(auth.toJson());
    } catch (IllegalArgumentException e) {
      return AuthAnswer.refused(BAD_REQUEST, String.valueOf(e.getMessage()));
    } catch (IllegalStateException e) {
      log.warn(() -> "An encrypted channel needs belfry.encryption-master-key. " + e.getMessage());
      return AuthAnswer.refused(FAULT, "Encrypted channels are not set up. The log says more.");
    }
  }
}
