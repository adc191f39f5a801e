package io.belfry.server.config;

import io.belfry.server.app.Limit;
import io.belfry.server.app.Limits;
import java.util.List;

/**
 * Judges limits beside each other: what one allows and another forbids is refused where it would
 * break what was meant, and told where it would only never be reached.
 *
 * <p>Thread: confined to the reader.
 *
 * @see "rule LIM-066"
 */
final class LimitChecks {
  private static final String OF_NODE = "limits.";

  /**
   * A limit that has to be within another.
   *
   * @param consequence what happens to what is between the two
   * @param isRefused whether a value beyond the other is a mistake for sure
   */
  private record Pair(Limit inner, Limit outer, String consequence, boolean isRefused) {}

  private static final List<Pair> PAIRS =
      List.of(
          new Pair(
              Limit.MAX_CLIENT_EVENT_PAYLOAD_BYTES,
              Limit.MAX_CLIENT_MESSAGE_BYTES,
              "a client event as large as that closes the connection with 1009",
              true),
          new Pair(
              Limit.MAX_USER_DATA_BYTES,
              Limit.MAX_CLIENT_MESSAGE_BYTES,
              "a sign-in as large as that closes the connection with 1009",
              true),
          new Pair(
              Limit.MAX_PRESENCE_MEMBER_BYTES,
              Limit.MAX_CLIENT_MESSAGE_BYTES,
              "a member as large as that closes the connection with 1009",
              true),
          new Pair(
              Limit.MAX_EVENT_PAYLOAD_BYTES,
              Limit.MAX_SEND_QUEUE_BYTES,
              "an event as large as that closes whoever it has to wait for",
              true),
          new Pair(
              Limit.MAX_CLIENT_EVENT_PAYLOAD_BYTES,
              Limit.MAX_SEND_QUEUE_BYTES,
              "a client event as large as that closes whoever it has to wait for",
              true),
          new Pair(
              Limit.MAX_EVENT_PAYLOAD_BYTES,
              Limit.MAX_CACHE_BYTES,
              "an event as large as that is not kept for newcomers",
              false),
          new Pair(
              Limit.MAX_CONNECTIONS_PER_USER, Limit.MAX_CONNECTIONS, "it is never reached", false),
          new Pair(
              Limit.CLIENT_EVENTS_PER_SECOND,
              Limit.MESSAGES_PER_SECOND,
              "it is never reached",
              false));

  private final Values values;

  LimitChecks(Values values) {
    this.values = values;
  }

  /** Looks at the limits of one app, which are those of the node where it has none of its own. */
  void check(String app, Limits limits) {
    for (Pair pair : PAIRS) {
      pair(app, limits, pair);
    }
    for (Limit limit : Limit.values()) {
      String path = pathOf(app, limit);
      if (limits.of(limit) == 0 && !path.isEmpty()) {
        values.note(path + " is 0, which allows none; -1 is no limit.");
      }
    }
    roster(app, limits);
    timeouts(app);
  }

  private void pair(String app, Limits limits, Pair pair) {
    long inner = limits.of(pair.inner);
    long outer = limits.of(pair.outer);
    String path = pathOf(app, pair.inner);
    String other = pathOf(app, pair.outer);
    if (inner <= outer || outer < 0 || (path.isEmpty() && other.isEmpty())) {
      return;
    }
    String sentence =
        (path.isEmpty() ? pair.inner.key() : path)
            + " is "
            + inner
            + " and "
            + (other.isEmpty() ? pair.outer.key() : other)
            + " is "
            + outer
            + ", so "
            + pair.consequence
            + ".";
    if (pair.isRefused && !path.isEmpty()) {
      values.problem(values.where(path), sentence + " Raise the one or lower the other.");
    } else if (!path.isEmpty() || pair.outer == Limit.MAX_SEND_QUEUE_BYTES) {
      values.note(sentence);
    }
  }

  // The frame that a newcomer of a presence channel gets has all members.
  private void roster(String app, Limits limits) {
    long members = limits.of(Limit.MAX_PRESENCE_MEMBERS);
    long largest = members * limits.of(Limit.MAX_PRESENCE_MEMBER_BYTES);
    boolean isSet =
        !pathOf(app, Limit.MAX_PRESENCE_MEMBERS).isEmpty()
            || !pathOf(app, Limit.MAX_PRESENCE_MEMBER_BYTES).isEmpty();
    if (isSet && members > 0 && largest > limits.of(Limit.MAX_SEND_QUEUE_BYTES)) {
      values.note(
          app
              + "limits: "
              + members
              + " members of "
              + limits.of(Limit.MAX_PRESENCE_MEMBER_BYTES)
              + " bytes are more than max_send_queue_bytes ("
              + limits.of(Limit.MAX_SEND_QUEUE_BYTES)
              + "): a slow newcomer of such a channel is closed with 4100.");
    }
  }

  private void timeouts(String app) {
    String activity = app + "activity_timeout_seconds";
    String pong = app + "pong_timeout_seconds";
    boolean isSet = values.find(activity).isPresent() || values.find(pong).isPresent();
    if (isSet && values.whole(pong, 30) >= values.whole(activity, 120)) {
      values.note(
          pong
              + " is not below activity_timeout_seconds: a connection that is gone is noticed after "
              + (values.whole(pong, 30) + values.whole(activity, 120))
              + " s.");
    }
  }

  private String pathOf(String app, Limit limit) {
    String ofApp = app + OF_NODE + limit.key();
    String ofNode = OF_NODE + limit.key();
    if (values.find(ofApp).isPresent()) {
      return ofApp;
    }
    return values.find(ofNode).isPresent() ? ofNode : "";
  }
}
