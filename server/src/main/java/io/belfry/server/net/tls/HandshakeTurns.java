package io.belfry.server.net.tls;

import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/**
 * The handshakes of one event loop whose moment has come. The first answer to a client is nearly
 * all of what a handshake costs, so a few are given in each turn of the loop, in the order in which
 * they are due, and in between the loop attends to its sockets. However many come at once, nobody
 * who is connected waits for more than those few.
 *
 * <p>What waits here has left the pace behind it and is closed by the time limit of its socket, so
 * there is never more than comes within that time.
 *
 * <p>Thread: confined to its event loop.
 *
 * @see "rule THR-41"
 */
final class HandshakeTurns {
  private static final int A_TURN = 4;

  private final EventExecutor loop;
  private final ArrayDeque<DueHandshake> waiting = new ArrayDeque<>();

  /** A handshake that could begin. */
  @FunctionalInterface
  interface DueHandshake {
    /**
     * Begins it.
     *
     * @return whether it did, since a client that has left while it waited takes no turn
     */
    boolean begin();
  }

  HandshakeTurns(EventExecutor loop) {
    this.loop = loop;
  }

  /** Begins it in one of the next turns. */
  void add(DueHandshake handshake) {
    waiting.add(handshake);
    if (waiting.size() == 1) {
      askForATurn();
    }
  }

  // What is scheduled while a loop runs its tasks runs after its next look at the sockets, even
  // if it is due at once. What is merely executed could run before.
  private void askForATurn() {
    loop.schedule(this::take, 0, TimeUnit.NANOSECONDS);
  }

  private void take() {
    int begun = 0;
    try {
      while (begun < A_TURN && !waiting.isEmpty()) {
        if (waiting.remove().begin()) {
          begun++;
        }
      }
    } finally {
      if (!waiting.isEmpty()) {
        askForATurn();
      }
    }
  }
}
