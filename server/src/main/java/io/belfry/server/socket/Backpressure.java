package io.belfry.server.socket;

/**
 * What all slow consumers of one event loop cost together. Each has a bound of its own; beyond the
 * bound of all, the largest queues end first, so that many that are each within theirs cannot take
 * the memory of everybody.
 *
 * <p>A frame that waits for several connections is counted for each, although its bytes are there
 * once: the sum errs towards closing early, never towards running out of memory.
 *
 * <p>Thread: confined to its event loop.
 *
 * @see "rule THR-35"
 */
public final class Backpressure {
  private final long maxBytes;
  private final Connections connections;
  private long waitingBytes;

  /**
   * For the connections of one loop.
   *
   * @param maxBytes bytes that may wait for all of them together
   */
  public Backpressure(long maxBytes, Connections connections) {
    this.maxBytes = maxBytes;
    this.connections = connections;
  }

  /** So many bytes more wait for a connection. */
  public void added(long bytes) {
    waitingBytes += bytes;
    if (waitingBytes > maxBytes) {
      relieve();
    }
  }

  /** So many bytes wait no longer. */
  public void removed(long bytes) {
    waitingBytes -= bytes;
  }

  /** Bytes that wait for all of them. */
  public long waitingBytes() {
    return waitingBytes;
  }

  // Half a bound is made free at once: the search goes through all connections, and must not be
  // done again for the next frame.
  private void relieve() {
    long largest = connections.largestQueue();
    while (waitingBytes > maxBytes / 2 && largest > 0) {
      connections.overflowFrom(Math.max(1, largest / 2), () -> waitingBytes > maxBytes / 2);
      largest = connections.largestQueue();
    }
  }
}
