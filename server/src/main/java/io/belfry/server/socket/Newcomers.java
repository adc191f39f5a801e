package io.belfry.server.socket;

import io.belfry.server.channel.Loop;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Lets a crowd in without keeping those waiting who are there. To connect, to sign in and to
 * subscribe costs the server many times what it costs to read the message, and after a restart
 * everybody wants all of it at once. So of the sockets that have made no request yet, and of the
 * connections that have no subscription, a few are served in each turn of the loop, in the order in
 * which they asked; the others wait in a queue, which holds a message of each at most.
 *
 * <p>Thread: confined to its event loop.
 *
 * @see "rule THR-41"
 */
public final class Newcomers {
  /** Requests and messages of newcomers that are handled in one turn. */
  static final int A_TURN = 32;

  private final Loop loop;
  private final ArrayDeque<CompletableFuture<Newcomers>> waiting = new ArrayDeque<>();
  private int served;
  private boolean isScheduled;

  /** The newcomers of that loop. */
  public Newcomers(Loop loop) {
    this.loop = loop;
  }

  /** Whether one more may be handled now. If it may not, ask for a {@link #place}. */
  public boolean takesOneMore() {
    if (served == A_TURN || !waiting.isEmpty()) {
      return false;
    }
    served++;
    schedule();
    return true;
  }

  /** A place in the queue; complete when its turn has come. */
  public CompletionStage<Newcomers> place() {
    CompletableFuture<Newcomers> place = new CompletableFuture<>();
    waiting.add(place);
    return place;
  }

  private void schedule() {
    if (!isScheduled) {
      isScheduled = true;
      loop.nextTurn(this::serve);
    }
  }

  private void serve() {
    isScheduled = false;
    served = 0;
    while (served < A_TURN && !waiting.isEmpty()) {
      served++;
      waiting.remove().complete(this);
    }
    if (served > 0) {
      schedule();
    }
  }
}
