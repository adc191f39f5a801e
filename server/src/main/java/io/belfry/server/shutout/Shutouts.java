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
 * Who is shut out, as this node knows it. What each sign-in asks is a look-up or two, and two more
 * with a token of an issuer.
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
    // Of these the one of each login session, and of each token, that ends last.
    private final Map<String, Revocation> logins = new ConcurrentHashMap<>();
    private final Map<String, Revocation> tokens = new ConcurrentHashMap<>();
    private final Map<UserId, OldTokens> befores = new ConcurrentHashMap<>();

    @Nullable Shutout put(Shutout shutout) {
      return switch (shutout) {
        case Block block -> {
          inOrder.put(block.user(), block);
          yield blocks.put(block.user(), block);
        }
        case Revocation revocation -> {
          switch (revocation.revoked()) {
            case Revoked.LoginSession of -> logins.merge(of.name(), revocation, OfApp::last);
            case Revoked.Token token -> tokens.merge(token.jti(), revocation, OfApp::last);
            case Revoked.IssuedBefore before ->
                befores.merge(
                    before.user(), new OldTokens(before.millis(), revocation), OldTokens::both);
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
          switch (revocation.revoked()) {
            case Revoked.LoginSession of -> logins.remove(of.name(), revocation);
            case Revoked.Token token -> tokens.remove(token.jti(), revocation);
            case Revoked.IssuedBefore before ->
                befores.computeIfPresent(
                    before.user(), (user, all) -> all.last().equals(revocation) ? null : all);
          }
        }
      }
    }

    private static Revocation last(Revocation one, Revocation other) {
      return one.untilMillis() > other.untilMillis() ? one : other;
    }

    @Nullable Shutout find(SigninClaim claim, long nowMillis) {
      Shutout found = inForce(blocks.get(claim.user()), nowMillis);
      String login = claim.login();
      if (found == null && login != null) {
        found = inForce(logins.get(login), nowMillis);
      }
      IssuedToken token = claim.token();
      return found == null && token != null ? find(claim.user(), token, nowMillis) : found;
    }

    private @Nullable Shutout find(UserId user, IssuedToken token, long nowMillis) {
      String jti = token.jti();
      Shutout found = jti == null ? null : inForce(tokens.get(jti), nowMillis);
      OldTokens before = found == null ? befores.get(user) : null;
      return before != null && token.issuedAtMillis() < before.millis()
          ? inForce(before.last(), nowMillis)
          : found;
    }

    // What is over stays until it is forgotten, and must not hide anything else.
    private static @Nullable Shutout inForce(@Nullable Shutout shutout, long nowMillis) {
      return shutout == null || shutout.isOver(nowMillis) ? null : shutout;
    }

    Stream<Shutout> all() {
      return Stream.concat(blocks.values().stream(), revocations.values().stream());
    }
  }

  /**
   * All revocations of one user's tokens by their age, of which the latest time counts until the
   * last is over: whatever is from before then has been revoked.
   *
   * @param millis tokens from before then are refused, in Unix milliseconds
   * @param last the one that ends last
   */
  private record OldTokens(long millis, Revocation last) {
    OldTokens both(OldTokens other) {
      return new OldTokens(Math.max(millis, other.millis), OfApp.last(last, other.last));
    }
  }

  /**
   * What keeps somebody from signing in: a block first, then a revocation of the login session, of
   * the token, of the user's tokens of its age.
   *
   * @param nowMillis now, in Unix milliseconds
   */
  public Optional<Shutout> find(String appId, SigninClaim claim, long nowMillis) {
    OfApp app = apps.get(appId);
    return app == null ? Optional.empty() : Optional.ofNullable(app.find(claim, nowMillis));
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
