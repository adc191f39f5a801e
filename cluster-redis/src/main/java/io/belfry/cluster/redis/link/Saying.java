package io.belfry.cluster.redis.link;

import io.belfry.cluster.redis.wire.Operation;
import io.belfry.cluster.redis.wire.Verdict;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Something to say to the engine. The kinds differ in what happens when its call was done and the
 * answer is lost.
 *
 * <p>Thread: confined to the owner.
 *
 * @see "rules CLU-021, CLU-022"
 */
sealed interface Saying {
  /** What goes into the call. */
  Operation operation();

  /**
   * Nothing can come of it but that it is done, so a lost answer is known anyway.
   *
   * @param done runs when it is
   * @param dropped runs when it is not said, since the node begins anew
   */
  record Fact(Operation operation, Runnable done, Runnable dropped) implements Saying {
    static Fact of(Operation operation) {
      return of(operation, Saying::nothing);
    }

    static Fact of(Operation operation, Runnable done) {
      return new Fact(operation, done, Saying::nothing);
    }
  }

  /**
   * It has an answer that matters. When that is lost it is asked again, if anybody still wants it.
   *
   * @param current the operation as it is right when it is sent
   * @param wanted whether the answer matters
   * @param heard takes it
   * @param scope whether it belongs to what the node holds
   */
  record Ask(Supplier<Operation> current, BooleanSupplier wanted, Hearing heard, Scope scope)
      implements Saying {
    /** Asks about something that the node holds. */
    Ask(Supplier<Operation> current, BooleanSupplier wanted, Hearing heard) {
      this(current, wanted, heard, Scope.HELD);
    }

    @Override
    public Operation operation() {
      return current.get();
    }

    boolean isWanted() {
      return wanted.getAsBoolean();
    }
  }

  /** Whether an ask belongs to what the node holds. */
  enum Scope {
    /** It does, and comes again by itself when everything is said again. */
    HELD,
    /** It does not, and goes over to a node that begins anew. */
    OTHER
  }

  /** Takes an answer. */
  interface Hearing {
    /**
     * The answer is there, and so is all that was told before it.
     *
     * @param bundle number of the bundle whose state it shows
     */
    void heard(Verdict verdict, long bundle);
  }

  /**
   * An event to publish: it is never said twice.
   *
   * @param lateNanos when it is not sent any more, on the node's monotonic clock: who waits for it
   *     must know what became of it before they give up
   */
  record Event(Operation operation, Outcome outcome, long lateNanos) implements Saying {}

  /** What becomes of an event; of several calls the first one counts. */
  interface Outcome {
    /** The engine has answered. */
    void answered(Verdict.Published verdict);

    /** It was sent, or will not be, and nobody knows whether anybody was told. */
    void refused();

    /** The node is cut off before it was sent. */
    void unsent();

    /** It could not be sent in time, and will not be. */
    void late();
  }

  private static void nothing() {}
}
