package io.belfry.cluster.redis.wire;

import io.belfry.server.cluster.Question;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * One partition of the engine as one node sees it: a way to its place that works until it is lost.
 * It never mends itself; the node's side opens it again.
 *
 * <p>A stage that fails says that nothing is known of the call: it may have been done or not. All
 * but those that only read, {@link #replicated}, {@link #hooksSent}, {@link #reply}, {@link #keep},
 * {@link #askOthers} and {@link #answer}, then mean that the way is lost.
 *
 * <p>Thread: called on the executor given to {@link #open}; all stages complete there, and the
 * listener is called there, in the order in which the engine spoke on each of the two connections.
 * No stage completes, and no listener is called, before the call returns. Nothing blocks.
 *
 * @see "cluster.md, sections 5, 6 and 9"
 */
public interface PartitionEngine {
  /**
   * Finds the partition's place, connects to it and subscribes the node's inbox. What was open
   * before is given up, and nothing of it arrives any more.
   *
   * @return completes when the subscription is confirmed (rule CLU-020)
   */
  CompletionStage<Void> open(NodeId me, Executor executor, InboxListener inbox);

  /** Says hello. */
  CompletionStage<HelloAnswer> hello(HelloCall call);

  /** Makes a step. Several may be under way; they are done in the order of their calls. */
  CompletionStage<StepAnswer> step(StepCall call);

  /** Beats. */
  CompletionStage<BeatAnswer> beat(BeatCall call);

  /**
   * Retires the node, which goes down in order, and takes away a piece of what it held.
   *
   * @return whether something is left, so that it has to be said again
   */
  CompletionStage<BeatAnswer.Rest> bye(NodeId me);

  /** Retires the node and takes away all that it held, piece by piece. */
  default CompletionStage<Void> sayGoodbye(NodeId me) {
    return bye(me)
        .thenCompose(
            rest ->
                switch (rest) {
                  case SOME -> sayGoodbye(me);
                  case NONE -> CompletableFuture.completedFuture(null);
                });
  }

  /** Answers from what this partition knows, by plain reads, in pages where there may be many. */
  <A> CompletionStage<A> ask(Question.OfCluster<A> question);

  /**
   * Asks all other nodes; each hears {@link InboxEntry.Asked}.
   *
   * @return the nodes that were asked, of which some may have died without having been noticed;
   *     fails when the engine does not know who asks
   */
  CompletionStage<List<NodeId>> askOthers(Inquiry inquiry, byte[] question);

  /** Answers a node, which hears {@link InboxEntry.Answered}, if it is still there. */
  CompletionStage<Void> answer(NodeId me, Inquiry inquiry, byte[] answer);

  /** All nodes that were not taken for dead. */
  CompletionStage<List<NodeId>> nodes();

  /** Orders given in this partition after that one, the earliest first, at most 10,000. */
  CompletionStage<List<InboxEntry.GivenOrder>> ordersAfter(String id);

  /**
   * Webhook events after that one, the earliest first.
   *
   * @param id {@link StreamId#BEFORE_ALL} for the front of the stream
   * @param most how many are read at most
   */
  CompletionStage<List<HookEntry>> hooksAfter(String id, int most);

  /**
   * Waits until a replica has what the engine has done so far; 100 ms at most, and not at all where
   * there is no replica.
   */
  CompletionStage<Void> replicated();

  /**
   * Takes webhook events out of the stream, if the node is their sender.
   *
   * @param ids at least one, at most {@link HookEntry#MOST_AT_ONCE}
   * @see "rule CLU-061"
   */
  CompletionStage<Removal> hooksSent(NodeId me, List<String> ids);

  /**
   * Keeps who is shut out in an app of this partition, or no longer, and tells all nodes; fails
   * when the engine does not know who says so.
   */
  CompletionStage<Void> keep(NodeId me, ShutoutCall call);

  /** Who is shut out in the apps of this partition. */
  CompletionStage<KeptTexts> kept();

  /** Does something with an idempotency key of an app of this partition. */
  CompletionStage<ReplyAnswer> reply(ReplyCall call);

  /**
   * Stops or goes on reading what arrives in the inbox. What is stopped may be that of other
   * partitions at the same place as well.
   *
   * @see "rule CLU-044"
   */
  void read(Reading reading);

  /**
   * Whether what arrives in the inbox is read. It is not while some partition at the same place has
   * stopped it, nor while too much of what was read waits for its threads; then nobody may be taken
   * for deaf.
   */
  boolean isRead();

  /**
   * Gives up the way. Where others share its connections they hear {@link InboxListener#lost}; this
   * listener hears nothing any more.
   */
  void close();

  /** What becomes of events that a node has sent. */
  enum Removal {
    /** They are in the stream no more. */
    REMOVED,
    /** They stay, for another node sends, or none. */
    NOT_SENDER
  }

  /** Whether the inbox is read. */
  enum Reading {
    /** It is. */
    ON,
    /** What comes waits at the engine. */
    OFF
  }

  /** Hears what comes by the inbox. */
  interface InboxListener {
    /** A bundle has come. */
    void arrived(Bundle bundle);

    /** The way is lost; nothing arrives any more until it is opened again. */
    void lost(Throwable cause);
  }
}
