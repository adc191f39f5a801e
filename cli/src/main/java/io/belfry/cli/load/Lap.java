package io.belfry.cli.load;

import java.util.Locale;

/**
 * What a load test times.
 *
 * <p>Thread: immutable.
 */
public enum Lap {
  /** From the first packet of a connection to its greeting. */
  CONNECT,
  /** From a sign-in to its success. */
  SIGN_IN,
  /** From a subscription to its success. */
  SUBSCRIBE,
  /** From the moment a publish was due to its answer. */
  PUBLISH,
  /** From the moment a publish was due to its arrival at a subscriber. */
  DELIVERY;

  /** Its name in JSON. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Its name for people. */
  public String words() {
    return key().replace('_', ' ');
  }
}
