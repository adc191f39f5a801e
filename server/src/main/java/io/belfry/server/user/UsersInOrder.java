package io.belfry.server.user;

import io.belfry.protocol.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Users in the order of their ids. Neighbours stand together in a run, so that a user costs a place
 * in a list and not an entry of a tree, which is five times as much.
 *
 * <p>Thread: confined to that of its users.
 *
 * @see "rules USR-011, USR-080"
 */
final class UsersInOrder {
  private static final int MOST = 128;
  private static final int FEW = MOST / 8;

  // Each by an id that is not above its own; whoever stands below all belongs to the first.
  private final NavigableMap<UserId, List<SignedInUser>> runs = new TreeMap<>();

  /** Puts in a user who is not there. */
  void add(SignedInUser user) {
    Map.Entry<UserId, List<SignedInUser>> entry = entry(user.id());
    if (entry == null) {
      put(List.of(user));
      return;
    }
    List<SignedInUser> run = entry.getValue();
    run.add(place(run, user.id()), user);
    if (run.size() > MOST) {
      runs.remove(entry.getKey());
      put(run.subList(0, MOST / 2));
      put(run.subList(MOST / 2, run.size()));
    }
  }

  private void put(List<SignedInUser> run) {
    runs.put(run.get(0).id(), new ArrayList<>(run));
  }

  /** Takes out a user who is there. */
  void remove(SignedInUser user) {
    Map.Entry<UserId, List<SignedInUser>> entry = entry(user.id());
    if (entry == null) {
      return;
    }
    List<SignedInUser> run = entry.getValue();
    run.remove(user);
    if (run.size() < FEW) {
      runs.remove(entry.getKey());
      run.forEach(this::add);
    }
  }

  /** All users from that id on; all there are for null. */
  Stream<SignedInUser> from(@Nullable UserId first) {
    if (first == null) {
      return runs.values().stream().flatMap(List::stream);
    }
    Map.Entry<UserId, List<SignedInUser>> entry = entry(first);
    if (entry == null) {
      return Stream.empty();
    }
    List<SignedInUser> run = entry.getValue();
    return Stream.concat(
        run.subList(place(run, first), run.size()).stream(),
        runs.tailMap(entry.getKey(), false).values().stream().flatMap(List::stream));
  }

  private Map.@Nullable Entry<UserId, List<SignedInUser>> entry(UserId id) {
    Map.Entry<UserId, List<SignedInUser>> floor = runs.floorEntry(id);
    return floor == null ? runs.firstEntry() : floor;
  }

  /** Where the user of that id stands, or would stand. */
  private static int place(List<SignedInUser> run, UserId id) {
    int low = 0;
    int high = run.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (run.get(middle).id().compareTo(id) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
