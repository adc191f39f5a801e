package io.belfry.cluster.redis;

import io.belfry.cluster.redis.wire.Inquiry;
import io.belfry.cluster.redis.wire.KeptTexts;
import io.belfry.cluster.redis.wire.NodeId;
import io.belfry.cluster.redis.wire.PartitionEngine;
import io.belfry.cluster.redis.wire.ShutoutCall;
import io.belfry.protocol.UserId;
import io.belfry.server.cluster.ClusterAdapter.KnownShutouts;
import io.belfry.server.cluster.Truth;
import io.belfry.server.store.Shutout;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is shut out in the apps of a partition: kept at the engine, in memory on each node. Changes
 * come as orders. Since orders are not kept for long, all is read when the partition is linked, and
 * the node counts as linked when that is done.
 *
 * <p>An engine that has lost everything is told again what this node knows: it has made fewer
 * changes than were told of before.
 *
 * <p>Thread: confined to that of the partition's owner.
 *
 * @see "rules USR-032, USR-046"
 */
final class PartitionShutouts {
  private static final Logger LOG = LoggerFactory.getLogger(RedisCluster.class);
  private static final Duration AGAIN = Duration.ofSeconds(1);
  private static final byte[] NOTHING = new byte[0];

  private final PartitionEngine engine;
  private final Truth.SubjectOwner owner;
  private final Supplier<NodeId> me;
  private final Supplier<KnownShutouts> known;
  private final Predicate<String> isOfPartition;
  private final ShutoutReads reads;
  // What was told while all of it was being read, with who waits for its effect.
  private final Map<ShutoutOrder, CompletableFuture<Long>> meanwhile = new LinkedHashMap<>();
  private long changes;
  private boolean isReading;
  private int links;

  /**
   * Those of a partition.
   *
   * @param me who this node is in the partition now
   * @param known of this node, once it is started
   * @param isOfPartition whether an app is of this partition
   * @param reads is told whether it can be read
   */
  PartitionShutouts(
      PartitionEngine engine,
      Truth.SubjectOwner owner,
      Supplier<NodeId> me,
      Supplier<KnownShutouts> known,
      Predicate<String> isOfPartition,
      ShutoutReads reads) {
    this.engine = engine;
    this.owner = owner;
    this.me = me;
    this.known = known;
    this.isOfPartition = isOfPartition;
    this.reads = reads;
  }

  /** The partition is linked, perhaps again; {@code done} is run when all is known. */
  void linked(Runnable done) {
    links++;
    isReading = true;
    read(links, done);
  }

  /** The partition is linked no more. */
  void lost() {
    links++;
  }

  private void read(int link, Runnable done) {
    engine
        .kept()
        .whenComplete(
            (kept, failure) -> {
              if (link != links) {
                return;
              }
              if (failure != null) {
                reads.failed(this, failure);
                owner.after(AGAIN, () -> readAgain(link, done));
                return;
              }
              reads.done(this);
              take(kept);
              done.run();
            });
  }

  private void readAgain(int link, Runnable done) {
    if (link == links) {
      read(link, done);
    }
  }

  private void take(KeptTexts kept) {
    List<Shutout> all = new ArrayList<>();
    kept.texts().forEach(text -> Shutout.ofJson(text).ifPresent(all::add));
    if (kept.changes() < changes) {
      sayAgain(all);
    }
    known.get().replace(isOfPartition, all);
    changes = kept.changes();
    isReading = false;
    Map<ShutoutOrder, CompletableFuture<Long>> told = new LinkedHashMap<>(meanwhile);
    meanwhile.clear();
    told.forEach((order, ended) -> ordered(order).thenAccept(ended::complete));
  }

  // What the engine has of the same key is newer.
  private void sayAgain(List<Shutout> all) {
    Set<List<String>> there = new HashSet<>();
    all.forEach(shutout -> there.add(List.of(shutout.appId(), shutout.key())));
    ArrayDeque<Shutout> missing = new ArrayDeque<>();
    for (Shutout shutout : known.get().all(isOfPartition)) {
      if (there.add(List.of(shutout.appId(), shutout.key()))) {
        missing.add(shutout);
        all.add(shutout);
      }
    }
    LOG.warn(
        "The engine has lost who is shut out, and is told {} blocks and revocations again.",
        missing.size());
    sayNext(links, missing);
  }

  private void sayNext(int link, ArrayDeque<Shutout> missing) {
    Shutout next = missing.poll();
    if (next != null && link == links) {
      engine
          .keep(me.get(), call(next, NOTHING))
          .whenComplete((kept, failure) -> sayNext(link, missing));
    }
  }

  private static ShutoutCall call(Shutout shutout, byte[] order) {
    return new ShutoutCall(
        shutout.appId(), shutout.key(), shutout.untilMillis(), shutout.json(), order);
  }

  /** Keeps it and tells all nodes, which answer that inquiry of this node. */
  CompletionStage<Void> keep(Shutout shutout, long inquiry) {
    byte[] order = ShutoutOrder.bytes(shutout, new Inquiry(me.get(), inquiry));
    return kept(call(shutout, order));
  }

  /** Keeps the block of a user no more, and tells all nodes. */
  CompletionStage<Void> letIn(String appId, UserId user) {
    byte[] order = ShutoutOrder.bytes(appId, user);
    return kept(new ShutoutCall(appId, Shutout.Block.keyOf(user), 0, NOTHING, order));
  }

  private CompletionStage<Void> kept(ShutoutCall call) {
    return engine.keep(me.get(), call).thenCompose(kept -> engine.replicated());
  }

  /**
   * The order has come; how many sessions have ended for it. What was read already is passed over:
   * it may have been undone since.
   */
  CompletionStage<Long> ordered(ShutoutOrder order) {
    if (isReading) {
      return meanwhile.computeIfAbsent(order, unused -> new CompletableFuture<>());
    }
    if (order.number() <= changes) {
      return CompletableFuture.completedStage(0L);
    }
    changes = order.number();
    return apply(order);
  }

  private CompletionStage<Long> apply(ShutoutOrder order) {
    return switch (order) {
      case ShutoutOrder.ShutOut out -> known.get().shutOut(out.shutout());
      case ShutoutOrder.LetIn in -> {
        known.get().letIn(in.appId(), in.user());
        yield CompletableFuture.completedStage(0L);
      }
    };
  }

  /** Who asks how many sessions have ended for that order. */
  static Optional<Inquiry> inquiry(ShutoutOrder order) {
    return order instanceof ShutoutOrder.ShutOut out ? out.inquiry() : Optional.empty();
  }
}
