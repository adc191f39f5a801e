package io.belfry.server.store;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/**
 * Extension point: where the replies to requests with an idempotency key are kept. {@link
 * #inMemory} is the default; nodes that share their callers share a store.
 *
 * <p>Thread: thread-safe; never blocks. A stage may complete on any thread; one that cannot be
 * answered fails, and then nothing is carried out.
 *
 * @see "rules HTTP-090 to HTTP-092"
 */
public interface ReplyStore {
  /**
   * Which request is meant.
   *
   * @param appId app of the caller; keys of different apps never meet
   * @param text what the caller chose
   */
  record IdempotencyKey(String appId, String text) {}

  /** What became of a claim. */
  sealed interface Claim {
    /**
     * Nobody has it: the caller carries the request out and then completes or releases it.
     *
     * @param version names this claim; a later one of the same store has a greater number
     */
    record Granted(long version) implements Claim {}

    /**
     * It was carried out.
     *
     * @param reply JSON that it was answered with; must not be written to
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Answered(byte[] reply) implements Claim {}

    /** Somebody is still carrying it out. */
    record InProgress() implements Claim {}

    /** It was used for a different request. */
    record Conflict() implements Claim {}
  }

  /**
   * Claims a key.
   *
   * @param fingerprint of the request, the same for a repetition only
   * @param life how long the key is remembered from now
   */
  CompletionStage<Claim> claim(IdempotencyKey key, String fingerprint, Duration life);

  /**
   * Keeps the reply, if the claim of that version still holds.
   *
   * @param reply JSON that it was answered with; must not be written to
   * @return completes, in any way, when it is kept or cannot be kept now: only then is the caller
   *     answered, so that whoever repeats after an answer gets the same
   */
  CompletionStage<?> complete(IdempotencyKey key, long version, byte[] reply);

  /**
   * Forgets the key, if the claim of that version still holds: nothing was carried out.
   *
   * @return completes, in any way, when it is forgotten or cannot be now
   */
  CompletionStage<?> release(IdempotencyKey key, long version);

  /**
   * A store in memory: 10,000 keys and 16 MiB for each app.
   *
   * @param nanoTime monotonic clock
   * @param maxBytes bytes that all apps together may keep
   */
  static ReplyStore inMemory(LongSupplier nanoTime, long maxBytes) {
    return new MemoryReplies(nanoTime, maxBytes);
  }
}
