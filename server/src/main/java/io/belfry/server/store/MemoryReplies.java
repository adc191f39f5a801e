package io.belfry.server.store;

import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Replies in the memory of this node, so many keys and bytes for each app, and a share of the heap
 * for all together; beyond that the oldest are forgotten first, and those of the app with most.
 *
 * <p>Thread: thread-safe; its lock is held for a few steps in memory.
 */
final class MemoryReplies implements ReplyStore {
  private static final int MAX_KEYS = 10_000;
  private static final long MAX_BYTES = 16 << 20;
  private static final long OVERHEAD_BYTES = 200;
  private static final CompletionStage<?> DONE = CompletableFuture.completedStage(null);

  private final Map<String, Replies> apps = new HashMap<>();
  private final LongSupplier nanoTime;
  private final long maxBytes;
  private long versions;
  private long sum;

  /** One claimed key; without a reply it is being carried out. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Remembered(
      long version, String fingerprint, long endsAt, byte @Nullable [] reply) {
    long bytes(String key) {
      return OVERHEAD_BYTES
          + key.length()
          + fingerprint.length()
          + (reply == null ? 0 : reply.length);
    }
  }

  /** Those of one app, oldest first. */
  private final class Replies {
    private final LinkedHashMap<String, Remembered> entries = new LinkedHashMap<>();
    private long bytes;

    void put(String key, Remembered entry) {
      Remembered before = entries.put(key, entry);
      change(entry.bytes(key) - (before == null ? 0 : before.bytes(key)));
    }

    private void change(long more) {
      bytes += more;
      sum += more;
    }

    void remove(String key) {
      Remembered removed = entries.remove(key);
      if (removed != null) {
        change(-removed.bytes(key));
      }
    }

    void forgetOld(long now) {
      forgetOld(now, MAX_BYTES);
    }

    void forgetOld(long now, long most) {
      Iterator<Map.Entry<String, Remembered>> oldest = entries.entrySet().iterator();
      while (oldest.hasNext()) {
        Map.Entry<String, Remembered> next = oldest.next();
        boolean isOver = next.getValue().endsAt() - now <= 0;
        boolean isTooMuch = entries.size() > MAX_KEYS || bytes > most;
        if (!isOver && !isTooMuch) {
          return;
        }
        // What is being carried out stays: a repetition must not be carried out beside it.
        if (isOver || next.getValue().reply() != null) {
          change(-next.getValue().bytes(next.getKey()));
          oldest.remove();
        }
      }
    }
  }

  /** An empty store by that monotonic clock, for at most so many bytes of all apps together. */
  public MemoryReplies(LongSupplier nanoTime, long maxBytes) {
    this.nanoTime = nanoTime;
    this.maxBytes = maxBytes;
  }

  @Override
  public synchronized CompletionStage<Claim> claim(
      IdempotencyKey key, String fingerprint, Duration life) {
    long now = nanoTime.getAsLong();
    Replies replies = apps.computeIfAbsent(key.appId(), unused -> new Replies());
    replies.forgetOld(now);
    Remembered known = replies.entries.get(key.text());
    if (known == null || known.endsAt() - now <= 0) {
      long version = ++versions;
      replies.remove(key.text());
      replies.put(key.text(), new Remembered(version, fingerprint, now + life.toNanos(), null));
      return CompletableFuture.completedStage(new Claim.Granted(version));
    }
    if (!known.fingerprint().equals(fingerprint)) {
      return CompletableFuture.completedStage(new Claim.Conflict());
    }
    byte[] reply = known.reply();
    return CompletableFuture.completedStage(
        reply == null ? new Claim.InProgress() : new Claim.Answered(reply));
  }

  @Override
  public synchronized CompletionStage<?> complete(IdempotencyKey key, long version, byte[] reply) {
    Replies replies = apps.get(key.appId());
    Remembered claimed = replies == null ? null : replies.entries.get(key.text());
    if (replies != null && claimed != null && claimed.version() == version) {
      replies.put(
          key.text(), new Remembered(version, claimed.fingerprint(), claimed.endsAt(), reply));
      replies.forgetOld(nanoTime.getAsLong());
      relieve(nanoTime.getAsLong());
    }
    return DONE;
  }

  private void relieve(long now) {
    if (sum > maxBytes) {
      Replies largest =
          Collections.max(apps.values(), Comparator.comparingLong(replies -> replies.bytes));
      largest.forgetOld(now, largest.bytes - largest.bytes / 8);
    }
  }

  @Override
  public synchronized CompletionStage<?> release(IdempotencyKey key, long version) {
    Replies replies = apps.get(key.appId());
    Remembered claimed = replies == null ? null : replies.entries.get(key.text());
    if (replies != null && claimed != null && claimed.version() == version) {
      replies.remove(key.text());
    }
    return DONE;
  }
}
