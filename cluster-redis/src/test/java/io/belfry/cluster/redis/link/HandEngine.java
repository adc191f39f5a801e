package io.belfry.cluster.redis.link;

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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** An engine whose every answer the test gives. Confined to the test. */
final class HandEngine implements PartitionEngine {
  final List<Asked<NodeId, Void>> opens = new ArrayList<>();
  final List<Asked<HelloCall, HelloAnswer>> hellos = new ArrayList<>();
  final List<Asked<StepCall, StepAnswer>> steps = new ArrayList<>();
  final List<Asked<BeatCall, BeatAnswer>> beats = new ArrayList<>();
  final List<Asked<String, List<InboxEntry.GivenOrder>>> orders = new ArrayList<>();
  final List<Asked<String, List<HookEntry>>> hooks = new ArrayList<>();
  final List<Asked<List<String>, Removal>> hooksSent = new ArrayList<>();
  final List<Asked<NodeId, BeatAnswer.Rest>> byes = new ArrayList<>();
  final List<Reading> readings = new ArrayList<>();
  final List<InboxListener> inboxes = new ArrayList<>();
  int closed;

  /** A call, and its answer to give. */
  record Asked<C, A>(C call, CompletableFuture<A> answer) {}

  private static <C, A> CompletionStage<A> asked(List<Asked<C, A>> all, C call) {
    Asked<C, A> asked = new Asked<>(call, new CompletableFuture<>());
    all.add(asked);
    return asked.answer();
  }

  @Override
  public CompletionStage<Void> open(NodeId me, Executor executor, InboxListener inbox) {
    inboxes.add(inbox);
    return asked(opens, me);
  }

  @Override
  public CompletionStage<HelloAnswer> hello(HelloCall call) {
    return asked(hellos, call);
  }

  @Override
  public CompletionStage<StepAnswer> step(StepCall call) {
    return asked(steps, call);
  }

  @Override
  public CompletionStage<BeatAnswer> beat(BeatCall call) {
    return asked(beats, call);
  }

  @Override
  public CompletionStage<BeatAnswer.Rest> bye(NodeId me) {
    return asked(byes, me);
  }

  @Override
  public <A> CompletionStage<A> ask(Question.OfCluster<A> question) {
    return CompletableFuture.completedFuture(question.nothing());
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
    return asked(orders, id);
  }

  @Override
  public CompletionStage<List<HookEntry>> hooksAfter(String id, int most) {
    return asked(hooks, id);
  }

  @Override
  public CompletionStage<Void> replicated() {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<Removal> hooksSent(NodeId me, List<String> ids) {
    return asked(hooksSent, ids);
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
  public void read(Reading reading) {
    readings.add(reading);
  }

  @Override
  public boolean isRead() {
    return readings.isEmpty() || last(readings) == Reading.ON;
  }

  @Override
  public void close() {
    closed++;
  }

  /** The last one of them. */
  static <T> T last(List<T> all) {
    return all.get(all.size() - 1);
  }

  InboxListener inbox() {
    return last(inboxes);
  }

  void arrives(long number, InboxEntry... entries) {
    inbox().arrived(new Bundle(number, List.of(entries)));
  }
}
