package io.belfry.server.shutout;

import io.belfry.protocol.UserId;
import io.belfry.server.store.Shutout;
import io.belfry.server.store.Shutout.Block;
import io.belfry.server.store.Shutout.Revocation;
import io.belfry.server.store.Shutout.Revoked;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who is shut out, as this node knows it. What each sign-in asks is a look-up or two.
 *
 * <p>Thread: thread-safe. Changes are made one after the other; whoever asks meanwhile sees each
 * app's as they were before or after one.
 *
 * @see "rules USR-031, USR-033"
 */
public final class Shutouts {
  private static final Comparator<Shutout> BY_END =
      Comparator.comparingLong(Shutout::untilMillis)
          .thenComparing(Shutout::appId)
          .thenComparing(Shutout::key);

  private final Map<String, OfApp> apps = new ConcurrentHashMap<>();
  // So that what is over is found without looking at the rest.
  private final ConcurrentSkipListSet<Shutout> byEnd = new ConcurrentSkipListSet<>(BY_END);

  /** Those of one app. */
  private static final class OfApp {
    private final Map<UserId, Block> blocks = new ConcurrentHashMap<>();
    // The same: pages of them cost what is on a page.
    private final NavigableMap<UserId, Block> inOrder = new ConcurrentSkipListMap<>();
    private final NavigableMap<String, Revocation> revocations = new ConcurrentSkipListMap<>();
    // Of these the one of each login session that ends last.
    private final Map<String, Revocation> logins = new ConcurrentHashMap<>();

    @Nullable Shutout put(Shutout shutout) {
      return switch (shutout) {
        case Block block -> {
          inOrder.put(block.user(), block);
          yield blocks.put(block.user(), block);
        }
        case Revocation revocation -> {
          if (revocation.revoked() instanceof Revoked.LoginSession of) {
            logins.merge(
                of.name(),
                revocation,
                (one, other) -> one.untilMillis() > other.untilMillis() ? one : other);
          }
          yield revocations.put(revocation.id(), revocation);
        }
      };
    }

    void remove(Shutout shutout) {
      switch (shutout) {
        case Block block -> {
          inOrder.remove(block.user(), block);
          blocks.remove(block.user(), block);
        }
        case Revocation revocation -> {
          revocations.remove(revocation.id(), revocation);
          if (revocation.revoked() instanceof Revoked.LoginSession of) {
            logins.remove(of.name(), revocation);
          }
        }
      }
    }

    Stream<Shutout> all() {
      return Stream.concat(blocks.values().stream(), revocations.values().stream());
    }
  }

  /**
   * Whoever keeps this user from signing in.
   *
   * @param login the login session that the sign-in names; null for none
   * @param nowMillis now, in Unix milliseconds
   */
  public Optional<Shutout> find(String appId, UserId user, @Nullable String login, long nowMillis) {
    OfApp app = apps.get(appId);
    if (app == null) {
      return Optional.empty();
    }
    Block block = app.blocks.get(user);
    // A block that is over stays until it is forgotten, and must not hide a revocation.
    Shutout found =
        (block == null || block.isOver(nowMillis)) && login != null ? app.logins.get(login) : block;
    return Optional.ofNullable(found).filter(shutout -> !shutout.isOver(nowMillis));
  }

  /** The block of a user; empty when there is none, or it is over. */
  public Optional<Block> block(String appId, UserId user, long nowMillis) {
    OfApp app = apps.get(appId);
    Block block = app == null ? null : app.blocks.get(user);
    return Optional.ofNullable(block).filter(it -> !it.isOver(nowMillis));
  }

  /** How many users of an app are blocked. */
  public int blocks(String appId) {
    OfApp app = apps.get(appId);
    return app == null ? 0 : app.blocks.size();
  }

  /** How many revocations of an app there are. */
  public int revocations(String appId) {
    OfApp app = apps.get(appId);
    return app == null ? 0 : app.revocations.size();
  }

  /**
   * The first users who are blocked, in code-point order of their ids.
   *
   * @param after only ids behind this one; null for all
   * @param most so many at most
   */
  public List<Block> blocksAfter(String appId, @Nullable UserId after, int most) {
    OfApp app = apps.get(appId);
    if (app == null) {
      return List.of();
    }
    NavigableMap<UserId, Block> rest =
        after == null ? app.inOrder : app.inOrder.tailMap(after, false);
    return rest.values().stream().limit(most).toList();
  }

  /**
   * The first revocations, in the order of their ids, which is that of their making.
   *
   * @param after only ids behind this one; empty for all
   * @param most so many at most
   */
  public List<Revocation> revocationsAfter(String appId, String after, int most) {
    OfApp app = apps.get(appId);
    return app == null
        ? List.of()
        : app.revocations.tailMap(after, false).values().stream().limit(most).toList();
  }

  /** All of those apps. */
  public List<Shutout> all(Predicate<String> ofApps) {
    return apps.entrySet().stream()
        .filter(entry -> ofApps.test(entry.getKey()))
        .flatMap(entry -> entry.getValue().all())
        .toList();
  }

  /** Takes note of it, in place of one of the same app and key. */
  public synchronized void put(Shutout shutout) {
    Shutout before = apps.computeIfAbsent(shutout.appId(), unused -> new OfApp()).put(shutout);
    if (before != null && !before.equals(shutout)) {
      forget(before);
    }
    byEnd.add(shutout);
  }

  /** A block is lifted. */
  public synchronized void letIn(String appId, UserId user) {
    OfApp app = apps.get(appId);
    Block block = app == null ? null : app.blocks.get(user);
    if (block != null) {
      forget(block);
    }
  }

  /**
   * Those apps have these, and no others.
   *
   * @return what was not known before
   */
  public synchronized List<Shutout> replace(Predicate<String> ofApps, List<Shutout> all) {
    List<Shutout> unknown = new ArrayList<>(all);
    List<Shutout> gone = new ArrayList<>(all(ofApps));
    unknown.removeAll(new HashSet<>(gone));
    gone.removeAll(new HashSet<>(all));
    // In this order nobody whose block is only replaced is free for a moment.
    unknown.forEach(this::put);
    gone.forEach(this::forget);
    return List.copyOf(unknown);
  }

  /** Forgets what is over; asked about once a second. */
  public synchronized void forgetEnded(long nowMillis) {
    while (!byEnd.isEmpty() && byEnd.first().isOver(nowMillis)) {
      forget(byEnd.first());
    }
  }

  private void forget(Shutout shutout) {
    byEnd.remove(shutout);
    OfApp app = Objects.requireNonNull(apps.get(shutout.appId()));
    app.remove(shutout);
  }
}
