package io.belfry.rest;

import java.util.Map;

/**
 * What the server said of an event that it took.
 *
 * <p>Thread: immutable.
 *
 * @param channels counts of each channel; empty unless the event asked for them
 */
public record TriggerResult(Map<String, ChannelInfo> channels) {
  /** Takes a copy. */
  public TriggerResult {
    channels = Map.copyOf(channels);
  }

  /** Counts of one channel; without any when the server gave none. */
  public ChannelInfo channel(String name) {
    return channels.getOrDefault(name, ChannelInfo.NONE);
  }
}
