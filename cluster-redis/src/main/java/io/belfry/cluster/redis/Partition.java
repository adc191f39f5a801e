package io.belfry.cluster.redis;

import io.belfry.cluster.redis.lettuce.Places;
import io.belfry.cluster.redis.link.AppView;
import io.belfry.cluster.redis.link.HookStream;
import io.belfry.cluster.redis.link.LinkEvent;
import io.belfry.cluster.redis.link.LinkListener;
import io.belfry.cluster.redis.link.RedisTruth;
import io.belfry.cluster.redis.link.Surroundings;
import io.belfry.cluster.redis.wire.BeatAnswer;
import io.belfry.cluster.redis.wire.InboxEntry;
import io.belfry.cluster.redis.wire.InboxEntry.GivenOrder;
import io.belfry.cluster.redis.wire.Inquiry;
import io.belfry.cluster.redis.wire.NodeId;
import io.belfry.cluster.redis.wire.PartitionEngine;
import io.belfry.cluster.redis.wire.ReplyAnswer;
import io.belfry.cluster.redis.wire.ReplyCall;
import io.belfry.protocol.UserId;
import io.belfry.server.cluster.ClusterAdapter.Inbox;
import io.belfry.server.cluster.ClusterAdapter.KnownShutouts;
import io.belfry.server.cluster.ClusterAdapter.NotAccepted;
import io.belfry.server.cluster.ClusterAdapter.NotAccepted.Obstacle;
import io.belfry.server.cluster.ClusterAdapter.Reached;
import io.belfry.server.cluster.ClusterMessage;
import io.belfry.server.cluster.Decision;
import io.belfry.server.cluster.Publication;
import io.belfry.server.cluster.Question.Answer;
import io.belfry.server.cluster.RaisedHook;
import io.belfry.server.cluster.Subject;
import io.belfry.server.cluster.Truth;
import io.belfry.server.store.Shutout;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One partition on this node, as the whole cluster speaks to it.
 *
 * <p>Thread: thread-safe; everything goes on on the thread of the partition's owner.
 */
final class Partition implements LinkListener {
  private static final Logger LOG = LoggerFactory.getLogger(RedisCluster.class);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final int number;
  private final NodeInCluster node;
  private final Truth.SubjectOwner owner;
  private final Places places;
  private final LinkStates states;
  private final LinkCounts counts;
  private final ConnectionShares shares;
  private final EachNode eachNode;
  private final Consumer<ClusterMessage> ordered;
  private final PartitionEngine engine;
  private final RedisTruth truth;
  private final HookStream hooks;
  private final PartitionShutouts shutouts;
  // Until the next beat says otherwise: what is added up then is not all that there is.
  private boolean isRebuilt = true;

  /** What the partitions of a node share. */
  record Shared(
      NodeInCluster node,
      Places places,
      LinkStates states,
      LinkCounts counts,
      ConnectionShares shares,
      EachNode eachNode,
      Consumer<ClusterMessage> ordered,
      Function<RaisedHook, CompletionStage<?>> hooks,
      Supplier<KnownShutouts> known,
      ShutoutReads reads) {}

  Partition(Truth.SubjectOwner owner, Shared shared) {
    this.number = owner.part();
    this.node = shared.node();
    this.owner = owner;
    this.places = shared.places();
    this.states = shared.states();
    this.counts = shared.counts();
    this.shares = shared.shares();
    this.eachNode = shared.eachNode();
    this.ordered = shared.ordered();
    this.engine = places.engine(number);
    this.truth =
        new RedisTruth(
            owner,
            new Surroundings(
                node.id(),
                engine,
                node.apps(),
                node.parts().nanoTime(),
                new SplittableRandom(),
                this),
            node.settings(number));
    this.shutouts =
        new PartitionShutouts(
            engine,
            owner,
            truth::me,
            shared.known(),
            appId -> node.layout().partitionOfApp(appId) == number,
            shared.reads());
    this.hooks =
        new HookStream(
            engine,
            owner,
            new HookStream.Sizes(node.layout().prefix(number), node.hookRoom()),
            new Outlet(shared.hooks(), counts, node.apps()));
  }

  private record Outlet(
      Function<RaisedHook, CompletionStage<?>> sending, LinkCounts counts, AppView apps)
      implements HookStream.Outlet {
    @Override
    public List<String> endpoints(String appId) {
      return apps.endpoints(appId);
    }

    @Override
    public CompletionStage<?> send(RaisedHook hook) {
      return sending.apply(hook);
    }

    @Override
    public void passedOver() {
      counts.happened(LinkEvent.UNKNOWN_ENTRY);
    }
  }

  /** Whom a publication is for: a channel, or the user that a server-to-user channel names. */
  static Subject subjectOf(Publication publication) {
    Optional<UserId> user = publication.channel().user();
    return user.isPresent()
        ? new Subject.OfUser(publication.appId(), user.get())
        : new Subject.OfChannel(publication.appId(), publication.channel());
  }

  /** Says that the engine cannot be reached. */
  static NotAccepted cutOff() {
    return new NotAccepted(
        Obstacle.UNREACHABLE,
        "This node is cut off from the cluster, so nothing was published. Try again in a second.");
  }

  RedisTruth truth() {
    return truth;
  }

  void start() {
    owner.execute(truth::start);
  }

  /** Does it each second. */
  void each(Runnable task) {
    owner.after(
        SECOND,
        () -> {
          task.run();
          each(task);
        });
  }

  /** Does it once, in a second, unless the node ends before. */
  void inASecond(Runnable task) {
    after(SECOND, task);
  }

  /**
   * Does it once, after that time.
   *
   * @return whether it will, unless the node ends before
   */
  boolean after(Duration delay, Runnable task) {
    return owner.execute(() -> owner.after(delay, task));
  }

  /**
   * Claims an idempotency key. The engine takes the claim in the second in which somebody waits for
   * it, or never: its answer tells its time where this node's idea of that was wrong.
   *
   * @param by the claim, given when it is too late by the engine's clock, in milliseconds
   */
  CompletionStage<ReplyAnswer> claim(LongFunction<ReplyCall.Claim> by) {
    return states.isCutOff(number)
        ? CompletableFuture.failedStage(cutOff())
        : there(
            () ->
                claimBy(truth.engineMillis(), by)
                    .thenCompose(
                        answer ->
                            answer instanceof ReplyAnswer.Late late
                                ? claimBy(late.engineMillis(), by)
                                : CompletableFuture.completedStage(answer)));
  }

  private CompletionStage<ReplyAnswer> claimBy(
      long engineMillis, LongFunction<ReplyCall.Claim> by) {
    return engine.reply(by.apply(engineMillis + SECOND.toMillis()));
  }

  /** Does something with an idempotency key. */
  CompletionStage<ReplyAnswer> reply(ReplyCall call) {
    return states.isCutOff(number)
        ? CompletableFuture.failedStage(cutOff())
        : there(() -> engine.reply(call));
  }

  /** How many operations wait to be said. */
  int waiting() {
    return truth.waiting();
  }

  void appsChanged() {
    owner.execute(truth::appsChanged);
  }

  void sessionChanged(Decision.SessionChange change) {
    owner.execute(() -> truth.sessionChanged(change));
  }

  void connections(String appId, long count) {
    owner.execute(() -> truth.connections(appId, Math.toIntExact(count)));
  }

  /** The same, and asks how many there are on all nodes. */
  void total(String appId, long count) {
    owner.execute(() -> truth.total(appId, Math.toIntExact(count)));
  }

  CompletionStage<Reached> publish(List<Publication> publications) {
    return there(() -> truth.publish(publications));
  }

  CompletionStage<Reached> order(byte[] order) {
    return order(me -> order);
  }

  /**
   * Gives an order.
   *
   * @param order is told who this node is in the partition
   */
  CompletionStage<Reached> order(Function<NodeId, byte[]> order) {
    return there(() -> truth.order(order.apply(truth.me())).thenApply(done -> Reached.ALL_NODES));
  }

  /** Keeps who is shut out and tells all nodes, which answer that inquiry. */
  CompletionStage<Void> keep(Shutout shutout, long inquiry) {
    return sure(() -> shutouts.keep(shutout, inquiry));
  }

  /** Keeps the block of a user no more, and tells all nodes. */
  CompletionStage<Void> letIn(String appId, UserId user) {
    return sure(() -> shutouts.letIn(appId, user));
  }

  // What fails may have been done or not, and may be said again.
  private CompletionStage<Void> sure(Supplier<CompletionStage<Void>> call) {
    return states.isCutOff(number)
        ? CompletableFuture.failedStage(unkept(Obstacle.UNREACHABLE))
        : there(call)
            .exceptionallyCompose(
                failure -> CompletableFuture.failedStage(unkept(Obstacle.UNCERTAIN)));
  }

  private static NotAccepted unkept(Obstacle obstacle) {
    return new NotAccepted(
        obstacle,
        "The cluster, which keeps who is shut out, cannot be reached, so nobody knows whether this"
            + " is in force. Send it again in a second.");
  }

  /** Asks all other nodes of the partition; which they are. */
  CompletionStage<List<NodeId>> askOthers(long number, byte[] question) {
    return there(() -> engine.askOthers(new Inquiry(truth.me(), number), question));
  }

  /** Answers another node. */
  CompletionStage<Void> answer(Inquiry inquiry, byte[] answer) {
    return there(() -> engine.answer(truth.me(), inquiry, answer));
  }

  /** The nodes of the partition that were not taken for dead. */
  CompletionStage<List<NodeId>> nodes() {
    return there(engine::nodes);
  }

  private <A> CompletionStage<A> there(Supplier<CompletionStage<A>> call) {
    CompletableFuture<A> answer = new CompletableFuture<>();
    boolean isTaken =
        owner.execute(
            () ->
                call.get()
                    .whenComplete(
                        (value, failure) -> {
                          if (failure == null) {
                            answer.complete(value);
                          } else {
                            answer.completeExceptionally(failure);
                          }
                        }));
    return isTaken ? answer : CompletableFuture.failedStage(cutOff());
  }

  <A> CompletionStage<Answer<A>> ask(QuestionPart<A> part, Inbox inbox) {
    if (states.isCutOff(number)) {
      return part.here(inbox);
    }
    return there(() -> engine.ask(part.question()))
        .thenApply(Answer::complete)
        .exceptionallyCompose(failure -> part.here(inbox));
  }

  /** Says goodbye; completes when the engine knows it, and fails when it cannot be told. */
  CompletableFuture<Void> sayGoodbye() {
    return there(truth::sayGoodbye).toCompletableFuture();
  }

  @Override
  public void state(LinkState state) {
    if (state == LinkState.LINKED) {
      shutouts.linked(() -> states.set(number, state));
      return;
    }
    states.set(number, state);
    shutouts.lost();
    counts.away(number);
    hooks.linkLost();
  }

  @Override
  public void lost(LossCause cause) {
    counts.lost(cause);
    if (cause == LossCause.DEAF) {
      places.deaf();
    }
  }

  @Override
  public void begunAnew(AnewCause cause) {
    isRebuilt = true;
    counts.begunAnew(cause);
    hooks.linkLost();
  }

  @Override
  public void engineChanged() {
    hooks.engineChanged();
  }

  @Override
  public void happened(LinkEvent event) {
    counts.happened(event);
  }

  @Override
  public void ordered(GivenOrder order, Duration age) {
    Optional<ShutoutOrder> ofShutout = ShutoutOrder.read(order.order());
    if (ofShutout.isPresent()) {
      ordered(ofShutout.get(), age);
      return;
    }
    Order.read(order.order(), age)
        .ifPresentOrElse(this::ordered, () -> counts.happened(LinkEvent.UNKNOWN_ENTRY));
  }

  private void ordered(ShutoutOrder order, Duration age) {
    boolean isAwaited = age.compareTo(EachNode.PATIENCE) < 0;
    eachNode.told(
        shutouts.ordered(order),
        isAwaited ? PartitionShutouts.inquiry(order) : Optional.empty(),
        this);
  }

  private void ordered(Order order) {
    if (order.message() instanceof ClusterMessage.Terminate terminate) {
      eachNode.end(terminate, order.inquiry(), this);
    } else {
      ordered.accept(order.message());
    }
  }

  @Override
  public void asked(InboxEntry.Asked asked) {
    eachNode.asked(asked, this);
  }

  @Override
  public void answered(InboxEntry.Answered answered) {
    eachNode.answered(answered);
  }

  @Override
  public void stepped(long nanos) {
    counts.stepped(number, nanos);
  }

  @Override
  public void alive(BeatAnswer.Alive alive, long nanos) {
    counts.alive(number, alive, nanos);
    isRebuilt = alive.isRebuilt();
    states.rebuilt(number, isRebuilt);
    if (alive.isSender()) {
      hooks.sends(truth.me());
    } else {
      hooks.rests();
    }
  }

  @Override
  public void counted(String appId, long here, long total) {
    if (!isRebuilt) {
      shares.learned(appId, here, total, node.maxConnections(appId));
    }
  }

  @Override
  public void nudged() {
    hooks.nudged();
  }

  @Override
  public void failed(RuntimeException failure) {
    LOG.error("Partition {} begins from a new link, since something failed.", number, failure);
  }

  @Override
  public void unfit(String sentence) {
    if (states.wasLinked()) {
      LOG.error("The cluster cannot be joined any more: {}", sentence);
    } else {
      node.parts().broken().accept(sentence);
    }
  }
}
