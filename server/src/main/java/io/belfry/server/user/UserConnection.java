package io.belfry.server.user;

import io.belfry.server.channel.OutboundFrame;
import io.belfry.server.cluster.ClusterMessage.Ending;
import io.belfry.server.cluster.SessionFacts;
import io.belfry.server.cluster.SessionSelector;
import io.belfry.server.shutout.RevokedSessions;
import java.time.Duration;

/**
 * A connection, seen from its signed-in user.
 *
 * <p>Thread: confined to the event loop of the connection.
 */
public interface UserConnection {
  /**
   * Queues an event of the user, unless this connection has not been told of its sign-in yet or has
   * unsubscribed.
   */
  void sendToUser(OutboundFrame frame);

  /**
   * Ends this connection if it is meant, because the application said so.
   *
   * @param age how long ago; who has signed in since stays
   * @return whether it has ended
   */
  boolean terminate(SessionSelector selector, Ending ending, Duration age);

  /** Ends this connection if it is one of those that are revoked; whether it has ended. */
  boolean revoke(RevokedSessions revoked, Ending ending);

  /**
   * What is told of the session on this connection.
   *
   * @param node name of this node
   */
  SessionFacts describe(boolean wantsChannels, String node);
}
