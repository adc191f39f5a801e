package io.belfry.server.store;

import io.belfry.protocol.ChannelName;
import io.belfry.server.store.CachedEvents.CachedEvent;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Last events in memory. The entries of an app stand in the order of their publication, so what is
 * oldest is found at the front, both for the bound and for the time. Each app has its bound, and
 * all together have one that knows the heap: beyond it the app that keeps most gives up its oldest.
 *
 * <p>Thread: confined to the owner of the channels.
 */
final class MemoryCachedEvents implements CachedEvents {
  private final Map<String, AppEvents> apps = new HashMap<>();
  // Measured: the entry, its place in the table, two arrays and a name, beside their letters.
  private static final long OVERHEAD_BYTES = 200;
  private static final int FREED_AT_ONCE = 16;

  private final LongSupplier nanoTime;
  private final long maxBytes;
  private long versions;
  private long sum;

  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Kept(byte[] text, long version, long endsAt) {
    long bytes(String channel) {
      return OVERHEAD_BYTES + text.length + channel.length();
    }
  }

  /** Those of one app. */
  private final class AppEvents {
    private final LinkedHashMap<String, Kept> entries = new LinkedHashMap<>();
    private long bytes;

    void put(String channel, Kept entry, long maxBytes) {
      remove(channel);
      entries.put(channel, entry);
      change(entry.bytes(channel));
      shrinkTo(maxBytes);
    }

    void shrinkTo(long goal) {
      Iterator<Map.Entry<String, Kept>> oldest = entries.entrySet().iterator();
      while (bytes > goal && oldest.hasNext()) {
        Map.Entry<String, Kept> evicted = oldest.next();
        change(-evicted.getValue().bytes(evicted.getKey()));
        oldest.remove();
      }
    }

    private void change(long more) {
      bytes += more;
      sum += more;
    }

    void remove(String channel) {
      Kept removed = entries.remove(channel);
      if (removed != null) {
        change(-removed.bytes(channel));
      }
    }

    void sweep(long now) {
      Iterator<Map.Entry<String, Kept>> all = entries.entrySet().iterator();
      while (all.hasNext()) {
        Map.Entry<String, Kept> entry = all.next();
        if (entry.getValue().endsAt() - now > 0) {
          return;
        }
        change(-entry.getValue().bytes(entry.getKey()));
        all.remove();
      }
    }
  }

  /**
   * An empty store.
   *
   * @param nanoTime monotonic clock
   * @param maxBytes bytes that all apps together may keep here
   */
  MemoryCachedEvents(LongSupplier nanoTime, long maxBytes) {
    this.nanoTime = nanoTime;
    this.maxBytes = maxBytes;
  }

  @Override
  public void put(String appId, ChannelName channel, byte[] text, Retention retention) {
    long endsAt = nanoTime.getAsLong() + retention.life().toNanos();
    apps.computeIfAbsent(appId, unused -> new AppEvents())
        .put(channel.text(), new Kept(text, ++versions, endsAt), retention.maxBytes());
    relieve();
  }

  // Some more than has to be is made free, so that the largest is not searched for each event.
  private void relieve() {
    long goal = sum > maxBytes ? maxBytes - maxBytes / FREED_AT_ONCE : Long.MAX_VALUE;
    while (sum > goal) {
      AppEvents largest =
          Collections.max(apps.values(), Comparator.comparingLong(app -> app.bytes));
      largest.shrinkTo(Math.max(largest.bytes / 2, largest.bytes - (sum - goal)));
    }
  }

  @Override
  public CompletionStage<Optional<CachedEvent>> find(String appId, ChannelName channel) {
    return CompletableFuture.completedFuture(Optional.ofNullable(kept(appId, channel.text())));
  }

  private @Nullable CachedEvent kept(String appId, String channel) {
    AppEvents events = apps.get(appId);
    Kept entry = events == null ? null : events.entries.get(channel);
    if (events == null || entry == null) {
      return null;
    }
    long left = entry.endsAt() - nanoTime.getAsLong();
    if (left <= 0) {
      events.remove(channel);
      return null;
    }
    return new CachedEvent(entry.text(), entry.version(), TimeUnit.NANOSECONDS.toSeconds(left));
  }

  @Override
  public void sweep() {
    long now = nanoTime.getAsLong();
    apps.values()
        .removeIf(
            events -> {
              events.sweep(now);
              return events.entries.isEmpty();
            });
  }
}
