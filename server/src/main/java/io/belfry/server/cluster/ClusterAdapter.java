package io.belfry.server.cluster;

import io.belfry.server.cluster.Question.Answer;
import java.io.Serial;
import java.util.concurrent.CompletionStage;

/**
 * Extension point: what joins the nodes, such as Redis; without one a node is alone. It carries
 * what is told to all nodes, answers questions about the whole app, and gives each owner of this
 * node the {@link Truth} for its part.
 *
 * <p>Messages of one sender thread reach every node's inbox in the order in which they were sent,
 * and all nodes see the publications to one channel in the same order.
 *
 * <p>Thread: thread-safe; nothing blocks.
 */
public interface ClusterAdapter extends AutoCloseable {
  /** Name of this node, which no other node has, nor an earlier life of this one. */
  String node();

  /**
   * Makes the truth for the part of this node's channels and users that an owner has. Called once
   * for each owner, before {@link #start}.
   */
  Truth open(Truth.SubjectOwner owner);

  /**
   * Begins to join the nodes. Called once, before the first {@link #send} and the first connection.
   *
   * @param inbox where what arrives goes
   */
  void start(Inbox inbox);

  /**
   * Tells all nodes.
   *
   * @return completes when the message is sure to reach every node that can be reached, this one
   *     included, before anything that is sent later; completes exceptionally with {@link
   *     NotAccepted} when it was not taken, and then no connection of this node has got it
   */
  CompletionStage<Void> send(ClusterMessage message);

  /**
   * Asks the whole app.
   *
   * @return the answer, put together from all nodes that gave theirs in time; never fails because
   *     one of them did not
   */
  <A> CompletionStage<Answer<A>> ask(Question<A> question);

  /**
   * Whether the way to the other nodes works. While it does not this node is cut off: its
   * connections stay, new ones are sent elsewhere, and {@code /readyz} says so. Asked at each
   * handshake, so it looks at what is known and never waits. True unless an implementation knows
   * better.
   */
  default boolean isLinked() {
    return true;
  }

  /** Ends the way; nothing arrives any more. */
  @Override
  void close();

  /** A message that was not taken. */
  final class NotAccepted extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    /** Why it was not taken. */
    public enum Obstacle {
      /** This node has too much undelivered. */
      OVERLOADED,
      /** The way to the nodes is not there. */
      UNREACHABLE
    }

    private final Obstacle cause;

    /** A refusal with its cause, and the same in words. */
    public NotAccepted(Obstacle cause, String message) {
      super(message, null, false, false);
      this.cause = cause;
    }

    /** Why it was not taken. */
    public Obstacle cause() {
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
