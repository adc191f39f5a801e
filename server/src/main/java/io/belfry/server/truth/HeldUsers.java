package io.belfry.server.truth;

import io.belfry.protocol.UserId;
import io.belfry.server.cluster.Report.Holder;
import io.belfry.server.cluster.Subject;
import io.belfry.server.user.UsersById;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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
  private final Map<String, UsersById<HeldUser>> apps = new HashMap<>();
  // Almost every user has one connection: one map serves all of a holder's.
  private final Map<Holder, Map<Holder, Integer>> single = new HashMap<>();
  private int size;

  /** A user of an app. */
  private static final class HeldUser implements UsersById.Identified {
    private static final long NOT_TOLD = Long.MIN_VALUE;

    private final UserId id;
    private Map<Holder, Integer> holders = Map.of();
    private long onlineSinceMillis = NOT_TOLD;

    private HeldUser(UserId id) {
      this.id = id;
    }

    @Override
    public UserId id() {
      return id;
    }

    private boolean isTold() {
      return onlineSinceMillis != NOT_TOLD;
    }
  }

  int size() {
    return size;
  }

  private @Nullable HeldUser find(Subject.OfUser user) {
    UsersById<HeldUser> users = apps.get(user.appId());
    return users == null ? null : users.find(user.user());
  }

  Map<Holder, Integer> of(Subject.OfUser user) {
    HeldUser held = find(user);
    return held == null ? Map.of() : held.holders;
  }

  void forEach(Consumer<Subject.OfUser> action) {
    apps.forEach(
        (appId, users) ->
            users.forEach(user -> action.accept(new Subject.OfUser(appId, user.id()))));
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
    HeldUser held = find(user);
    if (held != null) {
      held.holders = with(held.holders, holder, connections);
      return false;
    }
    HeldUser first = new HeldUser(user.user());
    first.holders = with(Map.of(), holder, connections);
    apps.computeIfAbsent(user.appId(), unused -> new UsersById<>()).add(first);
    size++;
    return true;
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
    UsersById<HeldUser> users = apps.get(user.appId());
    HeldUser held = users == null ? null : users.find(user.user());
    if (users == null || held == null || !held.holders.containsKey(holder)) {
      return false;
    }
    if (held.holders.size() > 1) {
      Map<Holder, Integer> changed = new HashMap<>(held.holders);
      changed.remove(holder);
      held.holders = Map.copyOf(changed);
      return false;
    }
    users.remove(held);
    if (users.size() == 0) {
      apps.remove(user.appId());
    }
    size--;
    return true;
  }

  /** The owner has told its truth of a user who is held, and who is online since then. */
  void told(Subject.OfUser user, long unixMillis) {
    HeldUser held = find(user);
    if (held != null) {
      held.onlineSinceMillis = unixMillis;
    }
  }

  /** Whether it has, and the user is still held. */
  boolean isTold(Subject.OfUser user) {
    HeldUser held = find(user);
    return held != null && held.isTold();
  }

  /** Since when the user is online, in Unix milliseconds; that moment if nothing was told. */
  long onlineSince(Subject.OfUser user, long otherwise) {
    HeldUser held = find(user);
    return held != null && held.isTold() ? held.onlineSinceMillis : otherwise;
  }
}
