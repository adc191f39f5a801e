package io.belfry.server.user;

import io.belfry.protocol.UserId;
import io.belfry.server.channel.OutboundFrame;
import java.util.ArrayList;
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
  private final List<UserConnection> connections = new ArrayList<>(1);
  private @Nullable CompletionStage<Users.Verdict> known;

  SignedInUser(UserId id) {
    this.id = id;
  }

  UserId id() {
    return id;
  }

  /** Gives the frame to each of the user's connections but one. */
  @SuppressWarnings("ReferenceEquality") // a connection is itself and no other
  public void deliver(OutboundFrame frame, @Nullable Object excluded) {
    // Backwards: a connection that overflows leaves the list while we walk it.
    for (int i = connections.size() - 1; i >= 0; i--) {
      UserConnection connection = connections.get(i);
      if (connection != excluded) {
        connection.sendToUser(frame);
      }
    }
  }

  /** Ends each of the user's connections. */
  public void terminate() {
    for (UserConnection connection : List.copyOf(connections)) {
      connection.terminate();
    }
  }

  void add(UserConnection connection) {
    connections.add(connection);
  }

  boolean remove(UserConnection connection) {
    connections.remove(connection);
    return connections.isEmpty();
  }

  int size() {
    return connections.size();
  }

  /** What the app has answered to this loop's first connection; null before it was asked. */
  @Nullable CompletionStage<Users.Verdict> known() {
    return known;
  }

  void knownWhen(CompletionStage<Users.Verdict> answer) {
    known = answer;
  }
}
