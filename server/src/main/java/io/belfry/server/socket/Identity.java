package io.belfry.server.socket;

import io.belfry.protocol.Member;
import io.belfry.protocol.SessionTerms;
import io.belfry.protocol.SocketId;
import io.belfry.protocol.UserData;
import io.belfry.protocol.UserId;
import io.belfry.server.cluster.Decision.SignedIn;
import io.belfry.server.delivery.AppHoldings;
import io.belfry.server.shutout.IssuedToken;
import io.belfry.server.shutout.TokenMark;
import io.belfry.server.user.Presences;
import io.belfry.server.user.SignedInUser;
import io.belfry.server.user.UserConnection;
import io.belfry.server.user.Users;
import io.belfry.server.user.Watcher;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Who is signed in on a connection, and whom that user watches.
 *
 * <p>Thread: confined to the event loop of the connection.
 */
final class Identity {
  private final AppHoldings holdings;
  private final UserConnection connection;
  private @Nullable UserId user;
  private @Nullable String userInfo;
  private @Nullable Watcher watcher;
  private long signedInAt;
  private long signedInAtMillis;
  private SessionTerms terms = SessionTerms.NONE;
  private @Nullable TokenMark token;
  // As the session began: what a repeated sign-in calls it is told to nobody.
  private @Nullable SessionTerms begun;

  /** Nobody yet. */
  Identity(AppHoldings holdings, UserConnection connection) {
    this.holdings = holdings;
    this.connection = connection;
  }

  /** The signed-in user; null while anonymous. */
  @Nullable UserId user() {
    return user;
  }

  /** The signed-in user as a member of a presence channel; null while anonymous. */
  @Nullable Member asMember() {
    return user == null ? null : new Member(user, userInfo);
  }

  /**
   * Binds the user; from here on a termination reaches the connection. Completes when the app knows
   * that the user is online, or does not take one more connection.
   *
   * @param issued the token of an issuer; null where the app has signed
   * @param now time on the monotonic clock
   * @param nowMillis the same moment in Unix milliseconds
   */
  CompletionStage<Users.SigninVerdict> signIn(
      UserData data, @Nullable IssuedToken issued, long now, long nowMillis) {
    signedInAt = now;
    signedInAtMillis = nowMillis;
    SignedInUser online = holdings.users().user(data.id());
    // One text for all connections of a user.
    UserId id = online == null ? data.id() : online.id();
    user = id;
    repeated(data, issued);
    return holdings.users().register(id, connection);
  }

  /** When the user was bound, on the monotonic clock. */
  long signedInAt() {
    return signedInAt;
  }

  /** The sign-in did not come about, or the connection ends. */
  void signOut() {
    UserId id = user;
    if (id != null) {
      holdings.users().leave(id, connection);
      user = null;
      userInfo = null;
      terms = SessionTerms.NONE;
      token = null;
    }
  }

  /**
   * What a repeated sign-in says of the same user counts from now on (rule USR-004).
   *
   * @param issued its token of an issuer; null where the app has signed
   */
  void repeated(UserData data, @Nullable IssuedToken issued) {
    token = TokenMark.of(issued);
    userInfo = data.userInfo();
    SessionTerms said = data.terms();
    SessionTerms first = begun;
    if (first != null && isNamed(said, first)) {
      // Who renews says the same again and again; it is kept once.
      said =
          said.equals(first)
              ? first
              : new SessionTerms(
                  said.expiresAtSeconds(), first.session(), first.device(), said.ignored());
      begun = said;
    }
    terms = said;
  }

  private static boolean isNamed(SessionTerms one, SessionTerms other) {
    return Objects.equals(one.session(), other.session())
        && Objects.equals(one.device(), other.device());
  }

  /** What the sign-in says of its session. */
  SessionTerms terms() {
    return terms;
  }

  /** What is kept of the token of the latest sign-in; null where the app has signed. */
  @Nullable TokenMark token() {
    return token;
  }

  /** When the user was bound, in Unix milliseconds. */
  long signedInAtMillis() {
    return signedInAtMillis;
  }

  /** The client knows that it is signed in, on that connection. */
  void started(SocketId socketId) {
    UserId id = user;
    if (begun == null && id != null) {
      begun = terms;
      holdings.users().started(session(id, socketId, terms));
    }
  }

  private static SignedIn session(UserId user, SocketId socketId, SessionTerms terms) {
    return new SignedIn(user, socketId, terms.session(), terms.device());
  }

  /** Who is online in the app. */
  Presences presences() {
    return holdings.presences();
  }

  /** Follows these users in place of those of an earlier sign-in; null for nobody. */
  void watch(@Nullable Watcher newWatcher) {
    if (watcher != null) {
      holdings.watchlists().remove(watcher);
    }
    watcher = newWatcher;
    if (newWatcher != null) {
      holdings.watchlists().add(newWatcher);
    }
  }

  /** The connection of that id ends with that code. */
  void end(SocketId socketId, int code) {
    watch(null);
    UserId id = user;
    SessionTerms first = begun;
    if (first != null && id != null) {
      holdings.users().ended(session(id, socketId, first), code);
    }
    signOut();
  }
}
