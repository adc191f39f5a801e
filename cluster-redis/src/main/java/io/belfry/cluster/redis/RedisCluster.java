package io.belfry.cluster.redis;

import io.belfry.cluster.redis.lettuce.Places;
import io.belfry.cluster.redis.link.LinkEvent;
import io.belfry.cluster.redis.link.RedisTruth;
import io.belfry.cluster.redis.link.Together;
import io.belfry.cluster.redis.wire.Layout;
import io.belfry.protocol.UserId;
import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.server.cluster.ClusterMessage;
import io.belfry.server.cluster.Decision;
import io.belfry.server.cluster.Publication;
import io.belfry.server.cluster.Question;
import io.belfry.server.cluster.Question.Answer;
import io.belfry.server.cluster.Subject;
import io.belfry.server.cluster.Truth;
import io.belfry.server.store.ReplyStore;
import io.belfry.server.store.Shutout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Nodes joined by Redis or Valkey: which partition a message, a question or a report is for, and
 * whether all of them are linked. What is said in a partition is the matter of its {@link
 * RedisTruth}.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules CLU-040, CLU-042, CLU-043, CLU-045, CLU-050 to CLU-052"
 */
final class RedisCluster implements ClusterAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(RedisCluster.class);
  private static final long GOODBYE_MILLIS = 1_500;

  private final NodeInCluster node;
  private final Layout layout;
  private final Places places;
  private final LinkStates states;
  private final LinkCounts counts;
  private final PublishRoom room = new PublishRoom();
  private final List<Partition> partitions = new CopyOnWriteArrayList<>();
  private final ConnectionShares shares;
  private final EachNode eachNode;
  private final Set<String> counted = new HashSet<>();
  private final ShutoutReads shutoutReads = new ShutoutReads();
  private @Nullable Inbox inbox;

  RedisCluster(NodeInCluster node, Places places) {
    this.node = node;
    this.layout = node.layout();
    this.places = places;
    this.states = new LinkStates(layout.partitions(), node.parts().nanoTime());
    this.counts = new LinkCounts(layout.partitions(), states, this::waiting, node.parts().gauges());
    this.eachNode = new EachNode(node(), this::inbox, counts);
    this.shares =
        new ConnectionShares(
            appId -> counts.nodes(layout.partitionOfApp(appId)),
            (appId, here) -> at(layout.partitionOfApp(appId)).total(appId, here),
            node.parts().nanoTime(),
            node.lease());
  }

  private int waiting() {
    return partitions.stream().mapToInt(Partition::waiting).sum();
  }

  @Override
  public String node() {
    return node.id().process();
  }

  @Override
  public int parts(int loops) {
    return layout.partitions();
  }

  @Override
  public int part(Subject subject) {
    return layout.partition(subject);
  }

  @Override
  public boolean countsAll() {
    return true;
  }

  @Override
  public boolean raisesHooks() {
    return true;
  }

  @Override
  public Truth open(Truth.SubjectOwner owner) {
    Partition partition =
        new Partition(
            owner,
            new Partition.Shared(
                node,
                places,
                states,
                counts,
                shares,
                eachNode,
                this::ordered,
                hook -> inbox().send(hook),
                () -> inbox().shutouts(),
                shutoutReads));
    partitions.add(partition);
    return partition.truth();
  }

  @Override
  public void start(Inbox own) {
    inbox = own;
    partitions.forEach(Partition::start);
    partitions.get(0).each(this::count);
  }

  // The engine adds up what each node has.
  private void count() {
    Map<String, Long> taken = node.parts().connections().get();
    shares
        .sought(appId -> taken.getOrDefault(appId, 0L))
        .forEach(
            appId -> at(layout.partitionOfApp(appId)).total(appId, taken.getOrDefault(appId, 0L)));
    counted.addAll(taken.keySet());
    counted.forEach(
        appId ->
            at(layout.partitionOfApp(appId)).connections(appId, taken.getOrDefault(appId, 0L)));
    counted.retainAll(taken.keySet());
  }

  @Override
  public Room room(String appId, long limit, long connections) {
    return shares.room(appId, limit, connections);
  }

  private Partition at(int number) {
    return partitions.get(number);
  }

  private Inbox inbox() {
    Inbox own = inbox;
    if (own == null) {
      throw new IllegalStateException("The cluster was not started.");
    }
    return own;
  }

  private void ordered(ClusterMessage order) {
    inbox().accept(order);
  }

  @Override
  public CompletionStage<Reached> send(ClusterMessage message) {
    return switch (message) {
      case ClusterMessage.Publish publish -> publish(publish.publications());
      case ClusterMessage.Terminate terminate -> of(terminate).order(Order.bytes(terminate));
      // There is one such order for all apps, so it does not matter where it is given.
      case ClusterMessage.AppsChanged changed -> at(0).order(Order.bytes(changed));
    };
  }

  private Partition of(ClusterMessage.Terminate terminate) {
    return at(part(new Subject.OfUser(terminate.appId(), terminate.user())));
  }

  @Override
  public CompletionStage<Answer<Long>> end(ClusterMessage.Terminate message) {
    return eachNode.end(message, of(message));
  }

  @Override
  public CompletionStage<Answer<Long>> shutOut(Shutout shutout) {
    Partition partition = at(layout.partitionOfApp(shutout.appId()));
    return eachNode.counted(partition, number -> partition.keep(shutout, number));
  }

  @Override
  public CompletionStage<Void> letIn(String appId, UserId user) {
    return at(layout.partitionOfApp(appId)).letIn(appId, user);
  }

  @Override
  public void sessionChanged(Decision.SessionChange change) {
    if (change instanceof Decision.SessionEnded || node.tellsSessions(change.appId())) {
      at(part(new Subject.OfUser(change.appId(), change.session().user()))).sessionChanged(change);
    }
  }

  private CompletionStage<Reached> publish(List<Publication> publications) {
    SortedMap<Integer, List<Publication>> byPartition = new TreeMap<>();
    for (Publication publication : publications) {
      byPartition
          .computeIfAbsent(part(Partition.subjectOf(publication)), unused -> new ArrayList<>())
          .add(publication);
    }
    // Nothing of a request is published when a part of it cannot be (rule CLU-045).
    if (byPartition.keySet().stream().anyMatch(states::isCutOff)
        && node.refusesWhenCutOff(publications)) {
      publications.forEach(each -> counts.happened(LinkEvent.PUBLISH_REFUSED));
      return CompletableFuture.failedStage(Partition.cutOff());
    }
    return room.with(
        publications,
        () ->
            Together.of(
                byPartition.entrySet().stream()
                    .map(own -> at(own.getKey()).publish(own.getValue()))
                    .toList()));
  }

  // Nodes that find it at the same moment all say so, which costs each of them a look.
  @Override
  public void appsChanged() {
    partitions.forEach(Partition::appsChanged);
    send(new ClusterMessage.AppsChanged())
        .whenComplete(
            (reached, failure) -> {
              if (failure != null) {
                LOG.debug(
                    "Other nodes are not told that apps have changed, and look by themselves.");
              }
            });
  }

  @Override
  public <A> CompletionStage<Answer<A>> ask(Question<A> question) {
    return switch (question) {
      case Question.OfCluster<A> it -> askEngine(it);
      case Question.OfEachNode<A> it -> eachNode.ask(it, linked(it.appId()));
    };
  }

  // Nodes can be asked through any partition: through that of the app, or the next one that works.
  private Optional<Partition> linked(String appId) {
    int first = layout.partitionOfApp(appId);
    return IntStream.range(0, layout.partitions())
        .map(i -> (first + i) % layout.partitions())
        .filter(states::isLinked)
        .mapToObj(this::at)
        .findFirst();
  }

  private <A> CompletionStage<Answer<A>> askEngine(Question.OfCluster<A> question) {
    CompletableFuture<Answer<A>> all =
        CompletableFuture.completedFuture(Answer.complete(question.nothing()));
    for (QuestionPart<A> part : QuestionPart.of(question, layout)) {
      all =
          all.thenCombine(
              at(part.partition()).ask(part, inbox()),
              (one, other) -> QuestionPart.merged(question, one, other));
    }
    return all;
  }

  @Override
  public Optional<ReplyStore> replies() {
    return Optional.of(new RedisReplies(node(), appId -> at(layout.partitionOfApp(appId))));
  }

  @Override
  public boolean isLinked() {
    return states.isLinked();
  }

  @Override
  public void close() {
    eachNode.close();
    CompletableFuture<?>[] goodbyes =
        partitions.stream().map(Partition::sayGoodbye).toArray(CompletableFuture[]::new);
    try {
      CompletableFuture.allOf(goodbyes).get(GOODBYE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.info("The engine was not told that this node goes, so others notice it by its silence.");
    }
    places.close();
  }
}
