package io.belfry.server.user;

import io.belfry.protocol.UserId;
import io.belfry.server.cluster.Decision.SignedIn;
import java.util.List;
import java.util.Optional;
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

  /**
   * What is said to a connection that wants to be one of a user's.
   *
   * @param verdict whether it is
   * @param onlineSinceMillis since when the user is online, in Unix milliseconds
   */
  public record Welcome(SigninVerdict verdict, long onlineSinceMillis) {}

  /** Is told who is signed in on this loop; answers complete on this loop. */
  public interface UserReports {
    /**
     * A connection has signed in.
     *
     * @param connections all of this loop's connections of the user, the new one included
     */
    CompletionStage<Welcome> signedIn(UserId user, int connections);

    /**
     * Whether each connection of a user has to be reported, and not only the first and the last.
     */
    boolean wantsEach();

    /** A connection is gone, and so many are left on this loop. */
    void left(UserId user, int connections);

    /** The last one is gone. */
    void lastOut(UserId user);

    /** A connection has been told that it is signed in. */
    void sessionStarted(SignedIn session);

    /**
     * Such a connection has ended.
     *
     * @param code with which it was closed
     */
    void sessionEnded(SignedIn session, int code);
  }

  private final UsersById<SignedInUser> users = new UsersById<>();
  // Of the same users: pages of them cost what is on a page.
  private final UsersInOrder inOrder = new UsersInOrder();
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
    SignedInUser user = users.find(id);
    if (user == null) {
      user = new SignedInUser(id, connection);
      users.add(user);
      inOrder.add(user);
    } else {
      user.add(connection);
    }
    CompletionStage<SigninVerdict> known = user.known();
    return known == null || reports.wantsEach()
        ? user.answer(reports.signedIn(id, user.size()))
        : known;
  }

  /** Unbinds a connection that has ended, or was not taken. */
  public void leave(UserId id, UserConnection connection) {
    SignedInUser user = users.find(id);
    if (user == null) {
      return;
    }
    if (user.remove(connection)) {
      users.remove(user);
      inOrder.remove(user);
      reports.lastOut(user.id());
    } else if (reports.wantsEach()) {
      reports.left(id, user.size());
    }
  }

  /** A connection has been told that it is signed in. */
  public void started(SignedIn session) {
    reports.sessionStarted(session);
  }

  /** Such a connection has ended, with that code. */
  public void ended(SignedIn session, int code) {
    reports.sessionEnded(session, code);
  }

  /** This loop's connections of a user; null when there is none. */
  public @Nullable SignedInUser user(UserId id) {
    return users.find(id);
  }

  /**
   * The first users in the order of their ids.
   *
   * @param prefix what ids begin with; empty for all
   * @param after only ids behind this one; null for all
   * @param most so many at most
   * @see "rule USR-011"
   */
  public List<SignedInUser> page(String prefix, @Nullable UserId after, int most) {
    Optional<UserId> first = UserId.parse(prefix, Integer.MAX_VALUE);
    if (first.isEmpty() && !prefix.isEmpty()) {
      return List.of();
    }
    boolean isBehindAfter = after != null && (first.isEmpty() || after.compareTo(first.get()) >= 0);
    return inOrder
        .from(isBehindAfter ? after : first.orElse(null))
        .dropWhile(user -> isBehindAfter && user.id().equals(after))
        .takeWhile(user -> user.id().text().startsWith(prefix))
        .limit(most)
        .toList();
  }

  /** How many users have a connection on this loop. */
  public int size() {
    return users.size();
  }
}
