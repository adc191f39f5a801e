package io.belfry.server.socket;

import java.util.function.BooleanSupplier;

/**
 * What the subscriptions of one event loop cost together. A connection may hold so many; but many
 * connections that each hold so many would fill the heap. Beyond the bound whoever holds much more
 * than the one that asks goes first, with 4100, until a sixteenth is free; when all hold about the
 * same, who asks is refused. While the node is overloaded nobody gets a new one.
 *
 * <p>Thread: confined to its event loop.
 *
 * @see "rules THR-38, THR-39"
 */
public final class SubscriptionRoom {
  // Measured with names of 200 characters: one more connection on a channel, and one more channel
  // with all that loop and owner keep of it.
  private static final long SUBSCRIPTION_BYTES = 200;
  private static final long CHANNEL_BYTES = 1_400;
  private static final int MUCH_MORE = 4;
  private static final int FEW = 16;
  private static final int FREED_AT_ONCE = 16;

  private final long maxBytes;
  private final Connections connections;
  private final BooleanSupplier isOverloaded;
  private long bytes;
  private int askedInVain;

  /**
   * For the connections of one loop.
   *
   * @param maxBytes bytes that their subscriptions may take together
   * @param isOverloaded whether the node takes nothing new
   */
  public SubscriptionRoom(long maxBytes, Connections connections, BooleanSupplier isOverloaded) {
    this.maxBytes = maxBytes;
    this.connections = connections;
    this.isOverloaded = isOverloaded;
  }

  /** Whether a connection with so many subscriptions gets one more. */
  boolean hasRoomFor(int subscriptions) {
    if (isOverloaded.getAsBoolean()) {
      return false;
    }
    return bytes + CHANNEL_BYTES <= maxBytes || makeRoom(subscriptions);
  }

  /** So many subscriptions and channels more are held; less when negative. */
  void changed(int subscriptions, int channels) {
    bytes += subscriptions * SUBSCRIPTION_BYTES + channels * CHANNEL_BYTES;
  }

  // The search goes through all connections: when it was in vain it is not done for a while.
  private boolean makeRoom(int subscriptions) {
    if (askedInVain > 0) {
      askedInVain--;
      return false;
    }
    long goal = maxBytes - maxBytes / FREED_AT_ONCE;
    int most = MUCH_MORE * Math.max(subscriptions, FEW);
    connections.closeLargest(most, () -> bytes + CHANNEL_BYTES > goal);
    if (bytes + CHANNEL_BYTES <= maxBytes) {
      return true;
    }
    askedInVain = connections.size();
    return false;
  }
}
