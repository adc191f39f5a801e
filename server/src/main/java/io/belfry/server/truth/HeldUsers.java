package io.belfry.server.truth;

import io.belfry.protocol.UserId;
import io.belfry.server.cluster.Report.Holder;
import io.belfry.server.cluster.Subject;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * For each user who holds how many connections. What the owner has told its truth of the user
 * stands in the same entry: another table would cost each user as much again.
 *
 * <p>Thread: confined to its keeper, and to the owner of that one.
 *
 * @see "rule USR-080"
 */
final class HeldUsers {
  // The ids are those that the connections have: with the app they would be objects of their own.
  private final Map<String, Map<UserId, HeldUser>> apps = new HashMap<>();
  // Almost every user has one connection: one map serves all of a holder's.
  private final Map<Holder, Map<Holder, Integer>> single = new HashMap<>();
  private int size;

  private static final class HeldUser {
    private Map<Holder, Integer> holders = Map.of();
    private boolean isTold;
    private long onlineSinceMillis;
  }

  int size() {
    return size;
  }

  private Map<UserId, HeldUser> users(String appId) {
    return apps.getOrDefault(appId, Map.of());
  }

  Map<Holder, Integer> of(Subject.OfUser user) {
    HeldUser held = users(user.appId()).get(user.user());
    return held == null ? Map.of() : held.holders;
  }

  void forEach(Consumer<Subject.OfUser> action) {
    apps.forEach(
        (appId, users) ->
            users.keySet().forEach(user -> action.accept(new Subject.OfUser(appId, user))));
  }

  /** How many connections all holders together have. */
  long connections(Subject.OfUser user) {
    long all = 0;
    for (int connections : of(user).values()) {
      all += connections;
    }
    return all;
  }

  /** Takes note of the holder's number; whether nobody held the user before. */
  boolean put(Subject.OfUser user, Holder holder, int connections) {
    Map<UserId, HeldUser> users = apps.computeIfAbsent(user.appId(), unused -> new HashMap<>());
    HeldUser held = users.computeIfAbsent(user.user(), unused -> new HeldUser());
    boolean isFirst = held.holders.isEmpty();
    held.holders = with(held.holders, holder, connections);
    size += isFirst ? 1 : 0;
    return isFirst;
  }

  private Map<Holder, Integer> with(Map<Holder, Integer> held, Holder holder, int connections) {
    if (held.isEmpty() || (held.size() == 1 && held.containsKey(holder))) {
      return connections == 1
          ? single.computeIfAbsent(holder, unused -> Map.of(holder, 1))
          : Map.of(holder, connections);
    }
    Map<Holder, Integer> changed = new HashMap<>(held);
    changed.put(holder, connections);
    return Map.copyOf(changed);
  }

  /** Forgets the holder; whether nobody holds the user any more, who was held before. */
  boolean remove(Subject.OfUser user, Holder holder) {
    Map<UserId, HeldUser> users = users(user.appId());
    HeldUser held = users.get(user.user());
    if (held == null || !held.holders.containsKey(holder)) {
      return false;
    }
    if (held.holders.size() > 1) {
      Map<Holder, Integer> changed = new HashMap<>(held.holders);
      changed.remove(holder);
      held.holders = Map.copyOf(changed);
      return false;
    }
    users.remove(user.user());
    if (users.isEmpty()) {
      apps.remove(user.appId());
    }
    size--;
    return true;
  }

  /** The owner has told its truth of a user who is held, and who is online since then. */
  void told(Subject.OfUser user, long unixMillis) {
    HeldUser held = users(user.appId()).get(user.user());
    if (held != null) {
      held.isTold = true;
      held.onlineSinceMillis = unixMillis;
    }
  }

  /** Whether it has, and the user is still held. */
  boolean isTold(Subject.OfUser user) {
    HeldUser held = users(user.appId()).get(user.user());
    return held != null && held.isTold;
  }

  /** Since when the user is online, in Unix milliseconds; that moment if nothing was told. */
  long onlineSince(Subject.OfUser user, long otherwise) {
    HeldUser held = users(user.appId()).get(user.user());
    return held != null && held.isTold ? held.onlineSinceMillis : otherwise;
  }
}
