package io.belfry.server.cluster;

import java.io.Serial;
import java.util.concurrent.CompletionStage;

/**
 * The way between the nodes: extension point for Redis, NATS and others, with {@link SingleNode}
 * for a node alone.
 *
 * <p>Messages of one sender thread reach every node's inbox in the order in which they were sent.
 *
 * <p>Thread: thread-safe; {@link #send} never blocks.
 */
public interface ClusterAdapter extends AutoCloseable {
  /** Where what arrives goes. Called once, before the first {@link #send}. */
  void start(Inbox inbox);

  /**
   * Tells all nodes.
   *
   * @return completes when the message is on its way to every node and was handed to this one;
   *     completes exceptionally with {@link NotAccepted} when it is not, and then no node has got
   *     it
   */
  CompletionStage<Void> send(ClusterMessage message);

  /**
   * Asks the whole app.
   *
   * @return the answer, put together from all nodes that gave theirs in time; never fails because
   *     one of them did not
   */
  <A> CompletionStage<Answer<A>> ask(Question<A> question);

  /** Ends the way; nothing arrives any more. */
  @Override
  void close();

  /** A message that no node has got. */
  final class NotAccepted extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    /** Why it was not taken. */
    public enum Cause {
      /** This node has too much undelivered. */
      OVERLOADED,
      /** The way to the nodes is not there. */
      UNREACHABLE
    }

    private final Cause cause;

    /** A refusal with its cause, and the same in words. */
    public NotAccepted(Cause cause, String message) {
      super(message, null, false, false);
      this.cause = cause;
    }

    /** Why it was not taken. */
    public Cause cause() {
      return cause;
    }
  }

  /** What takes messages that arrive, from any thread, without blocking. */
  interface Inbox {
    /**
     * Turns a message into what it means for this node's connections.
     *
     * @return completes when every later message is sure to take effect after this one; completes
     *     exceptionally with {@link NotAccepted} when this node has too much undelivered to take
     *     more, and then nothing of the message was taken
     */
    CompletionStage<Void> accept(ClusterMessage message);

    /** Answers from what this node holds. */
    <A> CompletionStage<A> answer(Question<A> question);
  }
}
