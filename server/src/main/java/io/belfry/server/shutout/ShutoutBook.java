package io.belfry.server.shutout;

import io.belfry.server.cluster.ClusterAdapter.NotAccepted;
import io.belfry.server.cluster.ClusterAdapter.NotAccepted.Obstacle;
import io.belfry.server.node.Breakdown;
import io.belfry.server.store.Shutout;
import io.belfry.server.store.ShutoutStore;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps who is shut out in the store of a node that is alone, on a thread of its own, which is
 * there while there is something to do.
 *
 * <p>Thread: thread-safe; never blocks, but for {@link #begin} and {@link #close}.
 *
 * @see "rules USR-032, USR-046"
 */
public final class ShutoutBook implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ShutoutBook.class);
  private static final int MOST_WAITING = 1_000;
  private static final Duration IDLE = Duration.ofSeconds(10);
  private static final Duration LAST_WRITES = Duration.ofSeconds(5);

  private final Supplier<ShutoutStore> stores;
  private final BooleanSupplier isSomethingKept;
  // Made when it is needed, and confined to the thread.
  private @Nullable ShutoutStore store;
  private final InstantSource clock;
  private final Breakdown breakdown;
  private final ThreadPoolExecutor thread;
  private final AtomicBoolean isLooking = new AtomicBoolean();

  /** Keeps in that store. */
  public ShutoutBook(ShutoutStore store, InstantSource clock, Breakdown breakdown) {
    this(() -> store, () -> true, clock, breakdown);
  }

  /**
   * Keeps in a store that is made when something is kept, or is to be: who shuts nobody out loads
   * no database.
   *
   * @param isSomethingKept whether anything is; may look at a disk
   */
  public ShutoutBook(
      Supplier<ShutoutStore> stores,
      BooleanSupplier isSomethingKept,
      InstantSource clock,
      Breakdown breakdown) {
    this.stores = stores;
    this.isSomethingKept = isSomethingKept;
    this.clock = clock;
    this.breakdown = breakdown;
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE.toSeconds(),
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_WAITING),
            task -> Thread.ofPlatform().daemon().name("belfry-shutouts").unstarted(task));
    thread.allowCoreThreadTimeOut(true);
  }

  @FunctionalInterface
  private interface Work<T> {
    T done() throws IOException;
  }

  @FunctionalInterface
  private interface Change {
    void make() throws IOException;
  }

  /**
   * Reads what is kept.
   *
   * @throws IOException if it cannot be read: a node must not admit whom it ought to shut out
   */
  public List<Shutout> begin() throws IOException {
    CompletableFuture<List<Shutout>> all =
        on(() -> isUsed() ? store().all(clock.millis()) : List.of());
    try {
      return all.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof IOException unreadable ? unreadable : new IOException(e);
    }
  }

  /** Keeps it; completes when it is kept, and fails with {@link NotAccepted} when it cannot be. */
  public CompletionStage<Void> put(Shutout shutout) {
    return changed(() -> store().put(shutout));
  }

  /** Forgets it; completes and fails as {@link #put}. */
  public CompletionStage<Void> remove(String appId, String key) {
    return changed(
        () -> {
          if (isUsed()) {
            store().remove(appId, key);
          }
        });
  }

  /**
   * Looks whether another process has changed any; all there are go to {@code changed} then. Who
   * looks when it is closed is told nothing.
   */
  public void look(Consumer<List<Shutout>> changed) {
    if (!isLooking.compareAndSet(false, true)) {
      return;
    }
    on(() -> isUsed() ? store().changedElsewhere(clock.millis()) : Optional.<List<Shutout>>empty())
        .whenComplete(
            (all, failure) -> {
              isLooking.set(false);
              if (failure == null) {
                all.ifPresent(changed);
              } else if (!thread.isShutdown()) {
                LOG.warn("Who is shut out by another process is not known: {}", said(failure));
              }
            });
  }

  private boolean isUsed() {
    return store != null || isSomethingKept.getAsBoolean();
  }

  private ShutoutStore store() {
    ShutoutStore made = store;
    if (made == null) {
      made = stores.get();
      store = made;
    }
    return made;
  }

  private CompletionStage<Void> changed(Change change) {
    CompletableFuture<Void> kept = new CompletableFuture<>();
    on(() -> {
          change.make();
          return kept;
        })
        .whenComplete(
            (done, failure) -> {
              if (failure == null) {
                kept.complete(null);
              } else {
                kept.completeExceptionally(refusal(failure));
              }
            });
    return kept;
  }

  private static NotAccepted refusal(Throwable failure) {
    if (failure instanceof NotAccepted refused) {
      return refused;
    }
    LOG.error("Who is shut out cannot be kept: {}", said(failure));
    return new NotAccepted(
        Obstacle.NOT_KEPT,
        "This could not be kept on disk, so nothing was changed. The server's log says why.");
  }

  private static String said(Throwable failure) {
    return String.valueOf(failure.getMessage());
  }

  private <T> CompletableFuture<T> on(Work<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    try {
      thread.execute(
          () -> {
            try {
              result.complete(work.done());
            } catch (IOException e) {
              result.completeExceptionally(e);
            } catch (RuntimeException | Error e) {
              breakdown.tellIfFatal(e);
              LOG.error("The store of who is shut out has failed.", e);
              result.completeExceptionally(e);
            }
          });
    } catch (RejectedExecutionException e) {
      result.completeExceptionally(thread.isShutdown() ? closed() : full());
    }
    return result;
  }

  private static NotAccepted closed() {
    return new NotAccepted(
        Obstacle.UNREACHABLE, "This node is going down and keeps nothing more. Ask another one.");
  }

  private static NotAccepted full() {
    return new NotAccepted(
        Obstacle.OVERLOADED, "Too many blocks and revocations wait to be kept. Try again.");
  }

  @Override
  public void close() {
    var unused =
        changed(
            () -> {
              if (store != null) {
                store.close();
              }
            });
    thread.shutdown();
    try {
      if (!thread.awaitTermination(LAST_WRITES.toSeconds(), TimeUnit.SECONDS)) {
        LOG.warn("The store of who is shut out does not answer, and is left as it is.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
