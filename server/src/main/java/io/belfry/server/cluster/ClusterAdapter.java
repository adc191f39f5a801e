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

  /** Ends the way; nothing arrives any more. */
  @Override
  void close();

  /** A message that no node has got. */
  final class NotAccepted extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    /** A refusal with its cause in words. */
    public NotAccepted(String message) {
      super(message, null, false, false);
    }
  }

  /** What takes messages that arrive, from any thread, without blocking. */
  interface Inbox {
    /**
     * Turns a message into what it means for this node's connections.
     *
     * @return false when this node has too much undelivered to take more; then nothing of the
     *     message was taken
     */
    boolean accept(ClusterMessage message);
  }
}
