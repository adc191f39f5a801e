package io.belfry.server.api;

import io.belfry.server.app.App;
import io.belfry.server.app.AppSettings;
import io.belfry.server.http.ApiError;
import io.belfry.server.http.ApiReason;
import io.belfry.server.store.ReplyStore;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * The idempotency keys of the events of a batch. Each event that has one goes out at most once,
 * whichever batches it comes in; all keys are claimed before anything is published, and one that is
 * in use for something else refuses the batch as a whole.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules HTTP-071, HTTP-090 to HTTP-092"
 */
final class ElementKeys {
  private final ReplyStore store;

  ElementKeys(ReplyStore store) {
    this.store = store;
  }

  /** What is done with one event. */
  sealed interface Slot {
    /** It has no key and goes out. */
    record Free(EventBody event) implements Slot {}

    /** It goes out, and its answer is remembered. */
    record Claimed(EventBody event, ReplyStore.IdempotencyKey key, long version, String fingerprint)
        implements Slot {}

    /** It went out before, and was answered like this. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Known(byte[] reply) implements Slot {}

    /** It stands in this batch already, at that index. */
    record Repeated(int index) implements Slot {}
  }

  /** Claims the keys of all events, or none; fails with {@link ApiError} for the first in use. */
  CompletionStage<List<Slot>> claim(App app, List<EventBody> events) {
    List<Slot> slots = new ArrayList<>(events.size());
    CompletionStage<List<Slot>> claimed = CompletableFuture.completedStage(slots);
    for (EventBody event : events) {
      claimed = claimed.thenCompose(before -> claim(app, event, slots));
    }
    return claimed
        .handle(
            (all, failure) ->
                failure == null
                    ? CompletableFuture.completedStage(all)
                    : IdempotencyKeys.<List<Slot>>forgotten(failure, () -> release(slots)))
        .thenCompose(Function.identity());
  }

  private CompletionStage<List<Slot>> claim(App app, EventBody event, List<Slot> slots) {
    int index = slots.size();
    String text = event.idempotencyKey();
    if (text == null) {
      return with(slots, new Slot.Free(event));
    }
    ReplyStore.IdempotencyKey key = new ReplyStore.IdempotencyKey(app.id(), text);
    String fingerprint = fingerprint(event);
    for (int i = 0; i < index; i++) {
      if (slots.get(i) instanceof Slot.Claimed earlier && earlier.key().equals(key)) {
        return earlier.fingerprint().equals(fingerprint)
            ? with(slots, new Slot.Repeated(i))
            : CompletableFuture.failedStage(ApiReason.IDEMPOTENCY_CONFLICT.error().at(index));
      }
    }
    return store
        .claim(key, fingerprint, app.settings().of(AppSettings.IDEMPOTENCY_TTL))
        .thenCompose(
            claim ->
                switch (claim) {
                  case ReplyStore.Claim.Granted granted ->
                      with(slots, new Slot.Claimed(event, key, granted.version(), fingerprint));
                  case ReplyStore.Claim.Answered answered ->
                      with(slots, new Slot.Known(answered.reply()));
                  case ReplyStore.Claim.InProgress inProgress ->
                      CompletableFuture.failedStage(
                          ApiReason.IDEMPOTENCY_IN_PROGRESS.error().at(index));
                  case ReplyStore.Claim.Conflict conflict ->
                      CompletableFuture.failedStage(
                          ApiReason.IDEMPOTENCY_CONFLICT.error().at(index));
                });
  }

  private static CompletionStage<List<Slot>> with(List<Slot> slots, Slot slot) {
    slots.add(slot);
    return CompletableFuture.completedStage(slots);
  }

  /**
   * Remembers what the events of these slots were answered.
   *
   * @param replies one for each slot
   */
  CompletionStage<?> complete(List<Slot> slots, List<byte[]> replies) {
    List<CompletionStage<?>> all = new ArrayList<>();
    for (int i = 0; i < slots.size(); i++) {
      if (slots.get(i) instanceof Slot.Claimed claimed) {
        all.add(store.complete(claimed.key(), claimed.version(), replies.get(i)));
      }
    }
    return Stages.all(all);
  }

  /** Forgets what was claimed: nothing went out. */
  CompletionStage<?> release(List<Slot> slots) {
    List<CompletionStage<?>> all = new ArrayList<>();
    for (Slot slot : slots) {
      if (slot instanceof Slot.Claimed claimed) {
        all.add(store.release(claimed.key(), claimed.version()));
      }
    }
    return Stages.all(all);
  }

  private static String fingerprint(EventBody event) {
    MessageDigest digest = IdempotencyKeys.sha256();
    add(digest, event.name());
    add(digest, event.data());
    event.channels().forEach(channel -> add(digest, channel.text()));
    add(digest, String.valueOf(event.excluded()));
    add(digest, event.info().toString());
    return HexFormat.of().formatHex(digest.digest());
  }

  // With its length before it, so that no two lists of texts are one.
  private static void add(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    digest.update(bytes);
  }
}
