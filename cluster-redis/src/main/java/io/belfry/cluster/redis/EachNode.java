package io.belfry.cluster.redis;

import io.belfry.cluster.redis.link.LinkEvent;
import io.belfry.cluster.redis.wire.InboxEntry.Answered;
import io.belfry.cluster.redis.wire.InboxEntry.Asked;
import io.belfry.cluster.redis.wire.Inquiry;
import io.belfry.cluster.redis.wire.NodeId;
import io.belfry.server.cluster.ClusterAdapter.Inbox;
import io.belfry.server.cluster.ClusterMessage.Terminate;
import io.belfry.server.cluster.Question.Answer;
import io.belfry.server.cluster.Question.OfEachNode;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What each node knows of its own connections, and nobody else: they are asked through a partition,
 * and their answers come by its inbox. Nothing of it is kept at the engine. Orders whose effect is
 * counted are given as any, and each node that has carried one out tells how many were concerned.
 *
 * <p>Thread: thread-safe.
 *
 * @see "ADR 0074; rules USR-017, USR-024"
 */
final class EachNode {
  /** How long a node has for its answer. */
  static final Duration PATIENCE = Duration.ofSeconds(2);

  /** Most questions that wait for answers; beyond it only this node is asked. */
  private static final int MOST_OPEN = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(RedisCluster.class);

  private final String process;
  private final Supplier<Inbox> inbox;
  private final LinkCounts counts;
  private final Map<Long, Poll<?>> open = new ConcurrentHashMap<>();
  private final AtomicLong last = new AtomicLong();
  private volatile boolean isClosed;

  /**
   * Nobody is asked yet.
   *
   * @param process of this node
   * @param inbox of this node, once it is started
   */
  EachNode(String process, Supplier<Inbox> inbox, LinkCounts counts) {
    this.process = process;
    this.inbox = inbox;
    this.counts = counts;
  }

  /** Asks through that partition; without one, this node alone. */
  <A> CompletionStage<Answer<A>> ask(OfEachNode<A> question, Optional<Partition> way) {
    Poll<A> poll =
        new Poll<>(question.nothing(), question::merge, bytes -> AnswerBytes.read(question, bytes));
    inbox
        .get()
        .answer(question)
        .whenComplete(
            (answer, failure) -> {
              if (failure == null) {
                poll.heard(process, Answer.complete(answer));
              } else {
                poll.missing(process);
              }
            });
    byte[] bytes = QuestionBytes.write(question);
    if (way.isEmpty() || open.size() >= MOST_OPEN || bytes.length > QuestionBytes.MOST) {
      poll.askedOnly(Set.of(process));
      return poll.result();
    }
    long number = opened(poll);
    way.get()
        .askOthers(number, bytes)
        .whenComplete((nodes, failure) -> asked(poll, nodes, failure));
    giveUpInTime(number, way.get());
    return poll.result();
  }

  /** Ends sessions on all nodes, and counts them. */
  CompletionStage<Answer<Long>> end(Terminate message, Partition partition) {
    return counted(
        partition,
        number ->
            partition.order(me -> Order.bytes(message, Optional.of(new Inquiry(me, number)))));
  }

  /**
   * Counts sessions that end on all nodes.
   *
   * @param giving gives the order to all nodes, under that number of the inquiry
   */
  CompletionStage<Answer<Long>> counted(
      Partition partition, LongFunction<CompletionStage<?>> giving) {
    Poll<Long> poll = new Poll<>(0L, Long::sum, AnswerBytes::readCount);
    long number = opened(poll);
    return giving
        .apply(number)
        .whenComplete(
            (reached, failure) -> {
              if (failure != null) {
                open.remove(number);
              }
            })
        .thenCompose(given -> counted(poll, number, partition));
  }

  private CompletionStage<Answer<Long>> counted(Poll<Long> poll, long number, Partition partition) {
    partition.nodes().whenComplete((nodes, failure) -> asked(poll, nodes, failure));
    giveUpInTime(number, partition);
    return poll.result();
  }

  private long opened(Poll<?> poll) {
    long number = last.incrementAndGet();
    open.put(number, poll);
    poll.result().whenComplete((answer, failure) -> open.remove(number));
    return number;
  }

  private void asked(Poll<?> poll, @Nullable List<NodeId> nodes, @Nullable Throwable failure) {
    if (failure != null || nodes == null) {
      poll.askedOnly(Set.of(process));
      return;
    }
    // A process that has begun anew may stand there twice for a moment.
    Set<String> processes = new HashSet<>(Set.of(process));
    nodes.forEach(node -> processes.add(node.process()));
    poll.asked(processes);
  }

  // The timer holds no answer, since most of them are over long before it goes off.
  private void giveUpInTime(long number, Partition partition) {
    if (isClosed || !partition.after(PATIENCE, () -> giveUp(number))) {
      giveUp(number);
    }
  }

  private void giveUp(long number) {
    Poll<?> late = open.get(number);
    if (late != null) {
      late.giveUp();
    }
  }

  /** Another node asks this one. */
  void asked(Asked asked, Partition way) {
    Optional<OfEachNode<?>> question = QuestionBytes.read(asked.question());
    if (question.isEmpty()) {
      counts.happened(LinkEvent.UNKNOWN_ENTRY);
      tell(way, asked.inquiry(), AnswerBytes.NONE);
      return;
    }
    answer(asked.inquiry(), question.get(), way);
  }

  private <A> void answer(Inquiry inquiry, OfEachNode<A> question, Partition way) {
    inbox
        .get()
        .answer(question)
        .whenComplete(
            (answer, failure) ->
                tell(
                    way,
                    inquiry,
                    failure == null ? AnswerBytes.write(question, answer) : AnswerBytes.NONE));
  }

  /** An order to end sessions has come. */
  void end(Terminate message, Optional<Inquiry> inquiry, Partition way) {
    // Nobody waits for one that has come late.
    boolean isAwaited = message.age().compareTo(PATIENCE) < 0;
    told(inbox.get().end(message), isAwaited ? inquiry : Optional.empty(), way);
  }

  /** Tells the one who wants to know how many sessions have ended here. */
  void told(CompletionStage<Long> ended, Optional<Inquiry> inquiry, Partition way) {
    ended.whenComplete(
        (count, failure) ->
            inquiry.ifPresent(
                it ->
                    tell(way, it, failure == null ? AnswerBytes.write(count) : AnswerBytes.NONE)));
  }

  private void tell(Partition way, Inquiry inquiry, byte[] answer) {
    if (inquiry.asker().process().equals(process)) {
      heard(process, inquiry.number(), answer);
      return;
    }
    way.answer(inquiry, answer)
        .whenComplete(
            (taken, failure) -> {
              if (failure != null) {
                LOG.debug("An answer to node {} is lost.", inquiry.asker(), failure);
              }
            });
  }

  /** Another node has answered this one. */
  void answered(Answered answered) {
    heard(answered.node().process(), answered.number(), answered.answer());
  }

  private void heard(String node, long number, byte[] answer) {
    Poll<?> poll = open.get(number);
    if (poll != null && !poll.heard(node, answer) && answer.length > 0) {
      counts.happened(LinkEvent.UNKNOWN_ENTRY);
    }
  }

  /** The node ends, and nobody is waited for. */
  void close() {
    isClosed = true;
    open.values().forEach(Poll::giveUp);
  }
}
