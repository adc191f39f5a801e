package io.belfry.server.metrics;

/**
 * What there is of an app, counted up and down where it changes.
 *
 * <p>Thread: immutable.
 */
public enum AppGauge {
  /** Users who are online. */
  USERS(0, "belfry_users", "Users who are signed in, each once."),
  /** Channels that have a subscriber. */
  CHANNELS(1, "belfry_channels", "Channels that have a subscriber."),
  /** Subscriptions of connections to channels. */
  SUBSCRIPTIONS(2, "belfry_subscriptions", "Subscriptions of connections to channels.");

  private final int slot;
  private final String metricName;
  private final String sentence;

  AppGauge(int slot, String metricName, String sentence) {
    this.slot = slot;
    this.metricName = metricName;
    this.sentence = sentence;
  }

  int slot() {
    return slot;
  }

  String metricName() {
    return metricName;
  }

  String sentence() {
    return sentence;
  }
}
