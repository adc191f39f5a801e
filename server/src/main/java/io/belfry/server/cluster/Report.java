package io.belfry.server.cluster;

import io.belfry.protocol.Member;
import io.belfry.protocol.UserId;

/**
 * What a holder says of what it holds. It may be said twice.
 *
 * <p>Thread: immutable.
 */
public sealed interface Report {
  /** What it is about. */
  Subject subject();

  /** Who says it. */
  Holder holder();

  /** The holder's first connection is there. */
  record FirstIn(Subject subject, Holder holder) implements Report {}

  /** The holder's last connection is gone, and with it all that the holder said of the subject. */
  record LastOut(Subject subject, Holder holder) implements Report {}

  /**
   * A member has come to the holder's part of the channel. It is passed over when the channel is
   * full and the member not yet there.
   *
   * @param maxMembers most members of the channel; negative for no limit
   */
  record MemberIn(Subject.OfChannel subject, Holder holder, Member member, long maxMembers)
      implements Report {}

  /** The last connection of a member is gone from the holder's part of the channel. */
  record MemberOut(Subject.OfChannel subject, Holder holder, UserId user) implements Report {}

  /**
   * A connection of the holder has signed in as the user. It is passed over when the user has as
   * many connections as it may.
   *
   * @param connections all of the holder's connections of the user, this one included
   * @param maxConnections most connections of the user; negative for no limit
   */
  record UserIn(Subject.OfUser subject, Holder holder, int connections, long maxConnections)
      implements Report {}

  /**
   * How many connections of the holder are subscribed to the channel, or signed in as the user.
   *
   * @param connections the whole number, not the difference
   */
  record HowMany(Subject subject, Holder holder, int connections) implements Report {}

  /**
   * Who reports: one event loop of one node, or a node as a whole.
   *
   * <p>Thread: immutable.
   *
   * @param node name of the node
   * @param part which of its loops; 0 for the node as a whole
   */
  record Holder(String node, long part) {}
}
