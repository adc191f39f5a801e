package io.belfry.server.api;

import io.belfry.protocol.Surrogates;
import io.belfry.server.app.AppSettings;
import io.belfry.server.cluster.ClusterAdapter.NotAccepted;
import io.belfry.server.http.ApiError;
import io.belfry.server.http.ApiReason;
import io.belfry.server.http.Response;
import io.belfry.server.setting.Setting.Settings;
import io.belfry.server.store.ReplyStore;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets a caller repeat a publish whose answer it did not get: who gives a key has the request
 * carried out at most once, and a repetition gets the reply of the first.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules HTTP-090 to HTTP-092"
 */
final class IdempotencyKeys {
  private static final String HEADER = "x-idempotency-key";
  private static final int MAX_LENGTH = 128;

  private final ReplyStore store;

  IdempotencyKeys(ReplyStore store) {
    this.store = store;
  }

  /**
   * Carries the request out, unless its key was used already.
   *
   * @param bodyKey the key in the body, null for none; one in the header goes before it
   * @param work what carries it out; nothing is remembered when it is refused or fails
   */
  CompletionStage<Response> once(
      ApiCall call, @Nullable String bodyKey, Supplier<CompletionStage<Response>> work) {
    Settings settings = call.app().settings();
    String text = call.request().headers().getOrDefault(HEADER, bodyKey);
    if (text == null || !settings.of(AppSettings.IDEMPOTENCY_ENABLED)) {
      return work.get();
    }
    check(text);
    ReplyStore.IdempotencyKey key = new ReplyStore.IdempotencyKey(call.app().id(), text);
    return store
        .claim(key, fingerprint(call), settings.of(AppSettings.IDEMPOTENCY_TTL))
        .thenCompose(claim -> settle(claim, key, work));
  }

  private CompletionStage<Response> settle(
      ReplyStore.Claim claim,
      ReplyStore.IdempotencyKey key,
      Supplier<CompletionStage<Response>> work) {
    return switch (claim) {
      case ReplyStore.Claim.Granted granted -> carryOut(key, granted.version(), work);
      case ReplyStore.Claim.Answered answered ->
          CompletableFuture.completedStage(replayed(Response.ok(answered.reply())));
      case ReplyStore.Claim.InProgress inProgress ->
          CompletableFuture.failedStage(ApiReason.IDEMPOTENCY_IN_PROGRESS.error());
      case ReplyStore.Claim.Conflict conflict ->
          CompletableFuture.failedStage(ApiReason.IDEMPOTENCY_CONFLICT.error());
    };
  }

  private CompletionStage<Response> carryOut(
      ReplyStore.IdempotencyKey key, long version, Supplier<CompletionStage<Response>> work) {
    CompletionStage<Response> outcome;
    try {
      outcome = work.get();
    } catch (RuntimeException e) {
      outcome = CompletableFuture.failedStage(e);
    }
    return outcome
        .handle(
            (reply, failure) ->
                failure == null
                    ? after(
                        store.complete(key, version, reply.body()),
                        CompletableFuture.completedStage(reply))
                    : IdempotencyKeys.<Response>forgotten(
                        failure, () -> store.release(key, version)))
        .thenCompose(Function.identity());
  }

  /**
   * Fails with what a request has failed by, when its key is forgotten. Where nobody knows what was
   * published the key stays: nothing may be published twice (rule CLU-022).
   */
  static <A> CompletionStage<A> forgotten(
      Throwable failure, Supplier<CompletionStage<?>> forgetting) {
    CompletionStage<A> failed = CompletableFuture.failedStage(failure);
    return NotAccepted.isUncertain(failure) ? failed : after(forgetting.get(), failed);
  }

  /** What comes of something when the store is done with it, in whatever way. */
  static <A> CompletionStage<A> after(CompletionStage<?> stored, CompletionStage<A> outcome) {
    return stored.handle((done, lost) -> outcome).thenCompose(Function.identity());
  }

  private static String fingerprint(ApiCall call) {
    MessageDigest digest = sha256();
    digest.update(call.request().path().getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
    return HexFormat.of().formatHex(digest.digest(call.request().body()));
  }

  /** The keys of the events of a batch, in the same store. */
  ElementKeys ofElements() {
    return new ElementKeys(store);
  }

  /** Throws {@link ApiError} when the text can be no key. */
  static void check(String text) {
    // Half a character is none, and many of them would be one key where texts become bytes.
    if (text.isEmpty()
        || text.codePointCount(0, text.length()) > MAX_LENGTH
        || Surrogates.hasLone(text)) {
      throw ApiReason.IDEMPOTENCY_KEY_INVALID.error();
    }
  }

  /** The answer as it is given again. */
  static Response replayed(Response reply) {
    return reply.withHeader("Idempotency-Replayed", "true");
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java runtime has no SHA-256.", e);
    }
  }
}
