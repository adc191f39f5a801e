package io.belfry.cluster.redis.lettuce;

import io.belfry.cluster.redis.wire.Layout;
import io.belfry.cluster.redis.wire.PartitionEngine;
import io.belfry.server.config.EngineAddress;
import io.belfry.server.config.EngineAddress.EngineForm;
import io.belfry.server.config.EngineAddress.HostAndPort;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/**
 * The engine of a cluster: the processes that are master now, found again whenever one is lost.
 *
 * <p>Thread: thread-safe; nothing blocks.
 *
 * @see "cluster.md, section 9"
 */
public final class Places implements AutoCloseable {
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

  private final EngineClient client;
  private final Layout layout;
  private final CallWriter writer;
  private final MasterFinder finder;
  private final Complaints complaints;
  private final @Nullable ScheduledFuture<?> looks;
  private final Map<HostAndPort, CompletableFuture<Place>> places = new HashMap<>();
  private @Nullable CompletableFuture<Masters> asked;
  private boolean isClosed;

  /** Gets ready to connect; nothing is done before a partition is opened. */
  public Places(EngineSettings settings, Layout layout) {
    EngineAddress url = settings.url();
    this.client = new EngineClient(settings);
    this.layout = layout;
    this.writer = new CallWriter(layout);
    this.complaints = new Complaints(url);
    this.finder = MasterFinder.of(client, url, layout);
    this.looks =
        url.form() == EngineForm.ONE_SERVER ? null : client.every(BETWEEN_LOOKS, this::look);
  }

  /** A partition of the engine, not opened yet. */
  public PartitionEngine engine(int partition) {
    return new LettuceEngine(this, partition);
  }

  CallWriter writer() {
    return writer;
  }

  String prefix(int partition) {
    return layout.prefix(partition);
  }

  /** The place of a partition, with both its connections. */
  CompletionStage<Place> find(int partition) {
    return masters()
        .thenCompose(
            masters ->
                masters
                    .of(partition)
                    .map(this::at)
                    .orElseGet(
                        () ->
                            CompletableFuture.failedFuture(
                                new IllegalStateException(
                                    "No master has partition " + partition + "."))))
        .whenComplete(
            (place, failure) -> {
              if (failure != null) {
                complaints.of(failure);
              }
            });
  }

  /**
   * A call has failed. What the engine answers is worth a word; not that a partition lives
   * elsewhere, which is found out, nor that connections have ended, which is tried again.
   */
  void failed(Throwable failure) {
    Throwable cause = Failures.cause(failure);
    boolean isWorthIt =
        cause instanceof RedisCommandExecutionException
            || cause instanceof RedisCommandTimeoutException;
    if (isWorthIt && !Failures.isElsewhere(failure) && !Failures.isScriptMissing(failure)) {
      complaints.of(failure);
    }
  }

  /** Commands are answered, but what the engine tells does not arrive (rule CLU-024). */
  public void deaf() {
    complaints.of(
        new IllegalStateException("It answers, but what it tells this node does not arrive."));
  }

  /** A node was welcomed there, so the engine can be used again. */
  void works(HostAndPort address) {
    complaints.areOver(address);
  }

  // All partitions are lost at once, so one question is asked for all of them.
  private synchronized CompletionStage<Masters> masters() {
    if (isClosed) {
      return CompletableFuture.failedFuture(ended());
    }
    CompletableFuture<Masters> now = asked;
    if (now == null || now.isDone()) {
      now = finder.find().toCompletableFuture();
      asked = now;
    }
    return now;
  }

  private synchronized CompletableFuture<Place> at(HostAndPort address) {
    if (isClosed) {
      return CompletableFuture.failedFuture(ended());
    }
    CompletableFuture<Place> there = places.get(address);
    if (there == null || isOver(there)) {
      there = Place.open(client, address).toCompletableFuture();
      places.put(address, there);
    }
    return there;
  }

  private static IllegalStateException ended() {
    return new IllegalStateException("The node has ended.");
  }

  private static boolean isOver(CompletableFuture<Place> there) {
    return there.isDone() && (there.isCompletedExceptionally() || there.join().isLost());
  }

  private synchronized List<CompletableFuture<Place>> all() {
    return List.copyOf(places.values());
  }

  private void look() {
    masters()
        .thenAccept(
            masters ->
                all().forEach(there -> there.thenAccept(place -> place.compareWith(masters))));
  }

  /** Gives all connections up. */
  @Override
  public void close() {
    synchronized (this) {
      isClosed = true;
    }
    if (looks != null) {
      looks.cancel(false);
    }
    // The client warns of connections that it finds half closed.
    CompletableFuture.allOf(
            all().stream()
                .map(there -> there.thenCompose(place -> place.lose(ended())))
                .toArray(CompletableFuture<?>[]::new))
        .whenComplete((done, failure) -> client.close());
  }
}
