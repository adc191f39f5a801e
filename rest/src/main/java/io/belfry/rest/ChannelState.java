package io.belfry.rest;

import java.time.Duration;
import java.util.Optional;

/**
 * What a server knows of one channel.
 *
 * <p>Thread: immutable.
 *
 * @param isOccupied whether anybody is subscribed
 * @param info counts that were asked for
 * @param cached the last event, if it was asked for and is still kept
 */
public record ChannelState(boolean isOccupied, ChannelInfo info, Optional<Cached> cached) {
  /**
   * The last event of a cache channel.
   *
   * @param data its payload
   * @param timeToLive how long it will still be kept, in whole seconds
   */
  public record Cached(String data, Duration timeToLive) {}
}
