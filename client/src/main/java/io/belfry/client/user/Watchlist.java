package io.belfry.client.user;

/**
 * Who of the watched users comes and goes. After each sign-in the state of all comes once.
 *
 * <p>Thread: thread-safe.
 */
public interface Watchlist {
  /**
   * Lets a listener hear of entries of that name.
   *
   * @param eventName {@code online} or {@code offline}
   */
  void bind(String eventName, WatchlistEventListener listener);

  /** Takes a listener back; nothing happens when it was not bound. */
  void unbind(String eventName, WatchlistEventListener listener);
}
