package io.belfry.cluster.redis.lettuce;

import io.belfry.server.config.EngineAddress.HostAndPort;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Waits until a replica has what a master has done. It has a connection of its own, made when it is
 * needed: whatever came behind WAIT on a connection would wait as well.
 *
 * <p>Thread: thread-safe.
 *
 * @see "cluster.md, section 8"
 */
final class ReplicaWait {
  private static final int REPLICAS = 1;
  private static final long MOST_MILLIS = 100;

  private final EngineClient client;
  private final HostAndPort address;
  private final AtomicReference<CompletableFuture<StatefulRedisConnection<byte[], byte[]>>> made =
      new AtomicReference<>(CompletableFuture.failedFuture(new IllegalStateException("not made")));
  private volatile boolean isClosed;

  ReplicaWait(EngineClient client, HostAndPort address) {
    this.client = client;
    this.address = address;
  }

  /** Completes when one has it, or has not got it in 100 ms. */
  CompletionStage<Void> once() {
    return connection()
        .thenCompose(
            it ->
                wait(it.async())
                    .whenComplete(
                        (done, failure) -> {
                          if (failure != null || isClosed) {
                            it.closeAsync();
                          }
                        }));
  }

  // WAIT goes by the last command of its connection, so there has to be one before it.
  private static CompletionStage<Void> wait(RedisAsyncCommands<byte[], byte[]> commands) {
    commands.ping();
    return commands.waitForReplication(REPLICAS, MOST_MILLIS).thenAccept(replicas -> {});
  }

  private CompletionStage<StatefulRedisConnection<byte[], byte[]>> connection() {
    CompletableFuture<StatefulRedisConnection<byte[], byte[]>> now = made.get();
    boolean isGone = now.isCompletedExceptionally() || (now.isDone() && !now.join().isOpen());
    if (!isGone || isClosed) {
      return now;
    }
    CompletableFuture<StatefulRedisConnection<byte[], byte[]>> next = new CompletableFuture<>();
    if (!made.compareAndSet(now, next)) {
      return made.get();
    }
    client
        .commands(address)
        .whenComplete(
            (connection, failure) -> {
              if (failure == null) {
                next.complete(connection);
              } else {
                next.completeExceptionally(failure);
              }
            });
    return next;
  }

  void close() {
    isClosed = true;
    made.get().thenAccept(StatefulRedisConnection::closeAsync);
  }
}
