package io.belfry.server.user;

import io.belfry.protocol.UserId;
import io.belfry.server.channel.OutboundFrame;
import io.belfry.server.cluster.ClusterMessage.Ending;
import io.belfry.server.cluster.SessionFacts;
import io.belfry.server.cluster.SessionSelector;
import io.belfry.server.cluster.UserFacts;
import io.belfry.server.shutout.RevokedSessions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop that are signed in as one user.
 *
 * <p>Thread: confined to its event loop.
 */
public final class SignedInUser {
  private final UserId id;
  private UserConnection[] connections;
  private int size;
  private long onlineSinceMillis;
  private @Nullable CompletionStage<Users.SigninVerdict> known;

  /** A user without connections yet; there is room for one, and most have no more. */
  SignedInUser(UserId id) {
    this.id = id;
    this.connections = new UserConnection[1];
  }

  /** Who that is. */
  public UserId id() {
    return id;
  }

  /** Gives the frame to each of the user's connections but one. */
  @SuppressWarnings("ReferenceEquality") // a connection is itself and no other
  public void deliver(OutboundFrame frame, @Nullable Object excluded) {
    // Backwards: a connection that overflows leaves the list while we walk it.
    UserConnection[] all = connections;
    for (int i = size - 1; i >= 0; i--) {
      UserConnection connection = all[i];
      if (connection != excluded) {
        connection.sendToUser(frame);
      }
    }
  }

  /** Ends each of the user's connections that is meant; how many have ended. */
  public int terminate(SessionSelector selector, Ending ending, Duration age) {
    int ended = 0;
    for (UserConnection connection : Arrays.copyOf(connections, size)) {
      if (connection.terminate(selector, ending, age)) {
        ended++;
      }
    }
    return ended;
  }

  /** Ends each of the user's connections that is revoked; how many have ended. */
  public int revoke(RevokedSessions revoked, Ending ending) {
    int ended = 0;
    for (UserConnection connection : Arrays.copyOf(connections, size)) {
      if (connection.revoke(revoked, ending)) {
        ended++;
      }
    }
    return ended;
  }

  /** What is told of each session, of so many at most. */
  public List<SessionFacts> describe(boolean wantsChannels, int most, String node) {
    return Arrays.stream(connections, 0, Math.min(size, most))
        .map(connection -> connection.describe(wantsChannels, node))
        .toList();
  }

  /** What is told of the user, as far as this loop knows. */
  public UserFacts facts() {
    return new UserFacts(id, size, onlineSinceMillis);
  }

  void onlineSince(long unixMillis) {
    onlineSinceMillis = unixMillis;
  }

  void add(UserConnection connection) {
    if (size == connections.length) {
      connections = Arrays.copyOf(connections, 2 * size);
    }
    connections[size] = connection;
    size++;
  }

  /** Takes the connection away; whether it was the last one. */
  @SuppressWarnings({
    "ReferenceEquality", // a connection is itself and no other
    "NullAway" // the slot behind the last one is empty on purpose, so that nothing is kept alive
  })
  boolean remove(UserConnection connection) {
    for (int i = 0; i < size; i++) {
      if (connections[i] == connection) {
        size--;
        System.arraycopy(connections, i + 1, connections, i, size - i);
        connections[size] = null;
        break;
      }
    }
    return size == 0;
  }

  int size() {
    return size;
  }

  /** What the app has answered to this loop's first connection; null before it was asked. */
  @Nullable CompletionStage<Users.SigninVerdict> known() {
    return known;
  }

  void knownWhen(CompletionStage<Users.SigninVerdict> answer) {
    known = answer;
  }
}
