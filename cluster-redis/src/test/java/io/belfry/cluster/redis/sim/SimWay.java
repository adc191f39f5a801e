package io.belfry.cluster.redis.sim;

import io.belfry.cluster.redis.lettuce.AnswerReader;
import io.belfry.cluster.redis.wire.BeatAnswer;
import io.belfry.cluster.redis.wire.BeatCall;
import io.belfry.cluster.redis.wire.Bundle;
import io.belfry.cluster.redis.wire.HelloAnswer;
import io.belfry.cluster.redis.wire.HelloCall;
import io.belfry.cluster.redis.wire.HookEntry;
import io.belfry.cluster.redis.wire.InboxEntry;
import io.belfry.cluster.redis.wire.Inquiry;
import io.belfry.cluster.redis.wire.KeptTexts;
import io.belfry.cluster.redis.wire.NodeId;
import io.belfry.cluster.redis.wire.PartitionEngine;
import io.belfry.cluster.redis.wire.ReplyAnswer;
import io.belfry.cluster.redis.wire.ReplyCall;
import io.belfry.cluster.redis.wire.ShutoutCall;
import io.belfry.cluster.redis.wire.StepAnswer;
import io.belfry.cluster.redis.wire.StepCall;
import io.belfry.server.cluster.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A node's two connections to the simulated engine. What is sent on one arrives in order; when it
 * is cut, a first part of what was under way still arrives, late, and all answers are lost.
 */
final class SimWay implements PartitionEngine {
  /** How long anything takes at most, one way, when it is not slow. */
  static final int MOST_LATENCY = 3;

  private static final long PATIENCE = 1_000;
  private static final int MOST_LATE = 2_000;

  private final SimTime time;
  private final SimHost host;
  private final Random random;
  private final List<Sent> underWay = new ArrayList<>();
  private @Nullable Executor executor;
  private @Nullable InboxListener inbox;
  private long connection;
  private long commandsFree;
  private long inboxFree;
  private long cutUntil;
  private int toDrop;
  private int slowBy;
  private long slowUntil;
  private boolean isBroken;

  /** Something on its way to the engine. */
  private static final class Sent {
    private Runnable arrival = () -> {};
    private boolean isDropped;
    private boolean isLate;
  }

  SimWay(SimTime time, SimHost host, Random random) {
    this.time = time;
    this.host = host;
    this.random = random;
    host.attach(this);
  }

  private int latency() {
    return 1 + random.nextInt(MOST_LATENCY) + (time.now() < slowUntil ? slowBy : 0);
  }

  private boolean isCut() {
    return isBroken || time.now() < cutUntil || !host.isUp();
  }

  @Override
  public CompletionStage<Void> open(NodeId node, Executor newExecutor, InboxListener listener) {
    close();
    long opened = ++connection;
    executor = newExecutor;
    inbox = listener;
    isBroken = false;
    commandsFree = 0;
    inboxFree = 0;
    CompletableFuture<Void> done = new CompletableFuture<>();
    ask(
        () -> {
          host.subscribe(node, this);
          return null;
        },
        done,
        opened);
    return done;
  }

  @Override
  public CompletionStage<HelloAnswer> hello(HelloCall call) {
    return send(() -> AnswerReader.hello(host.call(writer -> writer.hello(call))));
  }

  @Override
  public CompletionStage<StepAnswer> step(StepCall call) {
    return send(() -> AnswerReader.step(call, host.call(writer -> writer.step(call))));
  }

  @Override
  public CompletionStage<BeatAnswer> beat(BeatCall call) {
    return send(() -> AnswerReader.beat(host.call(writer -> writer.beat(call))));
  }

  @Override
  public CompletionStage<BeatAnswer.Rest> bye(NodeId node) {
    return send(() -> AnswerReader.bye(host.call(writer -> writer.bye(node))));
  }

  @Override
  public CompletionStage<Void> keep(NodeId node, ShutoutCall call) {
    return CompletableFuture.failedStage(new UnsupportedOperationException());
  }

  @Override
  public CompletionStage<KeptTexts> kept() {
    return CompletableFuture.failedStage(new UnsupportedOperationException());
  }

  @Override
  public CompletionStage<ReplyAnswer> reply(ReplyCall call) {
    return CompletableFuture.failedStage(new UnsupportedOperationException());
  }

  @Override
  public <A> CompletionStage<A> ask(Question.OfCluster<A> question) {
    return CompletableFuture.failedStage(new UnsupportedOperationException());
  }

  @Override
  public CompletionStage<List<NodeId>> askOthers(Inquiry inquiry, byte[] question) {
    return CompletableFuture.failedStage(new UnsupportedOperationException());
  }

  @Override
  public CompletionStage<Void> answer(NodeId node, Inquiry inquiry, byte[] answer) {
    return CompletableFuture.failedStage(new UnsupportedOperationException());
  }

  @Override
  public CompletionStage<List<NodeId>> nodes() {
    return CompletableFuture.failedStage(new UnsupportedOperationException());
  }

  @Override
  public CompletionStage<List<InboxEntry.GivenOrder>> ordersAfter(String id) {
    return send(List::of);
  }

  @Override
  public CompletionStage<List<HookEntry>> hooksAfter(String id, int most) {
    return send(List::of);
  }

  @Override
  public CompletionStage<Void> replicated() {
    return CompletableFuture.completedStage(null);
  }

  @Override
  public CompletionStage<Removal> hooksSent(NodeId node, List<String> ids) {
    return send(() -> Removal.NOT_SENDER);
  }

  @Override
  public void read(Reading reading) {}

  @Override
  public boolean isRead() {
    return true;
  }

  private <A> CompletionStage<A> send(Supplier<A> call) {
    CompletableFuture<A> answer = new CompletableFuture<>();
    ask(call, answer, connection);
    return answer;
  }

  private <A> void ask(Supplier<@Nullable A> call, CompletableFuture<A> answer, long sentBy) {
    run(PATIENCE, sentBy, () -> answer.completeExceptionally(new IllegalStateException("late")));
    if (isCut()) {
      if (random.nextBoolean()) {
        run(
            latency(),
            sentBy,
            () -> answer.completeExceptionally(new IllegalStateException("refused")));
      }
      return;
    }
    Sent sent = new Sent();
    sent.arrival =
        () -> {
          A value = call.get();
          if (sentBy == connection && !sent.isLate && !isCut()) {
            run(latency(), sentBy, () -> answer.complete(value));
          }
        };
    underWay.add(sent);
    commandsFree = Math.max(commandsFree, time.now() + latency());
    time.at(commandsFree, () -> arrive(sent));
  }

  private void arrive(Sent sent) {
    if (sent.isDropped) {
      return;
    }
    long free = Math.max(host.hangsUntil(), sent.isLate ? 0 : commandsFree);
    if (time.now() < host.hangsUntil()) {
      time.at(free, () -> arrive(sent));
      return;
    }
    underWay.remove(sent);
    if (host.isUp()) {
      sent.arrival.run();
    }
  }

  /** On the node, if the connection is still that one. */
  private void run(long delay, long by, Runnable task) {
    Executor on = executor;
    time.in(
        delay,
        () -> {
          if (by == connection && on != null) {
            on.execute(
                () -> {
                  if (by == connection) {
                    task.run();
                  }
                });
          }
        });
  }

  /** The engine tells the node something. */
  void tell(Bundle bundle) {
    if (time.now() < cutUntil) {
      return;
    }
    if (toDrop > 0) {
      toDrop--;
      return;
    }
    InboxListener listener = inbox;
    inboxFree = Math.max(inboxFree, time.now() + latency());
    if (listener != null) {
      run(inboxFree - time.now(), connection, () -> listener.arrived(bundle));
    }
  }

  /** The next bundles are lost on their way. */
  void drop(int bundles) {
    toDrop = bundles;
  }

  /** Nothing goes on for a while, neither way; nothing is lost. */
  void stall(long millis) {
    commandsFree = Math.max(commandsFree, time.now() + millis);
    inboxFree = Math.max(inboxFree, time.now() + millis);
  }

  /** Everything takes longer by that much, for a while. */
  void slow(int millis, long duration) {
    slowBy = millis;
    slowUntil = time.now() + duration;
  }

  /** The way is cut for a while; the node may hear of it or not. */
  void cut(long millis) {
    cutUntil = Math.max(cutUntil, time.now() + millis);
    host.unsubscribe(this);
    int arriving = underWay.isEmpty() ? 0 : random.nextInt(underWay.size() + 1);
    long at = time.now();
    List<Sent> all = new ArrayList<>(underWay);
    underWay.clear();
    for (int i = 0; i < all.size(); i++) {
      Sent copy = new Sent();
      copy.arrival = all.get(i).arrival;
      copy.isLate = true;
      all.get(i).isDropped = true;
      all.get(i).isLate = true;
      if (i < arriving) {
        at += random.nextInt(MOST_LATE / 4);
        time.at(at, () -> arrive(copy));
      }
    }
    if (random.nextBoolean()) {
      broken();
    } else {
      // Whatever is sent on it from now on goes nowhere, and so does what is told.
      inbox = null;
    }
  }

  /** Whether nothing goes either way. */
  boolean isCutOff() {
    return time.now() < cutUntil;
  }

  /** Both ends know that the connections have ended. */
  void broken() {
    InboxListener listener = inbox;
    if (listener != null) {
      run(latency(), connection, () -> listener.lost(new IllegalStateException("closed")));
    }
    inbox = null;
    isBroken = true;
  }

  /** The engine has ended, with all that was on its way to it. */
  void ended() {
    underWay.forEach(sent -> sent.isDropped = true);
    underWay.clear();
    broken();
  }

  void heal() {
    cutUntil = 0;
    slowUntil = 0;
    toDrop = 0;
  }

  @Override
  public void close() {
    connection++;
    inbox = null;
    host.unsubscribe(this);
  }
}
