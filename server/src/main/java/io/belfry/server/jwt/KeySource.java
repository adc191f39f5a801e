package io.belfry.server.jwt;

import io.belfry.server.jwt.KeySet.UnusableKeySet;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of one place, and when to look for new ones. A set is kept for five minutes and looked
 * for anew a minute earlier, while sign-ins go on with the old one. Where a new one cannot be had,
 * the old one counts for four hours. A key that is taken out of the set lets nobody in from the
 * next look on.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules USR-056, USR-057"
 */
final class KeySource {
  /** How long a set is kept without looking for a new one. */
  static final Duration KEPT = Duration.ofMinutes(5);

  /** From this age on a new one is looked for while the old one is used. */
  static final Duration AHEAD = Duration.ofMinutes(4);

  /** How long a set counts where no new one can be had. */
  static final Duration LONGEST = Duration.ofHours(4);

  /** Between two looks for keys that are not known, and after a failure. */
  static final Duration PAUSE = Duration.ofSeconds(30);

  /** After a failure, where there are no keys at all. */
  static final Duration SHORT_PAUSE = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(KeySource.class);
  private static final Duration BETWEEN_LINES = Duration.ofMinutes(10);

  private final KeyPlace place;
  private final Around around;
  private @Nullable KeySet known;
  private long knownNanos;
  private @Nullable CompletableFuture<@Nullable KeySet> underWay;
  private boolean hasFailed;
  private long triedNanos;
  private boolean hasLookedForUnknown;
  private long lookedForUnknownNanos;
  private boolean isSaid;
  private long saidNanos;
  private String failure = "was not asked yet";

  /**
   * What it needs.
   *
   * @param looks carries out looks, which wait
   * @param nanoTime monotonic clock
   * @param changed is told of keys that are not in the set any more
   */
  record Around(Looks looks, LongSupplier nanoTime, Changed changed) {}

  /** Carries out a look for keys. */
  interface Looks {
    /** Looks, and completes the stage with the set or with {@link UnusableKeySet}. */
    CompletionStage<KeySet> look(KeyPlace place);
  }

  /** Hears of a set that takes the place of another. */
  interface Changed {
    /** The keys of that place are those now. */
    void changed(KeyPlace place, KeySet now);
  }

  KeySource(KeyPlace place, Around around) {
    this.place = place;
    this.around = around;
  }

  /**
   * The keys.
   *
   * @return completes at once unless they have to be waited for; with null where there are none
   */
  CompletionStage<@Nullable KeySet> keys() {
    CompletableFuture<@Nullable KeySet> look;
    synchronized (this) {
      long now = around.nanoTime().getAsLong();
      KeySet usable = usable(now);
      long age = now - knownNanos;
      if (usable != null && age < AHEAD.toNanos()) {
        return CompletableFuture.completedStage(usable);
      }
      look = underWay;
      if (look == null && !isPausing(now, usable == null ? SHORT_PAUSE : PAUSE)) {
        look = begin(now);
      }
      if (look == null || (usable != null && age < KEPT.toNanos())) {
        return CompletableFuture.completedStage(usable);
      }
    }
    return look.thenApply(found -> usableNow());
  }

  private boolean isPausing(long now, Duration pause) {
    return hasFailed && now - triedNanos < pause.toNanos();
  }

  /**
   * The keys, looked for anew since one is not among those that are known.
   *
   * @param before those that are known
   * @return completes with null where the look failed, or the last one did and it is too early for
   *     another; at once with {@code before} where it is too early after one that did not
   */
  CompletionStage<@Nullable KeySet> newerThan(KeySet before) {
    CompletableFuture<@Nullable KeySet> look;
    synchronized (this) {
      long now = around.nanoTime().getAsLong();
      KeySet usable = usable(now);
      if (!Objects.equals(usable, before)) {
        return CompletableFuture.completedStage(usable);
      }
      look = underWay;
      if (look == null) {
        boolean isEarly = hasLookedForUnknown && now - lookedForUnknownNanos < PAUSE.toNanos();
        if (isEarly) {
          // Where the issuer cannot be asked, nobody knows that it has no such key (rule USR-057).
          return CompletableFuture.completedStage(hasFailed ? null : before);
        }
        hasLookedForUnknown = true;
        lookedForUnknownNanos = now;
        look = begin(now);
      }
    }
    return look;
  }

  /** Looks whether the set has changed, since it may have; without one the next sign-in looks. */
  synchronized void lookNow() {
    long now = around.nanoTime().getAsLong();
    triedNanos = now - PAUSE.toNanos();
    if (underWay == null && known != null) {
      var unused = begin(now);
    }
  }

  /** Looks ahead where it is time; for whoever needs no key now. Whether the set still counts. */
  boolean isUsable() {
    var unused = keys();
    return usableNow() != null;
  }

  /** Why there are no keys, as a sentence without its full stop. */
  synchronized String told() {
    return place + " " + failure;
  }

  private synchronized @Nullable KeySet usableNow() {
    return usable(around.nanoTime().getAsLong());
  }

  private @Nullable KeySet usable(long now) {
    return known != null && now - knownNanos < LONGEST.toNanos() ? known : null;
  }

  // In the lock: a look may be over at once.
  private CompletableFuture<@Nullable KeySet> begin(long now) {
    CompletableFuture<@Nullable KeySet> look = new CompletableFuture<>();
    underWay = look;
    triedNanos = now;
    var unused =
        around
            .looks()
            .look(place)
            .whenComplete(
                (found, failed) -> {
                  if (found == null) {
                    failed(failed);
                    look.complete(null);
                  } else {
                    found(found);
                    look.complete(found);
                  }
                });
    return look;
  }

  private void found(KeySet now) {
    boolean isOther;
    synchronized (this) {
      underWay = null;
      isOther = known != null && !known.fingerprints().equals(now.fingerprints());
      known = now;
      knownNanos = around.nanoTime().getAsLong();
      if (hasFailed && isSaid) {
        LOG.info("the keys of {} are there again", place);
      }
      hasFailed = false;
      isSaid = false;
    }
    if (isOther) {
      around.changed().changed(place, now);
    }
  }

  private synchronized void failed(@Nullable Throwable cause) {
    underWay = null;
    hasFailed = true;
    long now = around.nanoTime().getAsLong();
    failure = cause instanceof UnusableKeySet known ? known.getMessage() + "" : "cannot be asked";
    if (isSaid && now - saidNanos < BETWEEN_LINES.toNanos()) {
      return;
    }
    isSaid = true;
    saidNanos = now;
    LOG.warn(
        "No keys for JWTs from {}: it {}. {}",
        place,
        failure,
        usable(now) == null
            ? "Nobody can sign in with a JWT of this issuer; clients come again by themselves. See"
                + " that this machine reaches the address, or set jwks_url or jwks_file."
            : "Sign-ins go on with the keys of before, for four hours at most. See that this"
                + " machine reaches the address.");
  }
}
