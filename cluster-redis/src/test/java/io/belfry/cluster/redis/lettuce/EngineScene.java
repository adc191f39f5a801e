package io.belfry.cluster.redis.lettuce;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.cluster.redis.Waiting;
import io.belfry.cluster.redis.wire.BeatAnswer;
import io.belfry.cluster.redis.wire.BeatCall;
import io.belfry.cluster.redis.wire.BeatCall.Willingness;
import io.belfry.cluster.redis.wire.Bundle;
import io.belfry.cluster.redis.wire.HelloAnswer;
import io.belfry.cluster.redis.wire.HelloCall;
import io.belfry.cluster.redis.wire.HelloCall.Coming;
import io.belfry.cluster.redis.wire.InboxEntry;
import io.belfry.cluster.redis.wire.NodeId;
import io.belfry.cluster.redis.wire.Operation;
import io.belfry.cluster.redis.wire.PartitionEngine;
import io.belfry.cluster.redis.wire.StepAnswer;
import io.belfry.cluster.redis.wire.StepCall;
import io.belfry.cluster.redis.wire.StepCall.Phase;
import io.belfry.cluster.redis.wire.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** One node at one partition, with an owner's thread of its own; what it asks is waited for. */
final class EngineScene implements AutoCloseable {
  static final Duration LEASE = Duration.ofSeconds(3);
  private static final int PATIENCE_SECONDS = 30;

  final NodeId me;
  final PartitionEngine engine;
  private final ExecutorService owner;
  private final BlockingQueue<Bundle> bundles = new LinkedBlockingQueue<>();
  private final BlockingQueue<Throwable> losses = new LinkedBlockingQueue<>();
  private long lastStep;

  EngineScene(Places places, int partition, long node) {
    this.me = NodeId.of(node);
    this.engine = places.engine(partition);
    this.owner =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("owner-" + node + "-" + partition).factory());
  }

  void open() {
    ask(this::opening);
  }

  private CompletionStage<Void> opening() {
    return engine.open(
        me,
        owner,
        new PartitionEngine.InboxListener() {
          @Override
          public void arrived(Bundle bundle) {
            assertThat(Thread.currentThread().getName()).startsWith("owner-");
            bundles.add(bundle);
          }

          @Override
          public void lost(Throwable cause) {
            assertThat(Thread.currentThread().getName()).startsWith("owner-");
            losses.add(cause);
          }
        });
  }

  /** Opens it as often as it takes. */
  void openAtLast() {
    Waiting.until("the partition is open", this::isOpened);
  }

  private boolean isOpened() {
    try {
      open();
      return true;
    } catch (AssertionError e) {
      giveUp();
      return false;
    }
  }

  void giveUp() {
    ask(
        () -> {
          engine.close();
          return CompletableFuture.completedFuture(null);
        });
  }

  HelloAnswer hello(Coming coming) {
    return ask(() -> engine.hello(new HelloCall(me, coming, LEASE, "a host")));
  }

  /** Opens it, says hello, and says it is new. */
  EngineScene linked() {
    open();
    assertThat(hello(Coming.NEW)).isInstanceOf(HelloAnswer.Welcome.class);
    return this;
  }

  StepCall next(Operation... operations) {
    return new StepCall(me, lastStep, ++lastStep, Phase.COMPLETE, List.of(operations));
  }

  List<Verdict> step(Operation... operations) {
    StepCall call = next(operations);
    return ((StepAnswer.Taken) ask(() -> engine.step(call))).verdicts();
  }

  BeatAnswer beat() {
    return ask(() -> engine.beat(new BeatCall(me, LEASE, Willingness.UNWILLING)));
  }

  /** Asks on the owner's thread, and waits for the answer; a failure becomes an AssertionError. */
  <A> A ask(Supplier<CompletionStage<A>> question) {
    CompletableFuture<A> answer = new CompletableFuture<>();
    owner.execute(
        () -> {
          CompletionStage<A> stage = question.get();
          stage.whenComplete(
              (it, failure) -> {
                if (failure == null) {
                  answer.complete(it);
                } else {
                  answer.completeExceptionally(failure);
                }
              });
        });
    try {
      return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  Bundle bundle() {
    return next(bundles);
  }

  List<InboxEntry> told() {
    return bundle().entries();
  }

  Throwable loss() {
    return next(losses);
  }

  boolean hasNotBeenLost() {
    return losses.isEmpty();
  }

  boolean hasHeardNothing() {
    return bundles.isEmpty() && losses.isEmpty();
  }

  private static <A> A next(BlockingQueue<A> queue) {
    try {
      A next = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(next).as("what should have come").isNotNull();
      return next;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    owner.shutdownNow();
  }
}
