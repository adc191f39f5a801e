package io.belfry.server.truth;

import io.belfry.server.cluster.Report.Holder;
import io.belfry.server.cluster.Subject;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * For each user who holds how many connections. Almost every user has one holder, for whom a map
 * that cannot be changed takes least.
 *
 * <p>Thread: confined to its keeper.
 */
final class HeldUsers {
  private final Map<Subject.OfUser, Map<Holder, Integer>> users = new HashMap<>();

  int size() {
    return users.size();
  }

  Map<Holder, Integer> of(Subject.OfUser user) {
    return users.getOrDefault(user, Map.of());
  }

  Set<Subject.OfUser> all() {
    return users.keySet();
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
    Map<Holder, Integer> held = of(user);
    users.put(user, with(held, holder, connections));
    return held.isEmpty();
  }

  /** Forgets the holder; whether nobody holds the user any more, who was held before. */
  boolean remove(Subject.OfUser user, Holder holder) {
    Map<Holder, Integer> held = of(user);
    if (!held.containsKey(holder)) {
      return false;
    }
    if (held.size() > 1) {
      Map<Holder, Integer> changed = new HashMap<>(held);
      changed.remove(holder);
      users.put(user, Map.copyOf(changed));
      return false;
    }
    users.remove(user);
    return true;
  }

  private static Map<Holder, Integer> with(
      Map<Holder, Integer> held, Holder holder, int connections) {
    if (held.isEmpty() || (held.size() == 1 && held.containsKey(holder))) {
      return Map.of(holder, connections);
    }
    Map<Holder, Integer> changed = new HashMap<>(held);
    changed.put(holder, connections);
    return Map.copyOf(changed);
  }
}
