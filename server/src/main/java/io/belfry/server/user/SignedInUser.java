package io.belfry.server.user;

import io.belfry.protocol.UserId;
import io.belfry.server.channel.OutboundFrame;
import io.belfry.server.cluster.ClusterMessage.Ending;
import io.belfry.server.cluster.SessionFacts;
import io.belfry.server.cluster.SessionSelector;
import io.belfry.server.cluster.UserFacts;
import io.belfry.server.shutout.RevokedSessions;
import io.belfry.server.user.Users.SigninVerdict;
import io.belfry.server.user.Users.Welcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop that are signed in as one user.
 *
 * <p>Thread: confined to its event loop.
 */
public final class SignedInUser implements UsersById.Identified {
  // One for all of whom it is true.
  private static final CompletionStage<SigninVerdict> SIGNED_IN =
      CompletableFuture.completedFuture(SigninVerdict.SIGNED_IN);

  private final UserId id;
  // Most have no more than the first.
  private UserConnection first;
  private List<UserConnection> others = List.of();
  private long onlineSinceMillis;
  private @Nullable CompletionStage<SigninVerdict> known;

  SignedInUser(UserId id, UserConnection first) {
    this.id = id;
    this.first = first;
  }

  @Override
  public UserId id() {
    return id;
  }

  /** Gives the frame to each of the user's connections but one. */
  public void deliver(OutboundFrame frame, @Nullable Object excluded) {
    // Backwards: a connection that overflows leaves the list while we walk it.
    for (int i = others.size() - 1; i >= 0; i--) {
      deliver(others.get(i), frame, excluded);
    }
    deliver(first, frame, excluded);
  }

  @SuppressWarnings("ReferenceEquality") // a connection is itself and no other
  private static void deliver(
      UserConnection connection, OutboundFrame frame, @Nullable Object excluded) {
    if (connection != excluded) {
      connection.sendToUser(frame);
    }
  }

  /** Ends each of the user's connections that is meant; how many have ended. */
  public int terminate(SessionSelector selector, Ending ending, Duration age) {
    int ended = 0;
    for (UserConnection connection : connections().toList()) {
      if (connection.terminate(selector, ending, age)) {
        ended++;
      }
    }
    return ended;
  }

  /** Ends each of the user's connections that is revoked; how many have ended. */
  public int revoke(RevokedSessions revoked, Ending ending) {
    int ended = 0;
    for (UserConnection connection : connections().toList()) {
      if (connection.revoke(revoked, ending)) {
        ended++;
      }
    }
    return ended;
  }

  /** What is told of each session, of so many at most. */
  public List<SessionFacts> describe(boolean wantsChannels, int most, String node) {
    return connections()
        .limit(most)
        .map(connection -> connection.describe(wantsChannels, node))
        .toList();
  }

  private Stream<UserConnection> connections() {
    return Stream.concat(Stream.of(first), others.stream());
  }

  /** What is told of the user, as far as this loop knows. */
  public UserFacts facts() {
    return new UserFacts(id, size(), onlineSinceMillis);
  }

  void add(UserConnection connection) {
    if (others.isEmpty()) {
      others = new ArrayList<>(1);
    }
    others.add(connection);
  }

  /** Takes the connection away; whether it was the last one. */
  @SuppressWarnings("ReferenceEquality") // a connection is itself and no other
  boolean remove(UserConnection connection) {
    if (others.isEmpty()) {
      return connection == first;
    }
    if (connection == first) {
      first = others.remove(0);
    } else {
      others.remove(connection);
    }
    return false;
  }

  int size() {
    return 1 + others.size();
  }

  /** What the app has answered to this loop's first connection; null before it was asked. */
  @Nullable CompletionStage<SigninVerdict> known() {
    return known;
  }

  /** Takes what the app answers to one more connection; the verdict on it. */
  CompletionStage<SigninVerdict> answer(CompletionStage<Welcome> answer) {
    CompletionStage<SigninVerdict> verdict = answer.thenApply(this::welcomed);
    if (!SIGNED_IN.equals(known)) {
      known = verdict;
    }
    return verdict;
  }

  private SigninVerdict welcomed(Welcome welcome) {
    onlineSinceMillis = welcome.onlineSinceMillis();
    if (welcome.verdict() == SigninVerdict.SIGNED_IN) {
      known = SIGNED_IN;
    }
    return welcome.verdict();
  }
}
