package io.belfry.server.socket;

import io.belfry.protocol.ErrorCode;
import io.belfry.protocol.UserId;
import io.belfry.protocol.message.ServerMessage;
import io.belfry.server.app.AppSettings;
import io.belfry.server.app.Limit;
import io.belfry.server.user.Watcher;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Takes up the watchlist of a sign-in: tells what was cut off, then the state of everybody on it,
 * and from then on what changes.
 *
 * <p>Thread: runs on the event loop of the connection.
 *
 * @see "rules WS-087, WS-090, WS-091"
 */
final class WatchlistStart {
  private WatchlistStart() {}

  static void begin(Connection connection, List<UserId> watchlist) {
    AppSettings.Watching settings = connection.app().settings().watching();
    List<UserId> accepted = settings.enabled() ? accepted(connection, watchlist) : List.of();
    if (accepted.isEmpty()) {
      connection.watch(null);
      return;
    }
    Watcher watcher =
        new Watcher(new Teller(connection, settings.batch()), new LinkedHashSet<>(accepted));
    connection.watch(watcher);
    connection.await(
        connection.holdings().presences().of(accepted, watcher::learn),
        complete -> watcher.start(accepted));
  }

  private static List<UserId> accepted(Connection connection, List<UserId> watchlist) {
    long most = connection.app().limits().of(Limit.MAX_WATCHLIST_SIZE);
    if (most < 0 || watchlist.size() <= most) {
      return watchlist;
    }
    List<UserId> accepted = watchlist.subList(0, (int) most);
    String ids = accepted.stream().map(UserId::text).collect(Collectors.joining(","));
    connection.refuse(
        ErrorCode.WATCHLIST_CUT,
        "Watchlist limit exceeded. Accepted user ids: " + ids,
        Limit.MAX_WATCHLIST_SIZE);
    return accepted;
  }

  /** Tells one connection, at the pace of its app. */
  private record Teller(Connection connection, Duration batch) implements Watcher.Sink {
    @Override
    public void tellLater(Watcher watcher) {
      if (batch.isZero()) {
        watcher.flush();
      } else {
        connection.after(batch, watcher::flush);
      }
    }

    @Override
    public void tell(List<UserId> online, List<UserId> offline) {
      connection.send(new ServerMessage.WatchlistEvents(online, offline));
    }
  }
}
