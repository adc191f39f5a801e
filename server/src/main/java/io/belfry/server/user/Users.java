package io.belfry.server.user;

import io.belfry.protocol.UserId;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The signed-in users of one app on one event loop. The first connection of a user and the last one
 * are reported; whether the user is online is decided by whom they are reported to.
 *
 * <p>Thread: confined to its event loop.
 */
public final class Users {
  /** Verdict on a connection that wants to be one of a user's. */
  public enum SigninVerdict {
    /** It is one of them. */
    SIGNED_IN,
    /** The user has as many as allowed. */
    TOO_MANY_CONNECTIONS
  }

  /** Is told who is signed in on this loop; answers complete on this loop. */
  public interface UserReports {
    /**
     * A connection has signed in.
     *
     * @param connections all of this loop's connections of the user, the new one included
     */
    CompletionStage<SigninVerdict> signedIn(UserId user, int connections);

    /**
     * Whether each connection of a user has to be reported, and not only the first and the last.
     */
    boolean wantsEach();

    /** A connection is gone, and so many are left on this loop. */
    void left(UserId user, int connections);

    /** The last one is gone. */
    void lastOut(UserId user);
  }

  private final Map<UserId, SignedInUser> users = new HashMap<>();
  private final UserReports reports;

  /** Users that are reported to {@code reports}. */
  public Users(UserReports reports) {
    this.reports = reports;
  }

  /**
   * Binds a connection to its user. From here on a termination reaches it.
   *
   * @return the verdict; completes on this loop
   */
  public CompletionStage<SigninVerdict> register(UserId id, UserConnection connection) {
    SignedInUser user = users.get(id);
    if (user == null) {
      user = new SignedInUser(id);
      users.put(id, user);
    }
    user.add(connection);
    CompletionStage<SigninVerdict> known = user.known();
    if (known == null || reports.wantsEach()) {
      known = reports.signedIn(id, user.size());
      user.knownWhen(known);
    }
    return known;
  }

  /** Unbinds a connection that has ended, or was not taken. */
  public void leave(UserId id, UserConnection connection) {
    SignedInUser user = users.get(id);
    if (user == null) {
      return;
    }
    if (user.remove(connection)) {
      users.remove(id);
      reports.lastOut(user.id());
    } else if (reports.wantsEach()) {
      reports.left(id, user.size());
    }
  }

  /** This loop's connections of a user; null when there is none. */
  public @Nullable SignedInUser user(UserId id) {
    return users.get(id);
  }

  /** How many users have a connection on this loop. */
  public int size() {
    return users.size();
  }
}
