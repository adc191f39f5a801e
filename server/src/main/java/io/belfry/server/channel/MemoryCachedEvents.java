package io.belfry.server.channel;

import io.belfry.server.cluster.CachedEvent;
import io.belfry.server.cluster.Subject;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Last events in memory. The entries of an app stand in the order of their publication, so what is
 * oldest is found at the front, both for the bound and for the time.
 *
 * <p>Thread: confined to the owner of the channels.
 */
public final class MemoryCachedEvents implements CachedEvents {
  private final Map<String, AppEvents> apps = new HashMap<>();
  private final LongSupplier nanoTime;
  private long versions;

  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Entry(byte[] text, long version, long endsAt) {
    long bytes(String channel) {
      return text.length + (long) channel.length();
    }
  }

  private static final class AppEvents {
    private final LinkedHashMap<String, Entry> entries = new LinkedHashMap<>();
    private long bytes;

    void put(String channel, Entry entry, long maxBytes) {
      remove(channel);
      entries.put(channel, entry);
      bytes += entry.bytes(channel);
      Iterator<Map.Entry<String, Entry>> oldest = entries.entrySet().iterator();
      while (bytes > maxBytes && oldest.hasNext()) {
        Map.Entry<String, Entry> evicted = oldest.next();
        bytes -= evicted.getValue().bytes(evicted.getKey());
        oldest.remove();
      }
    }

    void remove(String channel) {
      Entry removed = entries.remove(channel);
      if (removed != null) {
        bytes -= removed.bytes(channel);
      }
    }

    void sweep(long now) {
      Iterator<Map.Entry<String, Entry>> all = entries.entrySet().iterator();
      while (all.hasNext()) {
        Map.Entry<String, Entry> entry = all.next();
        if (entry.getValue().endsAt() - now > 0) {
          return;
        }
        bytes -= entry.getValue().bytes(entry.getKey());
        all.remove();
      }
    }
  }

  /** An empty store by that monotonic clock. */
  public MemoryCachedEvents(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  @Override
  public void put(Subject.OfChannel channel, byte[] text, Retention retention) {
    long endsAt = nanoTime.getAsLong() + retention.life().toNanos();
    apps.computeIfAbsent(channel.appId(), unused -> new AppEvents())
        .put(channel.channel().text(), new Entry(text, ++versions, endsAt), retention.maxBytes());
  }

  @Override
  public Optional<CachedEvent> find(Subject.OfChannel channel) {
    AppEvents events = apps.get(channel.appId());
    Entry entry = events == null ? null : events.entries.get(channel.channel().text());
    if (events == null || entry == null) {
      return Optional.empty();
    }
    long left = entry.endsAt() - nanoTime.getAsLong();
    if (left <= 0) {
      events.remove(channel.channel().text());
      return Optional.empty();
    }
    return Optional.of(
        new CachedEvent(entry.text(), entry.version(), TimeUnit.NANOSECONDS.toSeconds(left)));
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
