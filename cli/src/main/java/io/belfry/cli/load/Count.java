package io.belfry.cli.load;

import java.util.Locale;

/**
 * What a load test counts.
 *
 * <p>Thread: immutable.
 */
public enum Count {
  /** Connections that stood: greeted, signed in and subscribed as far as the plan asks. */
  OPENED,
  /** Connections that never stood. */
  FAILED(Fault.YES),
  /** Connections that stood and that the server or the network ended. */
  DROPPED(Fault.YES),
  /** Connections that left as planned. */
  LEFT,
  /** Sign-ins that succeeded. */
  SIGNED_IN,
  /** Subscriptions that succeeded. */
  SUBSCRIBED,
  /** Publishes that the server took. */
  PUBLISHED,
  /** Publishes that the server refused. */
  REFUSED(Fault.YES),
  /** Publishes that got no answer. */
  UNANSWERED(Fault.YES),
  /** Publishes that were due and could not be sent in time. */
  UNSENT(Fault.YES),
  /** Messages that arrived, each counted once for each subscriber. */
  DELIVERED,
  /** Messages that a subscriber had to get and did not. */
  LOST(Fault.YES),
  /** Messages that arrived again. */
  DUPLICATED(Fault.YES),
  /** Messages that arrived after a later one of the same channel. */
  OUT_OF_ORDER(Fault.YES);

  private enum Fault {
    YES,
    NO
  }

  private final Fault fault;

  Count() {
    this(Fault.NO);
  }

  Count(Fault fault) {
    this.fault = fault;
  }

  /** Whether a load test with one of these has found something wrong. */
  public boolean isFault() {
    return fault == Fault.YES;
  }

  /** Its name in JSON. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
