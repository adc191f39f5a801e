package io.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.ChannelKind.Trait;
import io.belfry.protocol.UserId;
import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.server.cluster.ClusterMessage;
import io.belfry.server.cluster.Decision;
import io.belfry.server.cluster.Publication;
import io.belfry.server.cluster.Question;
import io.belfry.server.cluster.Question.Answer;
import io.belfry.server.cluster.Question.Answer.Coverage;
import io.belfry.server.cluster.RaisedHook;
import io.belfry.server.cluster.Report;
import io.belfry.server.cluster.Subject;
import io.belfry.server.cluster.Truth;
import io.belfry.server.store.CachedEvents;
import io.belfry.server.store.CachedEvents.Retention;
import io.belfry.server.store.Shutout;
import io.belfry.server.truth.Keeper;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A cluster of nodes of one process: one thread decides, tells and hands out what is published, in
 * one order for all. There are more parts than any node has loops, and all is counted.
 */
public final class BusCluster implements AutoCloseable {
  private static final int PARTS = 16;
  private static final Retention RETENTION = new Retention(Duration.ofMinutes(30), 1 << 20);

  /** How a node was when it said goodbye. */
  record Goodbye(String node, boolean areTruthsClosed, boolean doLoopsRun) {}

  private final List<Goodbye> goodbyes = new CopyOnWriteArrayList<>();
  private final ExecutorService bus = Executors.newSingleThreadExecutor();
  private final Map<Integer, Keeper> keepers = new ConcurrentHashMap<>();
  private final CachedEvents events = CachedEvents.inMemory(() -> 0, 1 << 20);
  private final Map<String, Node> all = new ConcurrentHashMap<>();
  private final List<Node> nodes = new CopyOnWriteArrayList<>();
  private final Map<Subject.OfChannel, Long> counted = new ConcurrentHashMap<>();
  private volatile boolean tellsCounts = true;

  /** The same for apps that broadcast no numbers. */
  BusCluster tellingNoCounts() {
    tellsCounts = false;
    return this;
  }

  /** Hands a webhook event to a node, as one that sends it for all. */
  CompletionStage<Set<String>> sendHook(String name, RaisedHook hook) {
    return Objects.requireNonNull(all.get(name)).inbox().send(hook);
  }

  /** Tells a node late what was said to all a while ago. */
  CompletionStage<ClusterAdapter.Reached> tellLate(String name, ClusterMessage message) {
    return Objects.requireNonNull(all.get(name)).inbox().accept(message);
  }

  /** Who has said goodbye. */
  List<Goodbye> goodbyes() {
    return goodbyes;
  }

  /** One more node. */
  public ClusterAdapter join(String name) {
    Node node = new Node(name);
    all.put(name, node);
    nodes.add(node);
    return node;
  }

  /** The node is taken for dead: nothing is told to it, and what it held is not held any more. */
  void bury(String name) {
    bus.execute(
        () -> {
          nodes.removeIf(node -> node.name.equals(name));
          keepers.forEach((part, keeper) -> decide(part, keeper.forget(name)));
        });
  }

  /** The node was only slow: it says again all that it holds. */
  void revive(String name) {
    Node back = Objects.requireNonNull(all.get(name));
    bus.execute(
        () -> {
          nodes.add(back);
          back.truths.forEach(Shared::sayAll);
        });
  }

  /** How many subscriptions of a channel all nodes have told of; 0 if none. */
  long counted(Subject.OfChannel channel) {
    return counted.getOrDefault(channel, 0L);
  }

  @Override
  public void close() {
    bus.shutdownNow();
  }

  private void decide(int part, List<Decision> decisions) {
    for (Decision decision : decisions) {
      if (!(decision instanceof Decision.Counted it) || isTold(it)) {
        for (Node node : nodes) {
          Truth.SubjectOwner owner = node.truths.get(part).owner;
          owner.execute(() -> owner.decided(decision));
        }
      }
    }
  }

  private boolean isTold(Decision.Counted number) {
    counted.put(new Subject.OfChannel(number.appId(), number.channel()), number.subscriptions());
    return tellsCounts && !number.channel().kind().has(Trait.ROSTER);
  }

  private final class Node implements ClusterAdapter {
    private final String name;
    private final List<Shared> truths = new CopyOnWriteArrayList<>();
    private volatile @Nullable Inbox inbox;

    Node(String name) {
      this.name = name;
    }

    private Inbox inbox() {
      return Objects.requireNonNull(inbox, "The node has not started.");
    }

    @Override
    public String node() {
      return name;
    }

    @Override
    public int parts(int loops) {
      return PARTS;
    }

    @Override
    public int part(Subject subject) {
      return Math.floorMod(subject.hashCode(), PARTS);
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
      assertThat(owner.part()).isEqualTo(truths.size());
      Shared truth = new Shared(owner);
      truths.add(truth);
      return truth;
    }

    @Override
    public void start(Inbox newInbox) {
      inbox = newInbox;
    }

    @Override
    public CompletionStage<Reached> send(ClusterMessage message) {
      return CompletableFuture.supplyAsync(() -> handOut(message), bus).thenCompose(done -> done);
    }

    private CompletionStage<Reached> handOut(ClusterMessage message) {
      Stream<CompletionStage<Reached>> told =
          switch (message) {
            case ClusterMessage.Publish publish ->
                publish.publications().stream().flatMap(this::handOut);
            case ClusterMessage.AppsChanged changed ->
                nodes.stream().map(node -> node.inbox().accept(changed));
            case ClusterMessage.Terminate terminate ->
                nodes.stream().map(node -> node.inbox().accept(terminate));
          };
      return CompletableFuture.allOf(
              told.map(CompletionStage::toCompletableFuture).toArray(CompletableFuture[]::new))
          .thenApply(all -> Reached.ALL_NODES);
    }

    private Stream<CompletionStage<Reached>> handOut(Publication publication) {
      keep(publication);
      Subject subject =
          publication
              .channel()
              .user()
              .<Subject>map(user -> new Subject.OfUser(publication.appId(), user))
              .orElseGet(() -> new Subject.OfChannel(publication.appId(), publication.channel()));
      return nodes.stream()
          .map(node -> node.truths.get(part(subject)).owner)
          .map(
              owner ->
                  CompletableFuture.supplyAsync(
                      () -> {
                        owner.published(publication);
                        return Reached.ALL_NODES;
                      },
                      owner::execute));
    }

    private void keep(Publication publication) {
      if (publication.channel().kind().has(Trait.CACHE)
          && publication.origin() == Publication.Origin.APPLICATION) {
        events.put(publication.appId(), publication.channel(), publication.text(), RETENTION);
      }
    }

    @Override
    public CompletionStage<Answer<Long>> end(ClusterMessage.Terminate message) {
      return each(0L, Long::sum, node -> node.inbox().end(message));
    }

    @Override
    public CompletionStage<Answer<Long>> shutOut(Shutout shutout) {
      return each(0L, Long::sum, node -> node.inbox().shutouts().shutOut(shutout));
    }

    @Override
    public CompletionStage<Void> letIn(String appId, UserId user) {
      nodes.forEach(node -> node.inbox().shutouts().letIn(appId, user));
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public <A> CompletionStage<Answer<A>> ask(Question<A> question) {
      return each(question.nothing(), question::merge, node -> node.inbox().answer(question));
    }

    // Who does not answer is left out, and then the answer is partial.
    private <A> CompletionStage<Answer<A>> each(
        A nothing, BinaryOperator<A> merge, Function<Node, CompletionStage<A>> question) {
      CompletionStage<Answer<A>> all = CompletableFuture.completedStage(Answer.complete(nothing));
      for (Node node : nodes) {
        CompletionStage<Answer<A>> one =
            question
                .apply(node)
                .thenApply(Answer::complete)
                .exceptionally(failure -> new Answer<>(nothing, Coverage.PARTIAL));
        all =
            all.thenCombine(
                one,
                (before, next) ->
                    new Answer<>(
                        merge.apply(before.value(), next.value()),
                        before.coverage() == Coverage.PARTIAL
                            ? Coverage.PARTIAL
                            : next.coverage()));
      }
      return all;
    }

    @Override
    public void close() {
      nodes.remove(this);
      boolean doLoopsRun = truths.stream().allMatch(truth -> truth.owner.execute(() -> {}));
      boolean areClosed = truths.stream().allMatch(truth -> truth.isClosed);
      goodbyes.add(new Goodbye(name, areClosed, doLoopsRun));
    }
  }

  /** What all nodes hold, seen from one owner. */
  private final class Shared implements Truth {
    private final SubjectOwner owner;
    private final Keeper keeper;
    private volatile boolean isClosed;

    Shared(SubjectOwner owner) {
      this.owner = owner;
      this.keeper = keepers.computeIfAbsent(owner.part(), unused -> new Keeper());
    }

    void sayAll() {
      owner.execute(() -> owner.sayAll(this::tell));
    }

    private <A> CompletionStage<A> onBus(Supplier<A> question) {
      CompletableFuture<A> answer = new CompletableFuture<>();
      bus.execute(
          () -> {
            A value = question.get();
            owner.execute(() -> answer.complete(value));
          });
      return answer;
    }

    @Override
    public CompletionStage<Ruling> tell(Report report) {
      return onBus(
          () -> {
            decide(owner.part(), keeper.apply(report));
            return isSo(report) ? Ruling.GRANTED : Ruling.REFUSED;
          });
    }

    private boolean isSo(Report report) {
      return switch (report) {
        case Report.MemberIn in -> keeper.isMember(in.subject(), in.member().id());
        case Report.UserIn in -> keeper.connections(in.subject(), in.holder()) == in.connections();
        case Report.FirstIn in -> true;
        case Report.LastOut out -> true;
        case Report.MemberOut out -> true;
        case Report.HowMany counted -> true;
      };
    }

    @Override
    public CompletionStage<ChannelTruth> read(Subject.OfChannel channel) {
      return onBus(
          () ->
              new ChannelTruth(
                  keeper.roster(channel),
                  events.find(channel.appId(), channel.channel()).toCompletableFuture().join()));
    }

    @Override
    public CompletionStage<Set<Subject.OfUser>> online(Set<Subject.OfUser> users) {
      return onBus(
          () -> {
            Set<Subject.OfUser> online = new HashSet<>(users);
            online.removeIf(user -> !keeper.isOnline(user));
            return online;
          });
    }

    @Override
    public int members(Subject.OfChannel channel) {
      return CompletableFuture.supplyAsync(() -> keeper.members(channel), bus).join();
    }

    @Override
    public void placed(Publication publication) {}

    @Override
    public void missed(Subject.OfChannel channel) {}

    @Override
    public void close() {
      isClosed = true;
    }
  }
}
