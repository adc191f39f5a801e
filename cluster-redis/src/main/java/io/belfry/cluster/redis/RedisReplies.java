package io.belfry.cluster.redis;

import io.belfry.cluster.redis.wire.ReplyAnswer;
import io.belfry.cluster.redis.wire.ReplyCall;
import io.belfry.server.cluster.ClusterAdapter.NotAccepted;
import io.belfry.server.cluster.ClusterAdapter.NotAccepted.Obstacle;
import io.belfry.server.store.ReplyStore;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Replies to requests with an idempotency key, at the engine, so that it does not matter which node
 * a repetition comes to. Where the engine cannot be asked nothing is carried out.
 *
 * <p>A claim whose node has ended stays until its time is over, and whoever repeats is told that it
 * is under way: nobody knows whether the event went out, and it must not go out twice. What has to
 * be said of a claim and does not get through is said again each second.
 *
 * <p>Thread: thread-safe; never blocks.
 *
 * @see "rules HTTP-090 to HTTP-092, CLU-022"
 */
final class RedisReplies implements ReplyStore {
  /** A longer reply is not kept, and its key stays under way until its time is over. */
  static final int MAX_REPLY_BYTES = 1 << 20;

  private static final long MOST_LATE_BYTES = 16 << 20;
  private static final int BESIDE = 512;
  private static final int TRIES = 120;

  private final String node;
  private final Function<String, Partition> partitions;
  private final AtomicLong versions = new AtomicLong();
  private final AtomicLong lateBytes = new AtomicLong();

  /**
   * The replies of a cluster.
   *
   * @param node name of this node, which no other one has nor had
   * @param partitions which partition an app's keys are in
   */
  RedisReplies(String node, Function<String, Partition> partitions) {
    this.node = node;
    this.partitions = partitions;
  }

  private String claimant(long version) {
    return node + "." + version;
  }

  @Override
  public CompletionStage<Claim> claim(IdempotencyKey key, String fingerprint, Duration life) {
    long version = versions.incrementAndGet();
    CompletionStage<ReplyAnswer> answer =
        partitions
            .apply(key.appId())
            .claim(late -> new ReplyCall.Claim(key, claimant(version), fingerprint, life, late));
    return answer
        .handle(
            (given, failure) ->
                failure == null ? claim(given, key, fingerprint, version) : refused(key, version))
        .thenCompose(Function.identity());
  }

  private CompletionStage<ReplyAnswer> ask(ReplyCall call) {
    return partitions.apply(call.key().appId()).reply(call);
  }

  private CompletionStage<Claim> claim(
      ReplyAnswer answer, IdempotencyKey key, String fingerprint, long version) {
    return switch (answer) {
      case ReplyAnswer.Done unused -> CompletableFuture.completedStage(new Claim.Granted(version));
      case ReplyAnswer.Late unused -> refused(key, version);
      case ReplyAnswer.Full unused ->
          CompletableFuture.failedStage(
              new NotAccepted(
                  Obstacle.OVERLOADED,
                  "Too many requests with an idempotency key are under way. Try again in a"
                      + " second."));
      case ReplyAnswer.Stands stands ->
          CompletableFuture.completedStage(standing(stands, fingerprint));
    };
  }

  private static Claim standing(ReplyAnswer.Stands stands, String fingerprint) {
    if (!stands.fingerprint().equals(fingerprint)) {
      return new Claim.Conflict();
    }
    return stands.reply().isPresent()
        ? new Claim.Answered(stands.reply().get())
        : new Claim.InProgress();
  }

  // Perhaps it was claimed all the same, and its answer lost. This is said when the engine would
  // take the claim no more, so the key is free from then on.
  private CompletionStage<Claim> refused(IdempotencyKey key, long version) {
    later(new ReplyCall.Release(key, claimant(version)), BESIDE, TRIES);
    return CompletableFuture.failedStage(
        new NotAccepted(
            Obstacle.UNREACHABLE,
            "The cluster, which keeps replies to idempotency keys, cannot be reached, so nothing"
                + " was published. Try again in a second."));
  }

  @Override
  public CompletionStage<?> complete(IdempotencyKey key, long version, byte[] reply) {
    return reply.length > MAX_REPLY_BYTES
        ? CompletableFuture.completedStage(null)
        : say(new ReplyCall.Complete(key, claimant(version), reply), BESIDE + reply.length, TRIES);
  }

  @Override
  public CompletionStage<?> release(IdempotencyKey key, long version) {
    return say(new ReplyCall.Release(key, claimant(version)), BESIDE, TRIES);
  }

  private CompletionStage<?> say(ReplyCall call, int bytes, int tries) {
    return ask(call)
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                later(call, bytes, tries - 1);
              }
            });
  }

  private void later(ReplyCall call, int bytes, int tries) {
    if (tries == 0) {
      return;
    }
    if (lateBytes.addAndGet(bytes) > MOST_LATE_BYTES) {
      lateBytes.addAndGet(-bytes);
      return;
    }
    partitions
        .apply(call.key().appId())
        .inASecond(
            () -> {
              lateBytes.addAndGet(-bytes);
              say(call, bytes, tries);
            });
  }
}
