package io.belfry.server.user;

import io.belfry.protocol.UserId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One connection's watchlist: what it was told last of each user, and what it is to be told next.
 * Changes are gathered and told together; a user that is back to what was told last is left out.
 *
 * <p>The first states come from the owners of the watched users, in parts. A change that arrives
 * before the part of its user is contained in that part; one that arrives after it is newer.
 *
 * <p>Thread: confined to the event loop of the connection.
 */
public final class Watcher {
  /** The connection that watches. */
  public interface Sink {
    /** Tells of changes, later or at once; {@link Watcher#flush} is what is to be called then. */
    void tellLater(Watcher watcher);

    /** Tells the client; not both lists are empty. */
    void tell(List<UserId> online, List<UserId> offline);
  }

  private final Sink sink;
  private final Set<UserId> watched;
  private final Map<UserId, OnlineState> known = new LinkedHashMap<>();
  private final Map<UserId, OnlineState> told = new LinkedHashMap<>();
  private final Map<UserId, OnlineState> changes = new LinkedHashMap<>();
  private boolean isStarted;

  /** A watcher of these users; it knows nothing of them yet. */
  public Watcher(Sink sink, Set<UserId> watched) {
    this.sink = sink;
    this.watched = Set.copyOf(watched);
  }

  Set<UserId> watched() {
    return watched;
  }

  /** Takes one owner's part of the first states. */
  public void learn(Map<UserId, OnlineState> states) {
    known.putAll(states);
  }

  /** All parts have come: tells the state of every watched user, in the order of the list. */
  public void start(List<UserId> order) {
    isStarted = true;
    for (UserId user : order) {
      told.put(user, known.getOrDefault(user, OnlineState.OFFLINE));
    }
    known.clear();
    tell(told);
  }

  void changed(UserId user, OnlineState state) {
    if (!isStarted) {
      known.replace(user, state);
      return;
    }
    changes.put(user, state);
    if (changes.size() == 1) {
      sink.tellLater(this);
    }
  }

  /** Tells what has changed since the client was told last. */
  public void flush() {
    changes.entrySet().removeIf(change -> change.getValue() == told.get(change.getKey()));
    told.putAll(changes);
    tell(changes);
    changes.clear();
  }

  private void tell(Map<UserId, OnlineState> states) {
    List<UserId> online = new ArrayList<>();
    List<UserId> offline = new ArrayList<>();
    states.forEach((user, state) -> (state == OnlineState.ONLINE ? online : offline).add(user));
    if (!online.isEmpty() || !offline.isEmpty()) {
      sink.tell(online, offline);
    }
  }
}
