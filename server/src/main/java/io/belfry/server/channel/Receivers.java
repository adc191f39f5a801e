package io.belfry.server.channel;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Those of one event loop who get the same frames. How the frames come to their sockets is an
 * affair of the loop: through {@link Subscriber#send}, or by their {@link Outlet} where they have
 * one. The order of the frames of one receiver is that of the deliveries either way; order among
 * receivers means nothing.
 *
 * <p>Thread: confined to its event loop.
 */
public interface Receivers {
  /** Adds one that is not there yet. */
  void add(Subscription subscription);

  /** Takes one away. Costs the same however many there are. */
  void remove(Subscription subscription);

  /** How many there are. */
  int size();

  /**
   * Gives the frame to every one but one; the caller keeps its own reference. One that is given it
   * may be taken away meanwhile.
   *
   * @param excluded gets nothing; null for nobody
   */
  void deliver(OutboundFrame frame, @Nullable Subscriber excluded);

  /** Does that for each, who may be taken away meanwhile. */
  void forEach(Consumer<Subscriber> action);
}
