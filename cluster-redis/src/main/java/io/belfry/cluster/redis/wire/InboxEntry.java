package io.belfry.cluster.redis.wire;

import io.belfry.protocol.Member;
import io.belfry.protocol.UserId;
import io.belfry.server.cluster.Subject;

/**
 * One thing that a node is told.
 *
 * <p>Thread: immutable; bytes must not be written to.
 *
 * @see "rules CLU-012, CLU-070"
 */
public sealed interface InboxEntry {
  /**
   * E: an event for the subscribers of a channel or the connections of a user.
   *
   * @param payload as it was given to the operation
   * @param order number of an event that is kept; 0 for any other
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Event(Subject subject, byte[] payload, long order) implements InboxEntry {}

  /** +: a channel has a new member. */
  record Added(Subject.OfChannel channel, Member member) implements InboxEntry {}

  /** −: a channel has lost a member. */
  record Removed(Subject.OfChannel channel, UserId user) implements InboxEntry {}

  /** N: a channel has so many subscribers. */
  record Counted(Subject.OfChannel channel, long total) implements InboxEntry {}

  /** y: a user is online from now on. */
  record CameOnline(Subject.OfUser user) implements InboxEntry {}

  /** x: a user is offline from now on. */
  record WentOffline(Subject.OfUser user) implements InboxEntry {}

  /** O: an order to all nodes. */
  record OrderGiven(GivenOrder order) implements InboxEntry {}

  /** H: the sender of webhooks has something to send. */
  record Nudge() implements InboxEntry {}

  /**
   * Q: another node asks this one.
   *
   * @param question as it was given to {@link PartitionEngine#askOthers}
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Asked(Inquiry inquiry, byte[] question) implements InboxEntry {}

  /**
   * A: another node has answered this one.
   *
   * @param node who answers
   * @param number of the inquiry
   * @param answer as it was given to {@link PartitionEngine#answer}
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Answered(NodeId node, long number, byte[] answer) implements InboxEntry {}

  /** A kind that this version does not know, or an entry that is malformed; it is passed over. */
  record Unknown(char kind) implements InboxEntry {}

  /**
   * An order to all nodes.
   *
   * @param id its place among the orders: milliseconds of the engine's clock, a dash, a number
   * @param order as it was given to {@link Operation.Order}
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record GivenOrder(String id, byte[] order) {}
}
