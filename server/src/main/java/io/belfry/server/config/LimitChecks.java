package io.belfry.server.config;

import io.belfry.server.app.Limit;
import io.belfry.server.app.Limits;
import java.util.List;

/**
 * Judges limits beside each other: what one allows and another forbids is refused where it would
 * break what was meant, and told where it would only never be reached.
 *
 * <p>Thread: confined to its caller.
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

  private final Findings findings;

  LimitChecks(Findings findings) {
    this.findings = findings;
  }

  /**
   * Limits of one app.
   *
   * @param path of the app, with a dot
   * @param own those that are set for it
   * @param ofNode those that hold for it where it has none of its own
   * @param all what is in force
   */
  private record OfApp(String path, Limits own, Limits ofNode, Limits all) {
    /** Where a limit is set; empty for nowhere. */
    String pathOf(Limit limit) {
      if (own.isSet(limit)) {
        return path + OF_NODE + limit.key();
      }
      return ofNode.isSet(limit) ? OF_NODE + limit.key() : "";
    }
  }

  /** Looks at the limits of one app, which are those of the node where it has none of its own. */
  void check(String path, Limits own, Limits ofNode) {
    OfApp app = new OfApp(path, own, ofNode, ofNode.with(own));
    for (Pair pair : PAIRS) {
      pair(app, pair);
    }
    for (Limit limit : Limit.values()) {
      String set = app.pathOf(limit);
      if (app.all.of(limit) == 0 && !set.isEmpty()) {
        findings.note(set + " is 0, which allows none; -1 is no limit.");
      }
    }
    roster(app);
  }

  private void pair(OfApp app, Pair pair) {
    long inner = app.all.of(pair.inner);
    long outer = app.all.of(pair.outer);
    String path = app.pathOf(pair.inner);
    String other = app.pathOf(pair.outer);
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
      findings.wrong(path, sentence + " Raise the one or lower the other.");
    } else if (!path.isEmpty() || pair.outer == Limit.MAX_SEND_QUEUE_BYTES) {
      findings.note(sentence);
    }
  }

  // The frame that a newcomer of a presence channel gets has all members.
  private void roster(OfApp app) {
    long members = app.all.of(Limit.MAX_PRESENCE_MEMBERS);
    long largest = members * app.all.of(Limit.MAX_PRESENCE_MEMBER_BYTES);
    boolean isSet =
        !app.pathOf(Limit.MAX_PRESENCE_MEMBERS).isEmpty()
            || !app.pathOf(Limit.MAX_PRESENCE_MEMBER_BYTES).isEmpty();
    if (isSet && members > 0 && largest > app.all.of(Limit.MAX_SEND_QUEUE_BYTES)) {
      findings.note(
          app.path
              + "limits: "
              + members
              + " members of "
              + app.all.of(Limit.MAX_PRESENCE_MEMBER_BYTES)
              + " bytes are more than max_send_queue_bytes ("
              + app.all.of(Limit.MAX_SEND_QUEUE_BYTES)
              + "): a slow newcomer of such a channel is closed with 4100.");
    }
  }
}
