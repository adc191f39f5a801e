package io.belfry.cluster.redis.wire;

import io.belfry.server.store.ReplyStore.IdempotencyKey;
import java.time.Duration;

/**
 * What is done with an idempotency key at the engine.
 *
 * <p>Thread: immutable; bytes must not be written to.
 *
 * @see "rules HTTP-090 to HTTP-092"
 */
public sealed interface ReplyCall {
  /** The key, and whose it is. */
  IdempotencyKey key();

  /** Names the claim; no other one of any node has the same. */
  String claimant();

  /**
   * Claims it, unless it is claimed, or nobody waits for it any more.
   *
   * @param fingerprint of the request
   * @param life how long it is remembered
   * @param lateMillis the engine's clock from when on it is too late
   */
  record Claim(
      IdempotencyKey key, String claimant, String fingerprint, Duration life, long lateMillis)
      implements ReplyCall {}

  /** Keeps the reply, if that claim still stands and has none. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Complete(IdempotencyKey key, String claimant, byte[] reply) implements ReplyCall {}

  /** Forgets the key, if that claim still stands. */
  record Release(IdempotencyKey key, String claimant) implements ReplyCall {}
}
