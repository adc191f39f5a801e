package io.belfry.rest.internal;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Connections to one server, of which the one used last is used again first, so that those of a
 * busy hour go soon after it.
 *
 * <p>Thread: thread-safe.
 */
final class KeptConnections {
  private static final int MOST = 256;
  private static final Duration LONGEST_IDLE = Duration.ofSeconds(30);
  // After it the name of the server is looked up again.
  private static final Duration LONGEST_LIFE = Duration.ofMinutes(5);

  private final URI server;
  private final Duration connectTimeout;
  private final Semaphore places = new Semaphore(MOST, true);
  private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();
  private volatile boolean isClosed;

  KeptConnections(URI server, Duration connectTimeout) {
    this.server = server;
    this.connectTimeout = connectTimeout;
  }

  /** A connection that has nothing to say, or a new one; to be given back. */
  Connection take(Deadlines.Deadline deadline) throws IOException, InterruptedException {
    if (!places.tryAcquire(deadline.leftNanos(), TimeUnit.NANOSECONDS)) {
      throw new AllConnectionsBusy(MOST);
    }
    boolean isTaken = false;
    try {
      Connection taken = keptOrNew(deadline);
      isTaken = true;
      return taken;
    } finally {
      if (!isTaken) {
        places.release();
      }
    }
  }

  private Connection keptOrNew(Deadlines.Deadline deadline) throws IOException {
    for (Connection kept = idle.pollFirst(); kept != null; kept = idle.pollFirst()) {
      if (kept.isYoungerThan(LONGEST_LIFE) && kept.isQuiet()) {
        kept.use(deadline);
        return kept;
      }
      kept.close();
    }
    return Connection.open(server, connectTimeout, deadline);
  }

  /** A call is over, and its connection is good for another one. */
  void giveBack(Connection connection) {
    connection.rest();
    idle.addFirst(connection);
    places.release();
    if (isClosed) {
      closeIdle(Duration.ZERO);
    }
  }

  /** A call is over, and so is its connection. */
  void drop(Connection connection) {
    connection.close();
    places.release();
  }

  /** Closes what nobody has used for a while, and says whether any are left. */
  boolean closeIdle() {
    closeIdle(LONGEST_IDLE);
    return !idle.isEmpty();
  }

  private void closeIdle(Duration longest) {
    for (Connection last = idle.pollLast(); last != null; last = idle.pollLast()) {
      if (last.hasRestedLessThan(longest)) {
        idle.addLast(last);
        return;
      }
      last.close();
    }
  }

  void close() {
    isClosed = true;
    closeIdle(Duration.ZERO);
  }
}
