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
  /**
   * Is told when this loop's first connection of a user has signed in and when the last one is
   * gone.
   */
  public interface Reports {
    /** The first one has signed in; the answer completes on this loop when the app knows. */
    CompletionStage<Void> firstIn(UserId user);

    /** The last one is gone. */
    void lastOut(UserId user);
  }

  private final Map<UserId, SignedInUser> users = new HashMap<>();
  private final Reports reports;

  /** Users that are reported to {@code reports}. */
  public Users(Reports reports) {
    this.reports = reports;
  }

  /**
   * Binds a connection to its user. From here on a termination reaches it.
   *
   * @return completes on this loop when the app knows that the user is online
   */
  public CompletionStage<Void> register(UserId id, UserConnection connection) {
    SignedInUser user = users.get(id);
    if (user == null) {
      user = new SignedInUser(id);
      users.put(id, user);
      user.onlineWhen(reports.firstIn(id));
    }
    user.add(connection);
    CompletionStage<Void> online = user.online();
    if (online == null) {
      throw new IllegalStateException("A user was made without a report; register() makes both.");
    }
    return online;
  }

  /** Unbinds a connection that has ended. */
  public void leave(UserId id, UserConnection connection) {
    SignedInUser user = users.get(id);
    if (user != null && user.remove(connection)) {
      users.remove(id);
      reports.lastOut(user.id());
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
