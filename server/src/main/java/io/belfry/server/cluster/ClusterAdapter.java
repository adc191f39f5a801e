package io.belfry.server.cluster;

import io.belfry.protocol.UserId;
import io.belfry.server.cluster.Question.Answer;
import io.belfry.server.cluster.Question.Answer.Coverage;
import io.belfry.server.store.ReplyStore;
import io.belfry.server.store.Shutout;
import java.io.Serial;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

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
   * In how many parts the channels and users of this node fall. Asked once, before the first {@link
   * #open}. Each part has an owner of its own, part p on event loop p mod {@code loops}, so there
   * may be more parts than loops, or fewer.
   *
   * @param loops how many event loops this node has
   * @return at least 1
   */
  int parts(int loops);

  /**
   * The part of a channel or user, from 0 to below {@link #parts}. It follows from the subject
   * alone, and is asked for each message, so it is quick. It is not asked of {@link
   * Subject.OfWatchers}: of these all parts hear.
   */
  int part(Subject subject);

  /**
   * Whether the number of connections is wanted of every channel. If so, each owner tells as {@link
   * Report.HowMany} how many of this node are subscribed, at most a quarter of a second late. Else
   * only of channels whose subscribers are told their number, {@code subscription_count.broadcast};
   * of these it is told at once in any case. An adapter that wants all takes care that {@link
   * Decision.Counted} is decided of these alone, and never of a channel with members.
   */
  default boolean countsAll() {
    return false;
  }

  /**
   * Makes the truth for the part of this node's channels and users that an owner has. Called once
   * for each part, before {@link #start}.
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
   *     included, before anything that is sent later, or this node alone if it is cut off and is to
   *     go on by itself; completes exceptionally with {@link NotAccepted} when it was not taken,
   *     and then no connection of this node has got it, unless that says that nobody knows
   */
  CompletionStage<Reached> send(ClusterMessage message);

  /** How far a message comes that was taken. */
  enum Reached {
    /** To every node that can be reached. */
    ALL_NODES,
    /** To this node alone: the others cannot be reached, and nothing will tell them. */
    THIS_NODE
  }

  /**
   * Ends sessions as {@link #send} of the same message does, and counts them.
   *
   * @return how many have ended on the nodes that said so in time; a node that could not be asked
   *     ends its own when it can be reached again. Completes exceptionally with {@link NotAccepted}
   *     when the message was not taken. Unless an implementation knows better, nobody says so
   * @see "rule USR-024"
   */
  default CompletionStage<Answer<Long>> end(ClusterMessage.Terminate message) {
    return send(message).thenApply(reached -> new Answer<>(0L, Coverage.PARTIAL));
  }

  /**
   * Keeps who is shut out, and then does it on all nodes: who signs in anywhere when this has
   * completed is refused, and the sessions that it concerns end, as after {@link #end}.
   *
   * @return how many have ended on the nodes that said so in time. Completes exceptionally with
   *     {@link NotAccepted} when it is not sure to be kept, as it does unless an implementation
   *     keeps any
   * @see "rules USR-032, USR-046"
   */
  default CompletionStage<Answer<Long>> shutOut(Shutout shutout) {
    return CompletableFuture.failedStage(keepsNone());
  }

  /**
   * A user is blocked no more; completes when all nodes that can be reached are told.
   *
   * @return completes exceptionally with {@link NotAccepted} when that is not sure to be kept
   */
  default CompletionStage<Void> letIn(String appId, UserId user) {
    return CompletableFuture.failedStage(keepsNone());
  }

  private static NotAccepted keepsNone() {
    return new NotAccepted(
        NotAccepted.Obstacle.NOT_KEPT, "What joins the nodes here keeps nobody shut out.");
  }

  /**
   * Asks the whole app.
   *
   * @return the answer, put together from all nodes that gave theirs in time; never fails because
   *     one of them did not
   */
  <A> CompletionStage<Answer<A>> ask(Question<A> question);

  /**
   * Whether the way to the other nodes works. False until it has worked for every part at once for
   * the first time: until then the node is starting. False again from when it has not worked for a
   * part for two seconds: the node is cut off. Meanwhile its connections stay, new ones are sent
   * elsewhere, and {@code /readyz} says so. Asked at each handshake, so it looks at what is known
   * and never waits. True unless an implementation knows better.
   */
  default boolean isLinked() {
    return true;
  }

  /**
   * Whether webhook events are raised by what joins the nodes, once for all of them, and kept there
   * until they are sent. Then the node keeps none beyond its own life, and sends what it is handed
   * with {@link Inbox#send}. Where this is false, a {@link Truth} tells each node's own webhooks.
   */
  default boolean raisesHooks() {
    return false;
  }

  /**
   * A session has begun or ended on this node, for the webhooks of its app. Called on event loops,
   * for one session in order; it comes back at once. Nothing is told unless an implementation does.
   *
   * @see "rule USR-063"
   */
  default void sessionChanged(Decision.SessionChange change) {}

  /**
   * Whether this node may have so many connections of an app, of which so many may be on all nodes
   * together. Asked at each handshake of an app with such a limit, so it looks at what is known and
   * never waits; a node alone compares the two numbers.
   *
   * @param limit at least 0
   * @param connections of this node, with the one that would come
   * @see "rule CLU-052"
   */
  default Room room(String appId, long limit, long connections) {
    return connections <= limit ? Room.FREE : Room.FULL;
  }

  /** Whether an app has room for another connection. */
  enum Room {
    /** It has. */
    FREE,
    /** Not on this node, or not just now: it may have in a second. */
    NOT_NOW,
    /** It has none, and trying again does not help. */
    FULL
  }

  /** Apps of this node have changed, and look-ups find the new ones. Thread: any. */
  default void appsChanged() {}

  /**
   * Where all nodes keep the replies to requests with an idempotency key; asked once. Empty, as
   * unless an implementation has a place for them, lets each node keep its own.
   */
  default Optional<ReplyStore> replies() {
    return Optional.empty();
  }

  /**
   * Ends the way; nothing arrives any more. Called once, when no connection is left, each {@link
   * Truth} is closed, and the event loops still run: a node that goes in order says goodbye here,
   * so that the others do not wait for it, and may take a second or two for it.
   */
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
      UNREACHABLE,
      /** The way was lost meanwhile: nobody knows whether all, a part or none of it was taken. */
      UNCERTAIN,
      /** It cannot be kept durably. */
      NOT_KEPT
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

    /** Whether a failed {@link #send} leaves open what was taken (rule CLU-022). */
    public static boolean isUncertain(Throwable failure) {
      Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
      return cause instanceof NotAccepted refused && refused.cause == Obstacle.UNCERTAIN;
    }
  }

  /** What takes messages that arrive, from any thread, without blocking. */
  interface Inbox {
    /**
     * Turns a message into what it means for this node's connections.
     *
     * @return completes, with what a sender hears of it, when every later message is sure to take
     *     effect after this one; completes exceptionally with {@link NotAccepted} when this node
     *     has too much undelivered to take more, and then nothing of the message was taken
     */
    CompletionStage<Reached> accept(ClusterMessage message);

    /**
     * Sends a webhook event to each endpoint that wants it, or to the one that it names. For one
     * channel or user of one app they arrive at each in the order of the calls. Call again for what
     * has failed, on any node.
     *
     * @return completes, on any thread, when no endpoint waits for it any more, with the ids of
     *     those that have given it up, which is none when all have it or none wants it; fails when
     *     this node cannot send it now, and also with the end of the node
     */
    CompletionStage<Set<String>> send(RaisedHook hook);

    /** Ends the sessions that this node holds; how many there were. */
    CompletionStage<Long> end(ClusterMessage.Terminate message);

    /** Answers from what this node holds. */
    <A> CompletionStage<A> answer(Question<A> question);

    /** Who is shut out, as this node knows it. */
    KnownShutouts shutouts();
  }

  /**
   * Who is shut out, as one node knows it in memory; told by what keeps them, one change after the
   * other. Where the same is told twice the second time changes nothing.
   */
  interface KnownShutouts {
    /**
     * Somebody is shut out: whoever signs in after this call is refused, and the sessions that it
     * concerns end.
     *
     * @return how many have ended on this node
     */
    CompletionStage<Long> shutOut(Shutout shutout);

    /** A user is blocked no more. */
    void letIn(String appId, UserId user);

    /** Those apps have these, and no others; sessions that they concern end. */
    void replace(Predicate<String> ofApps, List<Shutout> all);

    /** All that are known of those apps. */
    List<Shutout> all(Predicate<String> ofApps);
  }
}
