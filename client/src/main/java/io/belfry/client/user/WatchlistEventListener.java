package io.belfry.client.user;

/**
 * Hears of watched users.
 *
 * <p>Thread: called on the one listener thread of the client.
 */
@FunctionalInterface
public interface WatchlistEventListener {
  /** One entry of what the server told. */
  void onWatchlistEvent(WatchlistEvent event);
}
