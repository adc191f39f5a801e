package io.belfry.server.socket;

import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An admission that a hook takes its time for. The socket waits unread meanwhile, and holds its
 * places in the quotas. Whatever comes first decides: the hook, the end of its time, or the end of
 * the client.
 *
 * <p>Thread: confined to the event loop of the socket.
 */
public final class Undecided implements Admission {
  private final Admitted admitted;
  private final Runnable over;
  private @Nullable Consumer<Admission> step;
  private boolean isOver;

  /**
   * One that begins to wait.
   *
   * @param over what is done when it no longer waits
   */
  Undecided(Admitted admitted, Runnable over) {
    this.admitted = admitted;
    this.over = over;
  }

  /** Says what is done with the verdict, which is admitted or rejected; not done when abandoned. */
  public void then(Consumer<Admission> newStep) {
    step = newStep;
  }

  /** The client is gone: its places are given back, and nobody asks for the verdict any more. */
  public void abandon() {
    if (!isOver) {
      end();
      admitted.release();
    }
  }

  /** Ends the wait with the verdict that is made of what was admitted so far. */
  void decide(Function<Admitted, Admission> verdict) {
    if (isOver) {
      return;
    }
    end();
    Admission decided = verdict.apply(admitted);
    if (!(decided instanceof Admitted)) {
      admitted.release();
    }
    if (step != null) {
      step.accept(decided);
    }
  }

  private void end() {
    isOver = true;
    over.run();
  }
}
