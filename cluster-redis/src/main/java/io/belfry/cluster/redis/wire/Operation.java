package io.belfry.cluster.redis.wire;

import io.belfry.protocol.Member;
import io.belfry.protocol.UserId;
import io.belfry.server.cluster.Subject;
import java.time.Duration;

/**
 * One thing that a node does in a step. Each has one {@link Verdict} in the answer.
 *
 * <p>Thread: immutable; bytes must not be written to.
 *
 * @see "cluster.md, section 5"
 */
public sealed interface Operation {
  /** Number for a bound that is not there. */
  long NO_LIMIT = -1;

  /** Whether all holders of a channel are told how many subscribers it has now. */
  enum Telling {
    /** They are. */
    TOLD,
    /** They are not. */
    QUIET
  }

  /**
   * C: this node has so many subscribers of the channel, and so holds it. Answered with {@link
   * Verdict.Done}.
   */
  record HoldChannel(Subject.OfChannel channel, int subscribers, Telling telling)
      implements Operation {}

  /** C with −1: this node holds the channel no more. {@link Verdict.Done}. */
  record LeaveChannel(Subject.OfChannel channel, Telling telling) implements Operation {}

  /**
   * J: this node has a member. {@link Verdict.Joined}.
   *
   * @param maxMembers most members of the channel; {@link #NO_LIMIT} for as many as come
   */
  record Join(Subject.OfChannel channel, Member member, long maxMembers) implements Operation {}

  /** L: this node has that member no more. {@link Verdict.Done}. */
  record Leave(Subject.OfChannel channel, UserId user) implements Operation {}

  /**
   * U: this node has so many connections of the user. {@link Verdict.SignedIn}.
   *
   * @param maxConnections most connections of the user on all nodes; {@link #NO_LIMIT} for any
   */
  record HoldUser(Subject.OfUser user, int connections, long maxConnections) implements Operation {}

  /** U with −1: this node has no connection of the user any more. {@link Verdict.Done}. */
  record LeaveUser(Subject.OfUser user) implements Operation {}

  /**
   * N with −1: a connection of this node is signed in. {@link Verdict.Done}.
   *
   * @param session app, user and what is told of it, joined
   */
  record HoldSession(String session) implements Operation {}

  /** N: that connection has ended, with that code. {@link Verdict.Done}. */
  record LeaveSession(String session, int code) implements Operation {}

  /** W 1: this node has watchers of the app. {@link Verdict.Done}. */
  record Watch(String appId) implements Operation {}

  /** W 0: this node has none any more. {@link Verdict.Done}. */
  record Unwatch(String appId) implements Operation {}

  /**
   * Q: how many connections of the app this node has; 0 takes the entry away. {@link
   * Verdict.Total}.
   */
  record CountConnections(String appId, int connections) implements Operation {}

  /**
   * P: tells the holders of a channel or user. {@link Verdict.Published}.
   *
   * @param subject channel or user
   * @param payload goes as it is to the inboxes
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Publish(Subject subject, byte[] payload) implements Operation {}

  /**
   * E: keeps the last event of a cache channel and tells its holders. {@link Verdict.Published}.
   *
   * @param payload goes as it is to the inboxes
   * @param text what is kept
   * @param life how long it is kept
   * @param maxBytes what all cache channels of the app may keep; the oldest go first
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Keep(Subject.OfChannel channel, byte[] payload, byte[] text, Duration life, long maxBytes)
      implements Operation {}

  /**
   * R: members and kept event of a channel as things stand at the end of the call. {@link
   * Verdict.Reading}.
   */
  record Read(Subject.OfChannel channel) implements Operation {}

  /** S: whether the user is online at the end of the call. {@link Verdict.Online}. */
  record LookUp(Subject.OfUser user) implements Operation {}

  /** O: an order to all nodes. {@link Verdict.Done}. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Order(byte[] order) implements Operation {}

  /**
   * X: tells the holders of a channel of a client event, and raises its webhook if it is told.
   * {@link Verdict.Published}.
   *
   * @param payload goes as it is to the inboxes and to the sender of webhooks
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record PublishAndRaise(Subject.OfChannel channel, byte[] payload) implements Operation {}

  /**
   * M: a cache channel kept nothing for a newcomer; its webhook is raised once a second at most.
   * {@link Verdict.Done}.
   */
  record RaiseMiss(Subject.OfChannel channel) implements Operation {}

  /** A: what the script has to know of an app. {@link Verdict.Done}. */
  record Describe(String appId, AppFacts facts) implements Operation {}

  /** Z: this node has said all that it holds. {@link Verdict.Done}. */
  record AllSaid() implements Operation {}

  /** D: retires a node, such as an earlier incarnation of this one. {@link Verdict.Done}. */
  record Retire(NodeId node) implements Operation {}

  /**
   * What the script has to know of an app.
   *
   * @param hooks whether there are webhooks for what it raises
   * @param vacatedDelay how long a channel is empty before that is told
   * @param removedDelay how long a member is gone before that is told
   * @param offlineGrace how long a user without connections is online
   */
  record AppFacts(
      Hooks hooks, Duration vacatedDelay, Duration removedDelay, Duration offlineGrace) {
    /** Whether an app has webhooks. */
    public enum Hooks {
      /** It has none. */
      NONE,
      /** It has some. */
      SOME
    }

    /** Of an app that is gone, or of which there is nothing to say. */
    public static final AppFacts NOTHING =
        new AppFacts(Hooks.NONE, Duration.ZERO, Duration.ZERO, Duration.ZERO);
  }
}
