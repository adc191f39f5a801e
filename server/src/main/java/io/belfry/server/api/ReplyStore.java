package io.belfry.server.api;

import io.belfry.server.http.Response;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * Where the replies to requests with an idempotency key are kept.
 *
 * <p>Thread: thread-safe; never blocks.
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
  record Key(String appId, String text) {}

  /** What became of a claim. */
  sealed interface Claim {
    /**
     * Nobody has it: the caller carries the request out and then completes or releases it.
     *
     * @param version names this claim; a later one has a greater number
     */
    record Granted(long version) implements Claim {}

    /** It was carried out and answered like this. */
    record Answered(Response reply) implements Claim {}

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
  CompletionStage<Claim> claim(Key key, String fingerprint, Duration life);

  /** Keeps the reply, if the claim of that version still holds. */
  void complete(Key key, long version, Response reply);

  /** Forgets the key, if the claim of that version still holds: nothing was carried out. */
  void release(Key key, long version);
}
