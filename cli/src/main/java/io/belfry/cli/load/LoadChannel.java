package io.belfry.cli.load;

import io.belfry.protocol.ChannelName;
import java.util.BitSet;

/**
 * One channel of a load test: how many events were sent to it, and which of them nobody has to get
 * because the server did not take them.
 *
 * <p>Thread: confined to the event loop of the load test.
 */
final class LoadChannel {
  private final int index;
  private final ChannelName name;
  private final BitSet notTaken = new BitSet();
  private int sent;

  LoadChannel(int index, ChannelName name) {
    this.index = index;
    this.name = name;
  }

  int index() {
    return index;
  }

  ChannelName name() {
    return name;
  }

  /** How many events were sent, which is the number of the next one. */
  int sent() {
    return sent;
  }

  int takeNumber() {
    return sent++;
  }

  /** The server refused this event, or did not say that it took it. */
  void voidNumber(int number) {
    notTaken.set(number);
  }

  /** Whether a subscriber has to get it. */
  boolean isOwed(int number) {
    return !notTaken.get(number);
  }
}
