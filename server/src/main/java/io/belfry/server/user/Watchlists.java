package io.belfry.server.user;

import io.belfry.protocol.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who watches whom on one event loop, for one app. A watchlist belongs to the connection whose
 * token it came with.
 *
 * <p>Thread: confined to its event loop.
 *
 * @see "rules WS-087 to WS-091"
 */
public final class Watchlists {
  /** Is told whether anybody on this loop watches. */
  public interface WatcherReports {
    /** The first watcher has come. */
    void firstIn();

    /** The last one has gone. */
    void lastOut();
  }

  private final Map<UserId, List<Watcher>> watchers = new HashMap<>();
  private final WatcherReports reports;

  /** Watchlists that are reported to {@code reports}. */
  public Watchlists(WatcherReports reports) {
    this.reports = reports;
  }

  /** The watcher follows all users on its list from now on. */
  public void add(Watcher watcher) {
    if (watchers.isEmpty() && !watcher.watched().isEmpty()) {
      reports.firstIn();
    }
    for (UserId user : watcher.watched()) {
      watchers.computeIfAbsent(user, unused -> new ArrayList<>(1)).add(watcher);
    }
  }

  /** The watcher is gone or has another list. */
  public void remove(Watcher watcher) {
    for (UserId user : watcher.watched()) {
      List<Watcher> ofUser = watchers.get(user);
      if (ofUser != null && ofUser.remove(watcher) && ofUser.isEmpty()) {
        watchers.remove(user);
      }
    }
    if (watchers.isEmpty() && !watcher.watched().isEmpty()) {
      reports.lastOut();
    }
  }

  /** A user has come online or gone offline. */
  public void changed(UserId user, OnlineState state) {
    for (Watcher watcher : watchers.getOrDefault(user, List.of())) {
      watcher.changed(user, state);
    }
  }

  /** How many users are watched. */
  public int size() {
    return watchers.size();
  }
}
