package io.belfry.server.socket;

import io.belfry.protocol.ErrorCode;
import io.belfry.protocol.UserId;
import io.belfry.protocol.message.ServerEvents;
import io.belfry.server.app.App;
import io.belfry.server.app.AppSettings;
import io.belfry.server.app.Limit;
import io.belfry.server.setting.Setting.Settings;
import io.belfry.server.user.Watcher;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Takes up the watchlist of a sign-in: tells what was cut off, then the state of everybody on it,
 * and from then on what changes.
 *
 * <p>Thread: runs on the event loop of the peer.
 *
 * @see "rules WS-087, WS-090, WS-091"
 */
final class WatchlistStart {
  private WatchlistStart() {}

  static void begin(Peer peer, App app, List<UserId> watchlist) {
    Settings settings = app.settings();
    List<UserId> accepted =
        settings.of(AppSettings.WATCHLIST_ENABLED) ? accepted(peer, app, watchlist) : List.of();
    if (accepted.isEmpty()) {
      peer.identity().watch(null);
      return;
    }
    Watcher watcher =
        new Watcher(
            new Teller(peer, settings.of(AppSettings.WATCHLIST_BATCH)),
            new LinkedHashSet<>(accepted));
    peer.identity().watch(watcher);
    peer.await(
        peer.identity().presences().of(accepted, watcher::learn),
        complete -> watcher.start(accepted),
        () -> peer.identity().watch(null));
  }

  private static List<UserId> accepted(Peer peer, App app, List<UserId> watchlist) {
    long most = app.limits().of(Limit.MAX_WATCHLIST_SIZE);
    if (most < 0 || watchlist.size() <= most) {
      return watchlist;
    }
    List<UserId> accepted = watchlist.subList(0, (int) most);
    String ids = accepted.stream().map(UserId::text).collect(Collectors.joining(","));
    peer.denials()
        .refuse(
            ErrorCode.WATCHLIST_CUT,
            "Watchlist limit exceeded. Accepted user ids: " + ids,
            Limit.MAX_WATCHLIST_SIZE);
    return accepted;
  }

  /** Tells one connection, at the pace of its app. */
  private record Teller(Peer peer, Duration batch) implements Watcher.Sink {
    @Override
    public void tellLater(Watcher watcher) {
      if (batch.isZero()) {
        watcher.flush();
      } else {
        peer.after(batch, watcher::flush);
      }
    }

    @Override
    public void tell(List<UserId> online, List<UserId> offline) {
      peer.send(ServerEvents.watchlist(online, offline));
    }
  }
}
