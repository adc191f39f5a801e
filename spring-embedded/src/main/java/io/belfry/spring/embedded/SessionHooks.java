package io.belfry.spring.embedded;

import io.belfry.protocol.SocketId;
import io.belfry.protocol.UserId;
import io.belfry.rest.AuthRequest;
import io.belfry.rest.UserData;
import io.belfry.server.hook.Authorization;
import io.belfry.server.hook.Authorization.Authorized;
import io.belfry.server.hook.Authorization.NotAuthorized;
import io.belfry.server.hook.Authorization.TokenNeeded;
import io.belfry.server.hook.BlockingHooks;
import io.belfry.server.hook.Hooks.Authorizing;
import io.belfry.server.hook.Hooks.WithoutToken;
import io.belfry.server.hook.Identification;
import io.belfry.server.hook.Identification.DescribedUser;
import io.belfry.server.hook.Identification.UnknownUser;
import io.belfry.spring.ChannelAuthorizers;
import io.belfry.spring.UserDataProvider;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Says who somebody is, and what they may join, by the session that their connection has come with:
 * as the endpoints of the starter do, without their round trip.
 *
 * <p>Thread: thread-safe; may block.
 *
 * @see "rules HTTP-243, HTTP-245"
 */
final class SessionHooks implements BlockingHooks {
  private final SessionFinder sessions;
  private final UserDataProvider users;
  private final ChannelAuthorizers authorizers;

  SessionHooks(SessionFinder sessions, UserDataProvider users, ChannelAuthorizers authorizers) {
    this.sessions = sessions;
    this.users = users;
    this.authorizers = authorizers;
  }

  @Override
  public Identification user(WithoutToken facts) {
    Optional<SessionFinder.Found> session = sessions.find(facts.arrival());
    if (session.isEmpty()) {
      return new UnknownUser();
    }
    AuthRequest request = request(facts.socketId(), "");
    UserData user = users.checkedUserData(session.get().who(), request);
    UserData named = session.get().named(user);
    // Whoever has logged out meanwhile has ended the connections that were signed in by then.
    return sessions.find(facts.arrival()).isPresent()
        ? new DescribedUser(named.toJson())
        : new UnknownUser();
  }

  /**
   * Only for who is signed in on the connection, as the session's user: else nothing would end it
   * at the log-out.
   */
  @Override
  public Authorization authorizing(Authorizing facts) {
    Optional<SessionFinder.Found> session = sessions.find(facts.arrival());
    if (session.isEmpty()) {
      return new TokenNeeded();
    }
    String user = users.userId(session.get().who());
    if (!Optional.ofNullable(facts.user()).map(UserId::text).equals(Optional.of(user))) {
      return new NotAuthorized("Sign in before you join a channel without a token");
    }
    String channel = facts.channel().text();
    return authorizers.mayJoin(session.get().who(), channel, request(facts.socketId(), channel))
        ? new Authorized()
        : new NotAuthorized("The application does not let this user join");
  }

  private static AuthRequest request(SocketId socketId, String channel) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("socket_id", socketId.text());
    if (!channel.isEmpty()) {
      parameters.put("channel_name", channel);
    }
    return new AuthRequest(
        socketId.text(),
        Optional.of(channel).filter(name -> !name.isEmpty()),
        Optional.empty(),
        parameters);
  }
}
