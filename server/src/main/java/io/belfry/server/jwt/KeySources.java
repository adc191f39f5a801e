package io.belfry.server.jwt;

import io.belfry.server.app.App;
import io.belfry.server.jwt.KeySet.UnusableKeySet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/**
 * The keys of all issuers, each place once, however many apps have it.
 *
 * <p>Thread: thread-safe; looks are made on virtual threads.
 *
 * @see "rule USR-056"
 */
final class KeySources implements AutoCloseable {
  /** Looks that are made at a time; further ones wait, for as long as one may take. */
  static final int MOST_LOOKS = 64;

  private final Map<KeyPlace, KeySource> places = new ConcurrentHashMap<>();
  private final Semaphore free = new Semaphore(MOST_LOOKS, true);
  private final ExecutorService looks =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("belfry-jwt-keys-", 0).factory());
  private final LongAdder fetched = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final JwtParts parts;
  private final KeyDocuments documents;
  private final KeySource.Around around;

  KeySources(JwtParts parts, TokenMemory memory) {
    this.parts = parts;
    this.documents =
        new KeyDocuments(parts.http(), parts.apps()::isOperatorsOwn, parts.longestFetch());
    this.around =
        new KeySource.Around(
            this::begin,
            parts.nanoTime(),
            (place, now) -> memory.keysChanged(place, now.fingerprints()));
    parts
        .metrics()
        .watchCounts(
            "belfry_jwt_key_fetches",
            "Looks for the key sets of issuers of JWTs, by outcome.",
            List.of("outcome"),
            () ->
                Map.of(
                    List.of("fetched"), fetched.doubleValue(),
                    List.of("failed"), failed.doubleValue()));
  }

  /** The keys of that place. */
  KeySource of(KeyPlace place) {
    return places.computeIfAbsent(place, one -> new KeySource(one, around));
  }

  /** Those of these apps are kept, and files among them looked at; all others are forgotten. */
  void keep(Collection<App> apps) {
    Set<KeyPlace> used =
        apps.stream()
            .flatMap(app -> app.issuers().stream())
            .map(KeyPlace::of)
            .collect(Collectors.toSet());
    places.keySet().retainAll(used);
    places.forEach(
        (place, source) -> {
          if (place instanceof KeyPlace.InFile) {
            source.lookNow();
          }
        });
  }

  private CompletionStage<KeySet> begin(KeyPlace place) {
    CompletableFuture<KeySet> outcome = new CompletableFuture<>();
    try {
      looks.execute(() -> carry(place, outcome));
      // A name service that hangs cannot be broken off, and holds up nobody for longer than that.
      CompletableFuture.delayedExecutor(parts.longestFetch().toNanos(), TimeUnit.NANOSECONDS)
          .execute(() -> outcome.completeExceptionally(late()));
    } catch (RejectedExecutionException e) {
      outcome.completeExceptionally(e);
    }
    return outcome;
  }

  private UnusableKeySet late() {
    return new UnusableKeySet(
        "did not answer within " + parts.longestFetch().toMillis() + " ms", null);
  }

  private void carry(KeyPlace place, CompletableFuture<KeySet> outcome) {
    try {
      if (!free.tryAcquire(parts.longestFetch().toNanos(), TimeUnit.NANOSECONDS)) {
        throw new UnusableKeySet(
            "was not asked, since " + MOST_LOOKS + " others do not answer", null);
      }
      KeySet found;
      try {
        found = documents.fetch(place);
      } finally {
        free.release();
      }
      fetched.increment();
      outcome.complete(found);
    } catch (UnusableKeySet | RuntimeException e) {
      failed.increment();
      outcome.completeExceptionally(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      outcome.completeExceptionally(e);
    } catch (Error e) {
      parts.breakdown().tellIfFatal(e);
      outcome.completeExceptionally(e);
      throw e;
    }
  }

  @Override
  public void close() {
    looks.shutdownNow();
    documents.close();
  }
}
