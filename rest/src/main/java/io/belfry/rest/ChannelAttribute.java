package io.belfry.rest;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Something that a server tells about a channel when it is asked to.
 *
 * <p>Thread: immutable.
 *
 * @see "rule HTTP-154"
 */
public enum ChannelAttribute {
  /** How many connections are subscribed; any channel, if the app counts them. */
  SUBSCRIPTION_COUNT,
  /** How many users are members; presence channels only. */
  USER_COUNT,
  /** The last event; cache channels only, and only in a question about one channel. */
  CACHE;

  /** What goes over the wire: the names, joined by commas. */
  static String list(Collection<ChannelAttribute> attributes) {
    return attributes.stream()
        .map(attribute -> attribute.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(","));
  }

  /** The same, for places where {@link #CACHE} has no meaning. */
  static void refuseCache(ChannelAttribute... attributes) {
    if (Arrays.asList(attributes).contains(CACHE)) {
      throw new IllegalArgumentException(
          "CACHE can only be asked of one channel. Expected SUBSCRIPTION_COUNT or USER_COUNT here.");
    }
  }
}
