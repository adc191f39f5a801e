package io.belfry.server;

import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.server.cluster.ClusterMessage;
import io.belfry.server.cluster.Publication;
import io.belfry.server.cluster.Question;
import io.belfry.server.cluster.Question.Answer;
import io.belfry.server.cluster.Report;
import io.belfry.server.cluster.Subject;
import io.belfry.server.cluster.Truth;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/**
 * A cluster that decides as another one does, and keeps its answers to itself while it is muted.
 */
final class MutedCluster implements ClusterAdapter {
  private final ClusterAdapter cluster;
  private final Queue<Runnable> late = new ConcurrentLinkedQueue<>();
  private final List<Subject.OfChannel> misses = new CopyOnWriteArrayList<>();
  private volatile boolean isMuted;

  MutedCluster(ClusterAdapter cluster) {
    this.cluster = cluster;
  }

  void mute() {
    isMuted = true;
  }

  /** Gives the answers of today, and then all that were kept back. */
  void speak() {
    isMuted = false;
    late.forEach(Runnable::run);
    late.clear();
  }

  /** Cache channels that kept nothing for a newcomer, each time. */
  List<Subject.OfChannel> misses() {
    return misses;
  }

  @Override
  public int parts(int loops) {
    return cluster.parts(loops);
  }

  @Override
  public int part(Subject subject) {
    return cluster.part(subject);
  }

  @Override
  public boolean countsAll() {
    return cluster.countsAll();
  }

  @Override
  public boolean raisesHooks() {
    return cluster.raisesHooks();
  }

  @Override
  public Truth open(Truth.SubjectOwner owner) {
    return new Muted(cluster.open(owner), owner);
  }

  private final class Muted implements Truth {
    private final Truth truth;
    private final SubjectOwner owner;

    Muted(Truth truth, SubjectOwner owner) {
      this.truth = truth;
      this.owner = owner;
    }

    private <A> CompletionStage<A> mutedly(CompletionStage<A> answer) {
      if (!isMuted) {
        return answer;
      }
      CompletableFuture<A> kept = new CompletableFuture<>();
      late.add(() -> onOwner(() -> answer.thenAccept(kept::complete)));
      return kept;
    }

    private void onOwner(Runnable task) {
      CountDownLatch done = new CountDownLatch(1);
      owner.execute(
          () -> {
            task.run();
            done.countDown();
          });
      try {
        done.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public CompletionStage<Ruling> tell(Report report) {
      return mutedly(truth.tell(report));
    }

    @Override
    public CompletionStage<ChannelTruth> read(Subject.OfChannel channel) {
      return mutedly(truth.read(channel));
    }

    @Override
    public CompletionStage<Set<Subject.OfUser>> online(Set<Subject.OfUser> users) {
      return mutedly(truth.online(users));
    }

    @Override
    public int members(Subject.OfChannel channel) {
      return truth.members(channel);
    }

    @Override
    public void placed(Publication publication) {
      truth.placed(publication);
    }

    @Override
    public void missed(Subject.OfChannel channel) {
      misses.add(channel);
      truth.missed(channel);
    }

    @Override
    public void close() {
      truth.close();
    }
  }

  @Override
  public String node() {
    return cluster.node();
  }

  @Override
  public void start(Inbox inbox) {
    cluster.start(inbox);
  }

  @Override
  public CompletionStage<Reached> send(ClusterMessage message) {
    return cluster.send(message);
  }

  @Override
  public <A> CompletionStage<Answer<A>> ask(Question<A> question) {
    return cluster.ask(question);
  }

  @Override
  public void close() {
    cluster.close();
  }
}
